import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRoot, labAccount } from '../../../lab/accounts.ts';
import { startMariadb } from '../../../lab/mariadb.ts';
import { findTool, run, waitFor } from '../../../lab/tools.ts';
import { makeShop } from './shop.ts';

const cron = await findTool('cron');
const canHaveOwnMounts =
  isRoot() &&
  (await run('unshare', ['-m', 'true']).then(
    () => true,
    () => false,
  ));

describe('cron itself', () => {
  it.skipIf(cron === undefined || !canHaveOwnMounts)('runs the file as an ordinary user, with nothing but what it gives', async () => {
    const account = await labAccount();
    await using mariadb = await startMariadb();
    await mariadb.createDatabase('shop');
    await mariadb.sql('CREATE TABLE shop.t (id INT); INSERT INTO shop.t VALUES (1)');
    const user = await mariadb.createUser({ access: 'full', database: 'shop' });
    await using site = await makeShop(mariadb, { user, settings: { MEDIA_FOLDERS: ['uploads'] } });
    await mkdir(join(site.root, 'uploads'));
    await writeFile(join(site.root, 'uploads/one.jpg'), 'one');
    const lab = dirname(site.root);
    const spool = join(lab, 'spool');
    await mkdir(spool);
    await run('chown', ['-R', `${account.uid}:${account.gid}`, lab]);
    await chmod(lab, 0o755);
    await chown(spool, 0, 0);
    await writeFile(
      join(spool, account.name),
      `@reboot /bin/sh ${site.folder}/holdfast-server.sh application >${lab}/said 2>&1; echo $? >${lab}/ended\n`,
      { mode: 0o600 },
    );
    await chown(join(spool, account.name), account.uid, account.gid);

    // Its own view of the folders where cron looks, so that nobody else's lines run; "@reboot" is when this cron begins.
    const child = spawn(
      'unshare',
      ['-m', 'sh', '-c', 'mount -t tmpfs tmpfs /run && mount --bind "$0" /var/spool/cron/crontabs && exec "$1" -f', spool, cron ?? ''],
      {
        stdio: 'ignore',
      },
    );
    try {
      const ended = await waitFor(
        'cron to have run it',
        45_000,
        async () => (await readFile(join(lab, 'ended'), 'utf8').catch(() => '')) || undefined,
      );
      expect({ ended, said: await readFile(join(lab, 'said'), 'utf8') }).toEqual({ ended: '0\n', said: '' });
    } finally {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    const { kinds } = await site.status();
    expect(kinds.application).toMatchObject({ result: 'ok', files: [kinds.database.file, kinds.media.file] });
    expect(await site.backups('database')).toHaveLength(3);
    expect(await site.backups('media')).toHaveLength(3);
  });
});
