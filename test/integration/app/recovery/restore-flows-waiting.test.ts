import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isDatabase } from '../../../../src/shared/model/artifact.ts';
import type { ArtifactId, BackupId } from '../../../../src/shared/model/ids.ts';
import type { Restore, TableDecision } from '../../../../src/shared/model/restore.ts';
import type { DatabaseTruth } from '../../../lab/inventory.ts';
import { waitFor } from '../../../lab/tools.ts';
import { ask, withCatalog } from '../app-folder.ts';
import { countOf, schemasBeside, settled, stopsOf, truthOf } from './flows.ts';
import { restoreWorld, type RestoreWorld } from './restore-world.ts';

let world: RestoreWorld;
let backupId: BackupId;
let artifactId: ArtifactId;
let before: DatabaseTruth;

/** Each with what one row lacks and another has: the first is deleted after the backup, the second is inserted. */
const KEYS: Readonly<
  Record<string, { readonly columns: string; readonly rows: readonly [string, string, string]; readonly shown: readonly [string, string] }>
> = {
  k_uuid: {
    columns: 'id UUID PRIMARY KEY, v INT',
    rows: [
      "('11111111-2222-3333-4444-555555555555', 1)",
      "('21111111-2222-3333-4444-555555555555', 1)",
      "('31111111-2222-3333-4444-555555555555', 1)",
    ],
    shown: ['id 11111111-2222-3333-4444-555555555555', 'id 31111111-2222-3333-4444-555555555555'],
  },
  k_binary: {
    columns: 'id BINARY(4) PRIMARY KEY, v INT',
    rows: ["(x'00FF1080', 1)", "(x'01FF1080', 1)", "(x'02FF1080', 1)"],
    shown: ['id 00FF1080', 'id 02FF1080'],
  },
  k_decimal: {
    columns: 'id DECIMAL(30,10) PRIMARY KEY, v INT',
    rows: ['(12345678901234567890.0000000001, 1)', '(2, 1)', '(3.5, 1)'],
    shown: ['id 12345678901234567890.0000000001', 'id 3.5000000000'],
  },
  k_latin: {
    columns: 'id VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_german1_ci PRIMARY KEY, v INT',
    rows: ["('Ärger', 1)", "('b', 1)", "('ß', 1)"],
    shown: ['id Ärger', 'id ß'],
  },
  k_utf16: {
    columns: 'id VARCHAR(20) CHARACTER SET utf16 PRIMARY KEY, v INT',
    rows: ["('ärger', 1)", "('b', 1)", "('日本', 1)"],
    shown: ['id ärger', 'id 日本'],
  },
  k_composite: {
    columns: "`k``0` BIT(9), k0 ENUM('one', 'two'), `ORDER` DATETIME(6), v INT, PRIMARY KEY (`ORDER`, k0, `k``0`)",
    rows: ["(b'100000001', 'one', '2026-01-02 03:04:05.678901', 1)", "(1, 'two', '2026-01-02', 1)", "(2, 'two', '2026-01-03', 1)"],
    shown: ['ORDER 2026-01-02 03:04:05.678901, k0 one, k`0 257', 'ORDER 2026-01-03 00:00:00.000000, k0 two, k`0 2'],
  },
  'K Upper Case': {
    columns: 'id INET6 PRIMARY KEY, v DOUBLE, w VARCHAR(9) AS (v) VIRTUAL',
    rows: ["('::1', 0.1, DEFAULT)", "('::2', 1e300, DEFAULT)", "('::3', 0, DEFAULT)"],
    shown: ['id ::1', 'id ::3'],
  },
};
const NO_KEY = { k_prefix: 'id TEXT, v INT, PRIMARY KEY (id(5))', k_none: 'id INT, v INT' };

