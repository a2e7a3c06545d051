import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { BackupId, SourceId } from '../../../../src/shared/model/ids.ts';
import { restoreCommands } from '../../manifest/restore-commands-of.ts';
import { ask } from '../app-folder.ts';
import { answer, filesIn, mediaChoice, schemasBeside, stopsOf, truthOf } from './flows.ts';
import { restoreWorld, type RestoreWorld } from './restore-world.ts';
import { adoptZip, dumpChoice, FOLDER, spatieBackup, watchSpatie } from './spatie.ts';

const PASSWORD = 'p4ss-0f-the-s1te';

let world: RestoreWorld;
let sourceId: SourceId;
beforeAll(async () => {
  world = await restoreWorld();
  appendFileSync(world.lab.site.envFile, `\nBACKUP_ARCHIVE_PASSWORD="${PASSWORD}"\n`);
  sourceId = await watchSpatie(world);
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());

let settings: Buffer;
beforeEach(() => {
  settings = readFileSync(world.lab.site.envFile);
});

const damage = () => world.sql('DELETE FROM order_items WHERE order_id MOD 3 = 0; UPDATE products SET price = 0');

/** Where the zip of a backup lies on this computer. */
async function zipOf(backupId: BackupId): Promise<string> {
  const { backup, copies } = await ask(world.app, 'backup.details', { backupId });
  return join(copies[0]?.copy.location ?? '', backup.artifacts[0]?.file ?? '');
}

/** Files of the data folder, of the backups and of the restore's server, in which a text stands. */
function filesWith(text: string, ...folders: readonly string[]): readonly string[] {
  const { stdout } = spawnSync('grep', ['-rlaF', text, ...folders], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line !== '');
}

it('brings the database back out of an encrypted zip, proposed where it is the only backup, and leaves its dump and password nowhere', async () => {
  const good = await truthOf(world);
  const checksums = await world.checksums();
  const { backupId } = await adoptZip(world, spatieBackup(world, '2026-11-20-02-00-00.zip', { password: PASSWORD }));
  await damage();
  const damaged = await truthOf(world);
  const proposal = await answer(world, 'data-damaged');
  expect(proposal).toMatchObject({ proposed: { backup: { id: backupId, databases: [world.lab.site.database] } } });
  expect(proposal.proposed?.reasons.find(({ code }) => code === 'server-zip')?.text).toMatch(/encrypted/);
  const plan = await world.plan(backupId, 'data-damaged', { databases: await dumpChoice(world, backupId) });
  expect(stopsOf(plan)).toEqual([]);
  expect(plan.method).toBe('swap');
  expect(JSON.stringify(plan.steps)).toContain('2026-11-20-02-00-00.zip/db-dumps/mysql-');
  const { job, restore } = await world.run(plan);
  expect([job.state, job.problem, restore.state]).toEqual(['succeeded', null, 'done']);
  expect(await truthOf(world)).toEqual(good);
  expect(await world.checksums()).toEqual(checksums);
  expect(filesWith(PASSWORD, world.home).filter((path) => !path.endsWith('secrets.json'))).toEqual([]);
  expect(filesWith('INSERT INTO `order_items`', world.home)).toEqual([]);

  const undone = await world.undo(restore.id);
  expect([undone.job.problem, undone.restore.state]).toEqual([null, 'undone']);
  expect(await truthOf(world)).toEqual(damaged);
  const again = await world.run(await world.plan(backupId, 'data-damaged', { databases: await dumpChoice(world, backupId) }));
  expect(again.job.problem).toBeNull();
  await world.letGo(again.restore);
}, 120_000);

it('brings it back in place out of a plain zip with a compressed dump, and a single table alone', async () => {
  const good = await truthOf(world);
  const checksums = await world.checksums();
  const { backupId } = await adoptZip(world, spatieBackup(world, '2026-11-21-02-00-00.zip', { gzip: true }));
  await damage();
  const plan = await world.plan(backupId, 'data-damaged', { databases: await dumpChoice(world, backupId), method: 'in-place' });
  expect(stopsOf(plan)).toEqual([]);
  const { job, restore } = await world.run(plan);
  expect([job.problem, restore.state]).toEqual([null, 'done']);
  // The account of the site may not give an event to another one.
  expect((await truthOf(world)).tables).toEqual(good.tables);
  expect(await world.checksums()).toEqual(checksums);
  expect((await world.letGo(restore)).job.problem).toBeNull();

  await world.sql('DROP TABLE order_items; UPDATE products SET price = price + 1 WHERE id = 1');
  const dropped = await truthOf(world);
  const proposal = await answer(world, 'table-dropped', { tables: ['order_items'] });
  expect([proposal.proposed, ...proposal.rejected].map((each) => each?.backup.id)).toContain(backupId);
  const one = await dumpChoice(world, backupId, [{ name: 'order_items', action: 'replace' }]);
  const table = await world.run(await world.plan(backupId, 'table-dropped', { databases: one }));
  expect(table.job.problem).toBeNull();
  const after = await truthOf(world);
  expect(after.tables['order_items']).toEqual(good.tables['order_items']);
  expect({ ...after.tables, order_items: null }).toEqual({ ...dropped.tables, order_items: null });
  expect((await world.letGo(table.restore)).job.problem).toBeNull();
}, 120_000);

it('stops in the plan where no password opens the zip, and goes on with the one that is entered', async () => {
  const { backupId } = await adoptZip(world, spatieBackup(world, '2026-11-22-02-00-00.zip', { password: PASSWORD }));
  const before = await truthOf(world);
  writeFileSync(world.lab.site.envFile, String(settings).replace(PASSWORD, 'another one'));
  const databases = await dumpChoice(world, backupId);
  const plan = await world.plan(backupId, 'data-damaged', { databases });
  expect(stopsOf(plan).join('\n')).toMatch(/could not be read.*does not open the zip/s);
  await expect(world.run(plan)).rejects.toThrow();
  expect(await truthOf(world)).toEqual(before);

  await ask(world.app, 'source.set-archive-password', { sourceId, password: PASSWORD });
  const entered = await world.plan(backupId, 'data-damaged', { databases });
  expect(stopsOf(entered)).toEqual([]);
  await ask(world.app, 'source.set-archive-password', { sourceId, password: null });
  writeFileSync(world.lab.site.envFile, settings);
}, 120_000);

it.each([
  ['a bent byte', (path: string) => bend(path)],
  ['a zip that is cut off', (path: string) => truncateSync(path, readFileSync(path).length - 3000)],
  ['a size that the zip says too small', (path: string) => saySmaller(path)],
])(
  'takes everything back at %s: the live database is as it was',
  async (_, harm) => {
    const { backupId } = await adoptZip(world, spatieBackup(world, `2026-11-23-02-00-0${counter++}.zip`));
    await damage();
    const before = await truthOf(world);
    const beside = await schemasBeside(world);
    const databases = await dumpChoice(world, backupId);
    const sound = await world.plan(backupId, 'data-damaged', { databases });
    expect(stopsOf(sound)).toEqual([]);
    harm(await zipOf(backupId));
    const { job, restore } = await world.run(sound);
    expect(job.problem).toMatchObject({ code: 'import.copy-damaged' });
    expect([restore.state, restore.liveTouched]).toEqual(['failed', false]);
    expect(await truthOf(world)).toEqual(before);
    expect(await schemasBeside(world)).toEqual(beside);
  },
  120_000,
);

it('has a RESTORE.txt whose commands take the dump out of the zip and bring it in', async () => {
  const { mariadb } = world.lab;
  const { backupId } = await adoptZip(world, spatieBackup(world, '2026-11-24-02-00-00.zip', { gzip: true }));
  const folder = dirname(await zipOf(backupId));
  const commands = restoreCommands(readFileSync(join(folder, 'RESTORE.txt'), 'utf8')).map((line) =>
    line.replace(/^DB=.*/, 'DB=by_hand').replace(/^ASK=.*/, 'ASK='),
  );
  writeFileSync(join(world.home, '.my.cnf'), `[client]\nsocket=${mariadb.socket}\npassword=${mariadb.admin.password}\n`, { mode: 0o600 });
  const env = { PATH: process.env['PATH'], HOME: world.home };
  execFileSync('sh', ['-e', '-c', commands.join('\n')], { cwd: folder, env, stdio: 'pipe' });
  expect((await truthOf(world, 'by_hand')).tables).toEqual((await truthOf(world)).tables);
}, 120_000);

it('refuses to bring back an archive whose folder only has the name of one of the site', async () => {
  const { lab } = world;
  const archive = join(lab.site.root, FOLDER, 'backup_20261119_020000.tar.gz');
  mkdirSync(join(lab.site.root, FOLDER), { recursive: true });
  execFileSync('tar', ['-czf', archive, '-C', join(lab.site.root, 'storage/app'), 'public']);
  utimesSync(archive, Date.now() / 1000 - 3600, Date.now() / 1000 - 3600);
  execFileSync('chown', [`${lab.sshd.account.uid}:${lab.sshd.account.gid}`, archive]);
  const { backupId } = await adoptZip(world, archive);
  const pages = filesIn(join(lab.site.root, 'public'));
  const plan = await world.plan(backupId, 'media-broken', { databases: [], media: await mediaChoice(world, backupId, 'whole') });
  expect(stopsOf(plan).join()).toMatch(/Names in the archive: public\./);
  await expect(world.run(plan)).rejects.toThrow();
  expect(filesIn(join(lab.site.root, 'public'))).toEqual(pages);
}, 120_000);

let counter = 0;

/** In the packed bytes of the dump, the first entry; not at their beginning, so that the damage is found while it streams. */
function bend(path: string): void {
  const bytes = readFileSync(path);
  bytes.writeUInt8((bytes[20_000] ?? 0) ^ 0xff, 20_000);
  writeFileSync(path, bytes);
}

/** In the table of contents and before the entry: 1,000 bytes where there are more, as a zip bomb does it. */
function saySmaller(path: string): void {
  const bytes = readFileSync(path);
  for (let at = bytes.indexOf('PK\x01\x02'); at !== -1; at = bytes.indexOf('PK\x01\x02', at + 4)) {
    const name = bytes.toString('latin1', at + 46, at + 46 + bytes.readUInt16LE(at + 28));
    if (name.endsWith('.sql')) bytes.writeUInt32LE(1000, at + 24);
  }
  writeFileSync(path, bytes);
}
