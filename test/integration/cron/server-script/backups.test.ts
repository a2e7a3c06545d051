import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { lstat, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factsInFileName } from '../../../../src/main/capture/adopted/facts-in-name.ts';
import { optionFile } from '../../../../src/main/sites/option-file.ts';
import { readTruth, type DatabaseTruth } from '../../../lab/inventory.ts';
import type { DatabaseUser } from '../../../lab/mariadb-users.ts';
import { startMariadb, type Mariadb } from '../../../lab/mariadb.ts';
import { loadPracticeDatabase } from '../../../lab/practice-site/load-database.ts';
import { makeServerSite, SHELLS, type ServerSite } from './server-site.ts';

let mariadb: Mariadb;
let owner: DatabaseUser;
let truth: DatabaseTruth;

beforeAll(async () => {
  mariadb = await startMariadb();
  await loadPracticeDatabase(mariadb, 'shop');
  owner = await mariadb.createUser({ access: 'full', database: 'shop', name: 'shop_owner' });
  truth = await readTruth(mariadb, 'shop');
});
afterAll(() => mariadb.stop());

async function shop(settings: Parameters<typeof makeServerSite>[0] = {}): Promise<ServerSite> {
  const site = await makeServerSite({ DATABASES: ['shop'], ...settings });
  const lines = ['DB_CONNECTION=mysql', 'DB_DATABASE=shop', 'DB_HOST=127.0.0.1', `DB_PORT=${mariadb.port}`, `DB_USERNAME=${owner.name}`];
  await writeFile(join(site.root, '.env'), `${lines.join('\n')}\nDB_PASSWORD="${owner.password}"\n`);
  return site;
}

describe.each(SHELLS)('under %s', (shell) => {
  it('makes a whole dump, with its checksum and description beside it', async () => {
    await using site = await shop();
    const ended = await site.run('database', { shell });
    expect(ended).toMatchObject({ code: 0, stderr: '' });

    const names = await site.backups('database');
    const [name = ''] = names;
    expect(name).toMatch(/^shop_full_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.sql\.gz$/);
    expect(names).toEqual([name, `${name}.json`, `${name}.sha256`]);
    expect(factsInFileName(name)).toEqual({ database: 'shop', kind: 'full', what: 'dump', label: null });
    const path = join(site.folder, 'backups/database', name);
    const sha256 = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    expect(await readFile(`${path}.sha256`, 'utf8')).toBe(`${sha256}  ${name}\n`);
    for (const each of names) expect((await stat(join(site.folder, 'backups/database', each))).mode & 0o777).toBe(0o600);

    const manifest: unknown = JSON.parse(await readFile(`${path}.json`, 'utf8'));
    expect(manifest).toMatchObject({
      format: 'holdfast-server-backup/1',
      type: 'full',
      database: 'shop',
      result: 'ok',
      sha256,
      size_bytes: (await stat(path)).size,
      tables: Object.keys(truth.tables).length,
    });

    const status = await site.status();
    expect(status.kinds.database).toMatchObject({ result: 'ok', files: [name], count: 1, last_failure: null });
    expect(status).toMatchObject({ last_backup_file: name, last_backup_success: true, full_backup_count: 1, conditions: [] });
  });

  it('archives files whatever they are called, without what is left out, and they come back with tar alone', async () => {
    await using site = await makeServerSite({
      MEDIA_FOLDERS: ['storage/app/public', 'uploads'],
      MEDIA_EXCLUDES: ['cache/', '*.tmp', 'thumbs/*.png', '/top.txt', 'logs/**'],
    });
    const media = join(site.root, 'storage/app/public');
    const odd = ['plain.jpg', 'with blank.jpg', 'it\'s "quoted".jpg', 'line\nbreak.jpg', '-dash', 'naïve.jpg', '*star*'];
    for (const folder of ['cache', 'thumbs/deep', 'deep/er', 'empty', 'logs/old']) await mkdir(join(media, folder), { recursive: true });
    await mkdir(join(site.root, 'uploads'));
    for (const name of odd) await writeFile(join(media, name), `content of ${name}`);
    for (const name of ['cache/a', 'x.tmp', 'deep/y.tmp', 'thumbs/a.png', 'top.txt', 'logs/old/l.txt'])
      await writeFile(join(media, name), 'left out');
    for (const name of ['thumbs/deep/b.png', 'deep/er/top.txt', 'deep/cache']) await writeFile(join(media, name), 'kept');
    await writeFile(join(site.root, 'uploads/u.pdf'), 'pdf');
    await symlink('plain.jpg', join(media, 'link.jpg'));

    expect(await site.run('media', { shell })).toMatchObject({ code: 0, stderr: '' });
    const [name = '', json = ''] = await site.backups('media');
    expect(name).toMatch(/^media_full_.*Z\.tar\.gz$/);
    const back = join(site.root, 'back');
    await mkdir(back);
    execFileSync('tar', ['-xzf', join(site.folder, 'backups/media', name), '-C', back]);
    const found = execFileSync('find', ['.', '-not', '-type', 'd', '-print0'], { cwd: back })
      .toString()
      .split('\0')
      .filter(Boolean)
      .toSorted();
    const kept = [...odd, 'thumbs/deep/b.png', 'deep/er/top.txt', 'deep/cache', 'link.jpg'].map((file) => `./storage/app/public/${file}`);
    expect(found).toEqual([...kept, './uploads/u.pdf'].toSorted());
    expect(await readFile(join(back, 'storage/app/public/line\nbreak.jpg'), 'utf8')).toBe('content of line\nbreak.jpg');
    expect((await lstat(join(back, 'storage/app/public/empty'))).isDirectory()).toBe(true);
    expect(JSON.parse(await readFile(join(site.folder, 'backups/media', json), 'utf8'))).toMatchObject({
      file_count: found.length - 1,
      result: 'ok',
    });
  });
});

