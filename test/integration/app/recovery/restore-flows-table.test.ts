import { afterAll, beforeAll, expect, it } from 'vitest';
import { isDatabase } from '../../../../src/shared/model/artifact.ts';
import type { BackupId } from '../../../../src/shared/model/ids.ts';
import type { RestoreChoice, TableChoice } from '../../../../src/shared/model/restore.ts';
import type { DatabaseTruth } from '../../../lab/inventory.ts';
import { ask } from '../app-folder.ts';
import { answer, countOf, schemasBeside, stopsOf, truthOf } from './flows.ts';
import { restoreWorld, type RestoreWorld } from './restore-world.ts';

let world: RestoreWorld;
let backupId: BackupId;
let good: DatabaseTruth;

beforeAll(async () => {
  world = await restoreWorld();
  backupId = await world.backUp();
  good = await truthOf(world);
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());

async function only(name: string, action: TableChoice['action']): Promise<Partial<RestoreChoice>> {
  const { backup } = await ask(world.app, 'backup.details', { backupId });
  const artifact = backup.artifacts.find(isDatabase);
  if (artifact === undefined) throw new Error('the backup has no dump');
  return { databases: [{ artifactId: artifact.id, tables: [{ name, action }], content: 'all' }] };
}

it('recovers a dropped table alone while the others keep their new rows, and undo takes it away again', async () => {
  await world.sql(`DROP TABLE order_items;
    INSERT INTO orders (id, customer_id, state, total, placed_at) VALUES (300001, 1, 'open', 5, '2026-11-26 14:00:00');
    UPDATE products SET price = price + 1 WHERE id = 1`);
  const dropped = await truthOf(world);
  const proposal = await answer(world, 'table-dropped', { tables: ['order_items'] });
  expect(proposal).toMatchObject({ runbook: 'tables', proposed: { backup: { id: backupId } } });
  const plan = await world.plan(backupId, 'table-dropped', await only('order_items', 'replace'));
  expect(stopsOf(plan)).toEqual([]);
  expect(plan.loss.databases[0]?.tables.map(({ table, rowsNow, rowsBackup }) => [table, rowsNow, rowsBackup])).toEqual([
    ['order_items', null, good.tables['order_items']?.rows],
  ]);
  const { job, restore } = await world.run(plan);
  expect([job.state, job.problem]).toEqual(['succeeded', null]);
  const after = await truthOf(world);
  expect(after.tables['order_items']).toEqual(good.tables['order_items']);
  expect({ ...after.tables, order_items: null }).toEqual({ ...dropped.tables, order_items: null });
  expect([after.views, after.triggers, after.routines, after.events]).toEqual([good.views, good.triggers, good.routines, good.events]);

  const undone = await world.undo(restore.id);
  expect([undone.job.problem, undone.restore.state]).toEqual([null, 'undone']);
  expect(await truthOf(world)).toEqual(dropped);
  const again = await world.run(await world.plan(backupId, 'table-dropped', await only('order_items', 'replace')));
  expect(again.job.problem).toBeNull();
  await world.letGo(again.restore);
}, 120_000);

it('merges the rows a table lacks, and leaves those that came or changed since', async () => {
  await world.sql(`DELETE FROM categories WHERE id > 5 AND id NOT IN (SELECT category_id FROM products);
    UPDATE price_history SET note = note; UPDATE customers SET name = 'Renamed' WHERE id = 7;
    DELETE FROM failed_jobs WHERE id MOD 2 = 0; INSERT INTO failed_jobs (id, payload, exception) VALUES (900001, 'new', 'new')`);
  const before = await truthOf(world);
  const { job, restore } = await world.run(await world.plan(backupId, 'table-dropped', await only('failed_jobs', 'merge')));
  expect([job.state, job.problem]).toEqual(['succeeded', null]);
  expect(await countOf(world, 'failed_jobs')).toBe((good.tables['failed_jobs']?.rows ?? 0) + 1);
  expect(await countOf(world, 'failed_jobs WHERE id = 900001')).toBe(1);
  const after = await truthOf(world);
  expect({ ...after.tables, failed_jobs: null }).toEqual({ ...before.tables, failed_jobs: null });
  const undone = await world.undo(restore.id);
  expect(undone.job.problem).toBeNull();
  expect((await truthOf(world)).tables['failed_jobs']?.rows).toBe(before.tables['failed_jobs']?.rows);
}, 120_000);

it('keeps a table aside to look at, and changes nothing that is live', async () => {
  const before = await truthOf(world);
  const plan = await world.plan(backupId, 'table-dropped', await only('customers', 'keep-aside'));
  const { job, restore } = await world.run(plan);
  expect([job.state, job.problem, restore.state]).toEqual(['succeeded', null, 'done']);
  expect(await truthOf(world)).toEqual(before);
  const aside = await schemasBeside(world);
  const tables = await Promise.all(aside.map(async (schema) => Object.keys((await truthOf(world, schema)).tables)));
  expect(tables.flat()).toContain('customers');
}, 120_000);
