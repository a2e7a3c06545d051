import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ask } from '../app-folder.ts';
import { stopsOf, truthOf } from './flows.ts';
import { restoreWorld } from './restore-world.ts';

it('goes in place by itself where the account may make no schema, refuses what it could not take back, and undo brings the safety copy back', async () => {
  const mariadb = { config: ['log_bin_trust_function_creators=1'] };
  await using world = await restoreWorld({ site: { access: 'shared' }, mariadb });
  const withoutRoutines = await world.backUp();
  const first = await truthOf(world);
  const refused = await world.run(await world.plan(withoutRoutines, 'data-damaged'));
  // The account may not see routines of others: no dump of it holds them.
  expect([refused.job.problem?.code, refused.restore.state]).toEqual(['restore.in-place-not-possible', 'rolled-back']);
  expect(await truthOf(world)).toEqual(first);

  await world.sql(`DROP VIEW best_customers; DROP VIEW order_totals; DROP FUNCTION money; DROP PROCEDURE close_stale_orders; DROP EVENT nightly_close;
    DROP TRIGGER products_price_history`);
  const backupId = await world.backUp();
  const good = await truthOf(world);
  await world.sql('DELETE FROM orders WHERE id > 104000');
  const damaged = await truthOf(world);
  const plan = await world.plan(backupId, 'data-damaged');
  expect([stopsOf(plan), plan.method]).toEqual([[], 'in-place']);
  expect(plan.checks.find(({ id }) => id === 'method')?.verdict).toBe('attention');
  const { job, restore } = await world.run(plan);
  expect([job.problem, restore.state]).toEqual([null, 'done']);
  expect((await truthOf(world)).tables).toEqual(good.tables);
  const undone = await world.undo(plan.id);
  expect([undone.job.problem, undone.restore.state]).toEqual([null, 'undone']);
  expect((await truthOf(world)).tables).toEqual(damaged.tables);
  // What had been live until the undo is in a copy of its own: visitors may have written to it.
  const copies = (await ask(world.app, 'backup.list', { siteId: world.site.id })).filter(({ trigger }) => trigger === 'safety');
  expect(copies.find(({ label }) => label?.startsWith('Before the undo of the restore'))?.held).toBe(true);
}, 150_000);

it('points the settings of the site to the imported schema where the operator wants that, and back', async () => {
  await using world = await restoreWorld();
  const { envFile, database } = world.lab.site;
  const backupId = await world.backUp();
  const good = await truthOf(world);
  await world.sql('DELETE FROM orders WHERE id > 104000');
  const damaged = await truthOf(world);
  const before = readFileSync(envFile, 'utf8');
  const plan = await world.plan(backupId, 'data-damaged', { method: 'switch-env' });
  expect(stopsOf(plan)).toEqual([]);
  const { job, restore } = await world.run(plan);
  expect([job.problem, restore.state]).toEqual([null, 'done']);
  const now = /^DB_DATABASE="?([^"\n]*)"?$/mu.exec(readFileSync(envFile, 'utf8'))?.[1] ?? '';
  expect(now).not.toBe(database);
  expect((await truthOf(world, now)).tables).toEqual(good.tables);
  expect(await truthOf(world)).toEqual(damaged);
  const undone = await world.undo(plan.id);
  expect([undone.job.problem, undone.restore.state]).toEqual([null, 'undone']);
  expect(readFileSync(envFile, 'utf8')).toBe(before);
  expect(await truthOf(world)).toEqual(damaged);
}, 150_000);