describe('a dump', () => {
  it('has the same bytes under every shell, and comes back by the commands of the guide with all that was in it', async () => {
    const dumps: string[] = [];
    for (const shell of SHELLS) {
      await using site = await shop();
      expect(await site.run('database', { shell })).toMatchObject({ code: 0 });
      const [name = ''] = await site.backups('database');
      const sql = execFileSync('gunzip', ['-c', join(site.folder, 'backups/database', name)], { maxBuffer: 1 << 28 });
      dumps.push(sql.toString('latin1'));
    }
    const withoutTheirTime = dumps.map((text) => text.replace(/^-- Dump completed.*$/m, ''));
    expect(new Set(withoutTheirTime).size).toBe(1);

    await using site = await shop({ MEDIA_FOLDERS: ['uploads'] });
    await mkdir(join(site.root, 'uploads'));
    await writeFile(join(site.root, 'uploads/one.jpg'), 'one');
    expect(await site.run('application')).toMatchObject({ code: 0 });
    await mariadb.createDatabase('back');
    const signIn = join(site.root, 'client.cnf');
    const address = { host: '127.0.0.1', port: mariadb.port, socket: null };
    await writeFile(signIn, optionFile({ database: 'back', user: owner.name, password: owner.password, address }), { mode: 0o600 });
    const guide = await readFile(join(import.meta.dirname, '../../../../docs/operator-guide.md'), 'utf8');
    const [, block = ''] = /\*\*Bringing it back by hand\*\*[^`]*```sh\n([\s\S]*?)```/.exec(guide) ?? [];
    const status = await site.status();
    const commands = block
      .replaceAll('~/.holdfast/shop-1f8e6e1e', site.folder)
      .replaceAll(/shop_full_[\dTZ-]+\.sql\.gz/g, status.kinds.database.file ?? '')
      .replaceAll(/media_full_[\dTZ-]+\.tar\.gz/g, status.kinds.media.file ?? '')
      .replace('mysql ', `mysql --defaults-extra-file='${signIn}' `)
      .replace('-u USER -p NEW_DATABASE', 'back');
    expect(execFileSync('dash', ['-ec', commands], { env: { PATH: '/usr/bin:/bin', HOME: site.root } }).toString()).toMatch(/: OK$/m);
    expect(await readFile(join(site.root, 'back/uploads/one.jpg'), 'utf8')).toBe('one');
    const back = await readTruth(mariadb, 'back');
    expect(back.tables).toEqual(truth.tables);
    expect(Object.keys(back.views)).toEqual(Object.keys(truth.views));
    expect({ ...back.routines, ...back.triggers, ...back.events }).toEqual({ ...truth.routines, ...truth.triggers, ...truth.events });
  });
});
