import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listAdoptable } from '../../../src/main/capture/adopted/list-adoptable.ts';
import { readSidecars } from '../../../src/main/capture/adopted/read-sidecars.ts';
import type { ServerBackupsSource } from '../../../src/shared/model/source.ts';
import { startSshd } from '../../lab/sshd.ts';
import { linkTo, never, serverFor, SHELLS } from '../servers/lab-servers.ts';

const HOUR_AGO = Math.floor(Date.now() / 1000) - 3600;

describe.each(SHELLS)('backups on a server with %s', (_shell, options) => {
  it('are listed with size, time and what the name tells in the zone of the server; nothing else is', async () => {
    await using sshd = await startSshd({ ...options, env: { TZ: 'Europe/Berlin' } });
    await using linked = linkTo([serverFor(sshd)]);
    const root = join(sshd.home, `my "shop" & co`);
    const folder = join(root, 'storage/app/backups');
    mkdirSync(folder, { recursive: true });
    const put = (name: string, text = 'x'.repeat(10)) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      utimesSync(path, HOUR_AGO, HOUR_AGO);
      return path;
    };
    put('backup_20251227_020000.tar.gz');
    put(`it's a [new] dump 2025-10-09_02-00-00.sql.gz`);
    put('[x].sql');
    put('x.sql');
    put('two\nlines.sql');
    put('notes.txt');
    put('.hidden.sql');
    put('empty.sql', '');
    chmodSync(put('locked.sql'), 0);
    mkdirSync(join(folder, 'folder.sql'));
    symlinkSync('storage/app/backups', join(root, 'linked'));
    if (process.getuid?.() === 0) {
      execFileSync('chown', ['-R', `${sshd.account.uid}:${sshd.account.gid}`, root]);
      execFileSync('chown', ['0:0', join(folder, 'locked.sql')]);
    }
    const source: ServerBackupsSource = {
      id: randomUUID() as ServerBackupsSource['id'],
      siteId: randomUUID() as ServerBackupsSource['siteId'],
      kind: 'server-backups',
      folders: ['storage/app/backups', 'linked', 'nowhere', folder],
      patterns: ['*.tar.gz', '*.sql.gz', '[x].sql', 'empty.sql', 'locked.sql', 'two*', 'folder.sql', '*hidden*'],
      take: 'all-new',
      zone: null,
    };
    const list = await linked.shell((shell) => listAdoptable(shell, { root }, source, (path) => path.endsWith('[x].sql'), never));
    expect(list.map(({ name, bytes, state, timeFrom }) => [name, bytes, state, timeFrom])).toEqual([
      ['[x].sql', 10, 'adopted', 'modified'],
      ['empty.sql', 0, 'refused', 'modified'],
      ['locked.sql', 10, 'refused', 'modified'],
      ['backup_20251227_020000.tar.gz', 10, 'new', 'name'],
      [`it's a [new] dump 2025-10-09_02-00-00.sql.gz`, 10, 'new', 'name'],
    ]);
    expect(list.map(({ at }) => at)).toEqual([
      ...Array.from({ length: 3 }, () => new Date(HOUR_AGO * 1000).toISOString()),
      '2025-12-27T01:00:00.000Z',
      '2025-10-09T00:00:00.000Z',
    ]);
    expect(list.map(({ path }) => path)).toEqual(list.map(({ name }) => join(folder, name)));

    writeFileSync(join(folder, 'backup_20251227_020000.tar.gz.sha256'), `${'a'.repeat(64)} *backup_20251227_020000.tar.gz`);
    mkdirSync(join(folder, '../metadata'));
    writeFileSync(join(folder, '../metadata/backup_20251227_020000.json'), JSON.stringify({ type: 'incremental', tables: ['a', 'b'] }));
    const beside = await linked.shell((shell) => readSidecars(shell, join(folder, 'backup_20251227_020000.tar.gz'), never));
    expect(beside).toMatchObject({ hash: { algorithm: 'sha256', value: 'a'.repeat(64) }, type: 'incremental', tables: 2, unread: [] });
  });
});