beforeAll(async () => {
  world = await restoreWorld();
  for (const [name, { columns, rows }] of Object.entries(KEYS)) {
    await world.sql(`CREATE TABLE \`${name}\` (${columns}) CHARACTER SET utf8mb4`);
    await world.sql(`INSERT INTO \`${name}\` VALUES ${rows[0]}, ${rows[1]}`);
  }
  for (const [name, columns] of Object.entries(NO_KEY))
    await world.sql(`CREATE TABLE ${name} (${columns}); INSERT INTO ${name} VALUES (1, 1)`);
  await world.sql(
    'CREATE TABLE broken (id INT PRIMARY KEY, v TEXT) ENGINE=MyISAM; INSERT INTO broken VALUES (1, REPEAT("a", 900)), (2, REPEAT("b", 900))',
  );
  backupId = await world.backUp();
  const { backup } = await ask(world.app, 'backup.details', { backupId });
  const artifact = backup.artifacts.find(isDatabase);
  if (artifact === undefined) throw new Error('the backup has no dump');
  artifactId = artifact.id;
  await world.sql("UPDATE customers SET name = 'Renamed' WHERE id IN (7, 8)");
  for (const [name, { rows }] of Object.entries(KEYS)) {
    await world.sql(`TRUNCATE TABLE \`${name}\`; INSERT INTO \`${name}\` VALUES ${rows[1]}, ${rows[2]}`);
  }
  before = await truthOf(world);
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());

/** Up to where it waits. */
async function seen(...names: readonly string[]): Promise<Restore> {
  const tables = names.map((name) => ({ name, action: 'decide' as const }));
  const plan = await world.plan(backupId, 'table-dropped', { databases: [{ artifactId, tables, content: 'all' }] });
  expect(stopsOf(plan)).toEqual([]);
  const { job, restore } = await world.run(plan);
  expect([job.problem, restore.state]).toEqual([null, 'deciding']);
  return restore;
}

function order({ id: restoreId, plan }: Restore, actions: Readonly<Record<string, TableDecision['action']>>) {
  const tables = Object.entries(actions).map(([table, action]) => ({ artifactId, table, action }));
  return { asked: { restoreId, tables }, confirmed: { restoreId, tables, confirm: plan.confirmWith } };
}

async function none(restore: Pick<Restore, 'id'>): Promise<void> {
  await ask(world.app, 'restore.settle', { restoreId: restore.id, how: 'roll-back' });
  expect((await settled(world, restore)).state).toBe('cancelled');
  expect(await schemasBeside(world)).toEqual([]);
  expect(await truthOf(world)).toEqual(before);
}

/** What is asked of the server meanwhile waits: a backup of it stands at a table that is locked. */
async function whileBusy(work: () => Promise<void>): Promise<void> {
  const lock = world.sql('LOCK TABLES products WRITE; SELECT SLEEP(600)').catch(() => []);
  await waitFor('the lock', 10_000, async () => ((await sleeping()).length > 0 ? true : undefined));
  const choice = { kind: 'full', sourceIds: null, compression: null, label: null, verify: true, copyTo: null } as const;
  const { id } = await ask(world.app, 'backup.start', { siteId: world.site.id, ...choice });
  await waitFor('the backup', 10_000, async () =>
    (await ask(world.app, 'job.list', undefined)).some((job) => job.id === id && job.state === 'running') ? true : undefined,
  );
  try {
    await work();
  } finally {
    for (const row of await sleeping()) await world.sql(`KILL ${Number(row['id'])}`);
    await lock;
    await waitFor('the backup to end', 30_000, async () =>
      (await ask(world.app, 'job.list', undefined)).every((job) => job.id !== id || job.endedAt !== null) ? true : undefined,
    );
  }
}

function sleeping() {
  return world.sql("SELECT id FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP(600)%'");
}

it('tells rows apart by keys of every type, and shows them as people read them', async () => {
  const restore = await seen(...Object.keys(KEYS), ...Object.keys(NO_KEY));
  const found = Object.fromEntries(restore.comparisons.map(({ table, ...rest }) => [table, rest]));
  for (const [name, { shown }] of Object.entries(KEYS)) {
    expect([name, found[name]?.why]).toEqual([name, null]);
    expect([name, found[name]?.onlyBackup, found[name]?.examples.onlyBackup]).toEqual([name, 1, [shown[0]]]);
    expect([name, found[name]?.onlyNow, found[name]?.examples.onlyNow]).toEqual([name, 1, [shown[1]]]);
    expect([name, found[name]?.changed]).toEqual([name, 0]);
  }
  for (const name of Object.keys(NO_KEY)) expect(found[name]?.why).toContain('no primary key');
  await none(restore);
}, 120_000);

it('waits as before when its decision is cancelled in the queue, or the app ends there, and takes another one then', async () => {
  const restore = await seen('customers', 'activity_log');
  const { confirmed } = order(restore, { customers: 'replace', activity_log: 'merge' });
  await whileBusy(async () => {
    const { jobId, state } = await ask(world.app, 'restore.decide', confirmed);
    expect(state).toBe('running');
    if (jobId === null) throw new Error('no job');
    await ask(world.app, 'job.cancel', { jobId });
    const cancelled = await world.get(restore.id);
    expect([cancelled.state, cancelled.plan.choice]).toEqual(['deciding', restore.plan.choice]);
    expect(cancelled.steps.map(({ id, state: step }) => [id, step])).toEqual(restore.steps.map(({ id, state: step }) => [id, step]));
    const { timeline } = await ask(world.app, 'incident.get', { incidentId: restore.incidentId });
    expect(timeline.at(-1)?.text).toContain('wait for a decision as before');
    await ask(world.app, 'restore.decide', confirmed);
    await world.reopen();
    expect((await world.get(restore.id)).state).toBe('deciding');
  });
  await ask(world.app, 'restore.decide', order(restore, { customers: 'keep-aside', activity_log: 'keep-aside' }).confirmed);
  const done = await settled(world, restore);
  expect([done.state, done.plan.choice.databases[0]?.tables?.map(({ action }) => action)]).toEqual(['done', ['keep-aside', 'keep-aside']]);
  expect(await truthOf(world)).toEqual(before);
  await world.letGo(done);
  expect(await schemasBeside(world)).toEqual([]);
}, 120_000);

it('still waits when "none of it" is cancelled in the queue, and removes it when the app ended there', async () => {
  const restore = await seen('customers');
  await whileBusy(async () => {
    const { jobId } = await ask(world.app, 'restore.settle', { restoreId: restore.id, how: 'roll-back' });
    if (jobId === null) throw new Error('no job');
    await ask(world.app, 'job.cancel', { jobId });
    expect((await world.get(restore.id)).state).toBe('deciding');
  });
  await world.reopen();
  expect((await settled(world, restore)).state).toBe('deciding');
  expect(await schemasBeside(world)).not.toEqual([]);
  await whileBusy(async () => {
    await ask(world.app, 'restore.settle', { restoreId: restore.id, how: 'roll-back' });
    await world.reopen();
  });
  // What was asked for and not taken back is done by the next start.
  expect((await settled(world, restore)).state).toBe('cancelled');
  expect([await schemasBeside(world), await truthOf(world)]).toEqual([[], before]);
}, 120_000);

it('brings the tables back without the backup, when its only copy went away while it waited', async () => {
  const restore = await seen('customers');
  const copies = withCatalog(world.home, ({ backups }) => {
    const there = backups.copiesOf(backupId);
    for (const { placeId } of there) backups.forgetCopy(backupId, placeId);
    return there;
  });
  expect(copies).toHaveLength(1);
  await ask(world.app, 'restore.decide', order(restore, { customers: 'replace' }).confirmed);
  const done = await settled(world, restore);
  expect([done.problem, done.state]).toEqual([null, 'done']);
  expect((await world.sql("SELECT * FROM customers WHERE name = 'Renamed'")).length).toBe(0);
  expect((await world.undo(restore.id)).restore.state).toBe('undone');
  await world.letGo(await world.get(restore.id));
  expect(await truthOf(world)).toEqual(before);
  await world.reopen();
  expect((await ask(world.app, 'backup.details', { backupId })).copies).toHaveLength(1);
}, 120_000);

it('says before anything runs that a view has the place of the table, or that what was imported is gone', async () => {
  const restore = await seen('k_uuid', 'activity_log');
  await world.sql('RENAME TABLE k_uuid TO k_uuid_before; CREATE VIEW k_uuid AS SELECT * FROM k_uuid_before');
  const replaced = await ask(world.app, 'restore.plan-decision', order(restore, { k_uuid: 'replace', activity_log: 'keep-aside' }).asked);
  expect(stopsOf(replaced)).toEqual([expect.stringContaining('k_uuid: a view')]);
  await world.sql('DROP VIEW k_uuid; RENAME TABLE k_uuid_before TO k_uuid');
  const [aside] = await schemasBeside(world);
  await world.sql(`DROP TABLE \`${aside}\`.activity_log`);
  const kept = await ask(world.app, 'restore.plan-decision', order(restore, { k_uuid: 'keep-aside', activity_log: 'keep-aside' }).asked);
  expect(stopsOf(kept)).toEqual([expect.stringContaining('activity_log: it was not imported')]);
  await world.sql(`DROP DATABASE \`${aside}\``);
  const gone = await ask(world.app, 'restore.plan-decision', order(restore, { k_uuid: 'merge', activity_log: 'replace' }).asked);
  expect(stopsOf(gone)).toEqual([expect.stringContaining('k_uuid: it was not imported')]);
  await none(restore);
  expect((await world.get(restore.id)).steps.find(({ id }) => id.startsWith('import:'))?.output).toContain('was not there any more');
}, 120_000);

it('plans by the live tables of the moment: one that lost its key, and one that is gone', async () => {
  const restore = await seen('k_uuid', 'k_decimal');
  await world.sql('ALTER TABLE k_uuid DROP PRIMARY KEY; RENAME TABLE k_decimal TO k_decimal_away');
  const plan = await ask(world.app, 'restore.plan-decision', order(restore, { k_uuid: 'merge', k_decimal: 'merge' }).asked);
  expect(stopsOf(plan)).toEqual([expect.stringMatching(/k_uuid: it has no primary key[\s\S]*k_decimal: it is not in the live database/)]);
  await ask(world.app, 'restore.decide', order(restore, { k_uuid: 'keep-aside', k_decimal: 'replace' }).confirmed);
  const done = await settled(world, restore);
  expect([done.state, await countOf(world, 'k_decimal')]).toEqual(['done', 2]);
  expect((await world.undo(restore.id)).restore.state).toBe('undone');
  await world.sql('ALTER TABLE k_uuid ADD PRIMARY KEY (id); RENAME TABLE k_decimal_away TO k_decimal');
  await world.letGo(await world.get(restore.id));
  expect(await truthOf(world)).toEqual(before);
}, 120_000);

it('refuses to go on without a decision and names the tables, refuses a second one, and keeps the source it goes into', async () => {
  const restore = await seen('customers');
  const { sources } = await ask(world.app, 'site.status', { siteId: world.site.id });
  const sourceId = sources.find(({ kind }) => kind === 'database')?.id;
  if (sourceId === undefined) throw new Error('no source');
  await expect(ask(world.app, 'source.remove', { sourceId })).rejects.toThrow('restore.not-finished');
  await expect(ask(world.app, 'restore.settle', { restoreId: restore.id, how: 'continue' })).rejects.toThrow('restore.not-decided');
  const both = await Promise.allSettled(
    (['keep-aside', 'replace'] as const).map((action) =>
      ask(world.app, 'restore.decide', order(restore, { customers: action, orders: 'replace' }).confirmed),
    ),
  );
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const done = await settled(world, restore);
  const action = done.plan.choice.databases[0]?.tables?.[0]?.action;
  const { timeline } = await ask(world.app, 'incident.get', { incidentId: restore.incidentId });
  const told = timeline.filter(({ text }) => text.startsWith('Decided after')).map(({ text }) => text);
  expect(told.at(-1)).toBe(`Decided after both sides were seen. customers: ${action === 'replace' ? 'replaced' : 'kept aside'}.`);
  if (action === 'replace') await world.undo(restore.id);
  await world.letGo(await world.get(restore.id));
  expect(await truthOf(world)).toEqual(before);
}, 120_000);

it('plans nothing on another database server than the one it was imported to', async () => {
  const restore = await seen('customers');
  const { asked, confirmed } = order(restore, { customers: 'replace' });
  const [was] = await world.sql('SELECT @@GLOBAL.server_id AS id');
  await world.sql('SET GLOBAL server_id = 4711');
  await expect(ask(world.app, 'restore.plan-decision', asked)).rejects.toThrow('restore.target-differs');
  await expect(ask(world.app, 'restore.decide', confirmed)).rejects.toThrow('restore.target-differs');
  await world.sql(`SET GLOBAL server_id = ${Number(was?.['id'])}`);
  expect((await world.get(restore.id)).state).toBe('deciding');
  await none(restore);
}, 120_000);

it('waits with a live table that cannot be read and says so, and brings it back when the broken one was dropped', async () => {
  await world.sql('FLUSH TABLES broken');
  truncateSync(join(world.lab.mariadb.dataFolder, world.lab.site.database, 'broken.MYD'), 100);
  const restore = await seen('broken', 'customers');
  const [broken, customers] = restore.comparisons;
  expect([broken?.rowsBackup, broken?.changed, broken?.why]).toEqual([2, null, expect.stringContaining('could not be read')]);
  expect([customers?.changed, customers?.why]).toEqual([2, null]);
  // No safety copy of the database can be taken with it.
  await world.sql('DROP TABLE broken');
  const { confirmed } = order(restore, { broken: 'replace', customers: 'keep-aside' });
  await ask(world.app, 'restore.decide', confirmed);
  const done = await settled(world, restore);
  expect([done.problem, done.state, await countOf(world, 'broken')]).toEqual([null, 'done', 2]);
  await world.letGo(done);
}, 120_000);
