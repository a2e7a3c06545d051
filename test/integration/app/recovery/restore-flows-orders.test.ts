import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BackupId } from '../../../../src/shared/model/ids.ts';
import type { Restore } from '../../../../src/shared/model/restore.ts';
import type { DatabaseTruth } from '../../../lab/inventory.ts';
import { ask } from '../app-folder.ts';
import { answer, countOf, schemasBeside, stopsOf, truthOf } from './flows.ts';
import { restoreWorld, type RestoreWorld } from './restore-world.ts';

// One story, told in order: orders are deleted, the backup comes back, people go on ordering, and the operator changes their mind.

let world: RestoreWorld;
let backupId: BackupId;
let good: DatabaseTruth;
let damaged: DatabaseTruth;
let restore: Restore;

beforeAll(async () => {
  world = await restoreWorld();
  backupId = await world.backUp();
  good = await truthOf(world);
  await world.sql(`DELETE FROM orders WHERE id > 104000;
    INSERT INTO categories (slug, title) VALUES ('since', 'since the backup');
    INSERT INTO orders (id, customer_id, state, total, placed_at) VALUES (200001, 1, 'paid', 12.5, '2026-11-26 12:00:00')`);
  damaged = await truthOf(world);
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());

it('proposes the backup from before, and counts what would be lost and what comes back', async () => {
  const proposal = await answer(world, 'data-damaged');
  expect(proposal).toMatchObject({ runbook: 'data', proposed: { backup: { id: backupId }, level: 'sound' } });
  const plan = await world.plan(backupId, 'data-damaged');
  expect([stopsOf(plan), plan.method, plan.rtoFrom]).toEqual([[], 'swap', 'unknown']);
  const tables = new Map(plan.loss.databases[0]?.tables.map((table) => [table.table, table]));
  expect(tables.get('orders')).toMatchObject({
    rowsNow: damaged.tables['orders']?.rows,
    rowsBackup: good.tables['orders']?.rows,
    estimated: false,
  });
  expect(tables.get('orders')).toMatchObject({ timeColumn: 'placed_at', newestNow: '2026-11-26 12:00:00.000000' });
  expect(tables.get('categories')).toMatchObject({
    rowsNow: damaged.tables['categories']?.rows,
    rowsBackup: good.tables['categories']?.rows,
  });
  expect(plan.loss.unknown).toEqual([]);
  expect(await truthOf(world)).toEqual(damaged);
});

it("brings yesterday's orders back, every table with the checksum it had in the backup", async () => {
  const plan = await world.plan(backupId, 'data-damaged');
  const ended = await world.run(plan);
  restore = ended.restore;
  expect([ended.job.state, ended.job.problem, ended.restore.state]).toEqual(['succeeded', null, 'done']);
  expect(await truthOf(world)).toEqual(good);
  expect(restore.checks.length).toBeGreaterThan(0);
  expect(restore.checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(restore.undo).toMatchObject({ state: 'armed' });
});

it('keeps the safety copy on this computer, proven sound, and backs the site up afterwards', async () => {
  const { safetyCopyId } = restore;
  if (safetyCopyId === null) throw new Error('there is no safety copy');
  const { backup, copies } = await ask(world.app, 'backup.details', { backupId: safetyCopyId });
  expect([backup.trigger, copies.map(({ copy }) => copy.proof.level)]).toEqual(['safety', ['sound']]);
  const { rows } = await ask(world.app, 'backup.search', {
    filter: {
      text: '',
      siteId: world.site.id,
      kind: null,
      trigger: null,
      part: null,
      placeId: null,
      proof: null,
      held: null,
      from: null,
      until: null,
    },
    offset: 0,
    limit: 10,
  });
  expect(rows).toHaveLength(3);
});

it('kept the rows that only the damaged side had, and puts them back by choice', async () => {
  const aside = new Map(restore.sideRows.map(({ table, rows, putBack }) => [table, { rows, putBack }]));
  expect(aside).toEqual(
    new Map([
      ['categories', { rows: 1, putBack: false }],
      ['orders', { rows: 1, putBack: false }],
    ]),
  );
  expect(await countOf(world, 'orders WHERE id = 200001')).toBe(0);
  const { job } = await world.putBack(restore, ['orders']);
  expect([job.state, job.problem]).toEqual(['succeeded', null]);
  expect(await countOf(world, 'orders WHERE id = 200001')).toBe(1);
  expect(await countOf(world, 'categories')).toBe(good.tables['categories']?.rows);
});

it('says before an undo what the undo would take away: the orders that came since', async () => {
  await world.sql(
    "INSERT INTO orders (customer_id, state, total, placed_at) VALUES (1, 'open', 1, '2026-11-26 13:00:00'), (2, 'open', 2, '2026-11-26 13:10:00')",
  );
  const loss = await ask(world.app, 'restore.undo-preview', { restoreId: restore.id });
  const orders = loss.databases[0]?.tables.find(({ table }) => table === 'orders');
  const rowsNow = (good.tables['orders']?.rows ?? 0) + 3;
  expect(orders).toMatchObject({ rowsNow, rowsBackup: rowsNow - 2 });
});

it('refuses an undo that is confirmed with another name', async () => {
  const reply = await world.app.call('restore.undo', { restoreId: restore.id, confirm: 'aurora' });
  expect(reply.ok ? null : reply.problem.code).toBe('restore.confirm-differs');
});

it('brings the deleted state back, exactly as it was', async () => {
  const undone = await world.undo(restore.id);
  expect([undone.job.state, undone.job.problem, undone.restore.state, undone.restore.undo.state]).toEqual([
    'succeeded',
    null,
    'undone',
    'used',
  ]);
  expect(await truthOf(world)).toEqual(damaged);
});

it('lets go of everything that was kept, and leaves nothing on the server', async () => {
  expect(await schemasBeside(world)).not.toEqual([]);
  await world.letGo(restore);
  expect(await schemasBeside(world)).toEqual([]);
  expect(await truthOf(world)).toEqual(damaged);
});

it('wrote all of it into the timeline of the incident', async () => {
  const { timeline } = await ask(world.app, 'incident.get', { incidentId: restore.incidentId });
  const kinds = new Set(timeline.map(({ kind }) => kind));
  expect(['decision', 'step', 'note'].filter((kind) => !kinds.has(kind as 'step'))).toEqual([]);
});
