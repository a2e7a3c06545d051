import { afterAll, beforeAll, expect, it } from 'vitest';
import { isDatabase } from '../../../../src/shared/model/artifact.ts';
import type { BackupId } from '../../../../src/shared/model/ids.ts';
import type { Restore, RestoreChoice, RestorePlan, TableChoice } from '../../../../src/shared/model/restore.ts';
import type { DatabaseTruth } from '../../../lab/inventory.ts';
import { ask } from '../app-folder.ts';
import { closeAtStep, settled, stopsOf, truthOf } from './flows.ts';
import { restoreWorld, type RestoreWorld } from './restore-world.ts';

let world: RestoreWorld;
let backupId: BackupId;
let before: DatabaseTruth;

// An account of ordinary shared hosting: the one schema of the site, and nothing beside it.
beforeAll(async () => {
  world = await restoreWorld({ site: { access: 'shared' }, mariadb: { config: ['log_bin_trust_function_creators=1'] } });
  // The account may not see code of others: no dump of it holds them.
  await world.sql(`DROP VIEW best_customers; DROP VIEW order_totals; DROP FUNCTION money; DROP PROCEDURE close_stale_orders; DROP EVENT nightly_close;
    DROP TRIGGER products_price_history`);
  backupId = await world.backUp();
  await world.sql(
    `DELETE FROM activity_log WHERE id MOD 2 = 0; INSERT INTO activity_log (message, logged_at) VALUES ('new', '2026-11-26 14:00:00')`,
  );
  before = await truthOf(world);
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());

async function only(tables: Readonly<Record<string, TableChoice['action']>>): Promise<Partial<RestoreChoice>> {
  const { backup } = await ask(world.app, 'backup.details', { backupId });
  const artifact = backup.artifacts.find(isDatabase);
  if (artifact === undefined) throw new Error('the backup has no dump');
  const chosen = Object.entries(tables).map(([name, action]) => ({ name, action }));
  return { databases: [{ artifactId: artifact.id, tables: chosen, content: 'all' }] };
}

const planOf = async (tables: Parameters<typeof only>[0]) => world.plan(backupId, 'table-dropped', await only(tables));

async function besideNow(): Promise<readonly string[]> {
  return Object.keys((await truthOf(world)).tables).filter((name) => name.startsWith('__hf_'));
}

async function liveNow(): Promise<DatabaseTruth> {
  const truth = await truthOf(world);
  return { ...truth, tables: Object.fromEntries(Object.entries(truth.tables).filter(([name]) => !name.startsWith('__hf_'))) };
}

it('merges missing rows where one schema is all there is, leaves what lies beside out of backups, undoes it, and lets it go', async () => {
  const plan = await planOf({ activity_log: 'merge' });
  expect([stopsOf(plan), plan.method]).toEqual([[], 'in-place']);
  expect(plan.checks.find(({ id }) => id === 'method')?.found).toBe('beside the live tables, in the same database');
  expect(plan.steps.filter(({ touchesLive }) => touchesLive).map(({ kind }) => kind)).toContain('switch');
  const { job, restore } = await world.run(plan);
  expect([job.problem, restore.state]).toEqual([null, 'done']);
  expect(restore.undo.keeps).toEqual((await besideNow()).toSorted().map((name) => `${world.lab.site.database}.${name}`));
  expect(restore.undo.keeps).toHaveLength(2);
  const rows = Number((await world.sql('SELECT COUNT(*) AS n FROM activity_log'))[0]?.['n']);
  expect(rows).toBeGreaterThan(before.tables['activity_log']?.rows ?? 0);
  const others = (truth: DatabaseTruth) => ({ ...truth.tables, activity_log: null });
  expect(others(await liveNow())).toEqual(others(before));

  const { backup } = await ask(world.app, 'backup.details', { backupId: await world.backUp() });
  const held = backup.artifacts.filter(isDatabase).flatMap(({ inventory }) => inventory.tables.map(({ name }) => name));
  expect(held.toSorted()).toEqual(Object.keys((await liveNow()).tables).toSorted());

  const undone = await world.undo(restore.id);
  expect([undone.job.problem, undone.restore.state]).toEqual([null, 'undone']);
  expect(await liveNow()).toEqual(before);
  await world.letGo(undone.restore);
  expect(await truthOf(world)).toEqual(before);
}, 150_000);

it('keeps a table aside in the same schema, and lets it go', async () => {
  const { job, restore } = await world.run(await planOf({ customers: 'keep-aside' }));
  expect([job.problem, restore.state]).toEqual([null, 'done']);
  expect(await liveNow()).toEqual(before);
  expect(await besideNow()).toHaveLength(1);
  await world.letGo(restore);
  expect(await truthOf(world)).toEqual(before);
}, 120_000);

it('replaces one table in place, merges another and keeps a third, and takes all of it back', async () => {
  await world.sql("UPDATE price_history SET note = 'changed'");
  const changed = await truthOf(world);
  const original = before.tables['price_history'];
  before = changed;
  const plan = await planOf({ price_history: 'replace', activity_log: 'merge', customers: 'keep-aside' });
  expect(stopsOf(plan)).toEqual([]);
  const { job, restore } = await world.run(plan);
  expect([job.problem, restore.state]).toEqual([null, 'done']);
  expect((await liveNow()).tables['price_history']).toEqual(original);
  const undone = await world.undo(restore.id);
  expect(undone.job.problem).toBeNull();
  expect(await liveNow()).toEqual(changed);
  await world.letGo(undone.restore);
  expect(await truthOf(world)).toEqual(changed);
}, 150_000);

it('looks at three tables in the same schema first, then replaces one in place, merges another and keeps a third, and takes all of it back', async () => {
  await world.sql("UPDATE price_history SET note = 'again'");
  const changed = await truthOf(world);
  const plan = await planOf({ price_history: 'decide', activity_log: 'decide', customers: 'decide' });
  expect([stopsOf(plan), plan.method, plan.steps.at(-1)?.kind]).toEqual([[], 'in-place', 'decide']);
  const { restore } = await world.run(plan);
  expect([restore.state, restore.comparisons.map(({ table }) => table)]).toEqual([
    'deciding',
    ['price_history', 'activity_log', 'customers'],
  ]);
  expect(await liveNow()).toEqual(changed);
  expect(await besideNow()).toHaveLength(3);
  const actions = { price_history: 'replace', activity_log: 'merge', customers: 'keep-aside' } as const;
  const artifactId = restore.comparisons[0]?.artifactId ?? plan.choice.databases[0]?.artifactId;
  if (artifactId === undefined) throw new Error('nothing was compared');
  const tables = Object.entries(actions).map(([table, action]) => ({ artifactId, table, action }));
  await ask(world.app, 'restore.decide', { restoreId: restore.id, tables, confirm: plan.confirmWith });
  const done = await settled(world, restore);
  expect([done.problem, done.state]).toEqual([null, 'done']);
  const merged = await liveNow();
  expect(merged.tables['price_history']).not.toEqual(changed.tables['price_history']);
  expect(merged.tables['customers']).toEqual(changed.tables['customers']);
  expect(merged.tables['activity_log']?.rows).toBeGreaterThan(changed.tables['activity_log']?.rows ?? 0);
  const undone = await world.undo(restore.id);
  expect([undone.job.problem, await liveNow()]).toEqual([null, changed]);
  await world.letGo(undone.restore);
  expect(await truthOf(world)).toEqual(changed);
  before = changed;
}, 150_000);

it('says that a table with triggers of another account can be looked at, and not merged into', async () => {
  const plan = await planOf({ customers: 'decide' });
  expect(stopsOf(plan)).toEqual([]);
  const { restore } = await world.run(plan);
  const tables = restore.comparisons.map(({ artifactId, table }) => ({ artifactId, table, action: 'merge' as const }));
  const decided = await ask(world.app, 'restore.plan-decision', { restoreId: restore.id, tables });
  expect(stopsOf(decided)).toEqual([expect.stringContaining('customers_uuid')]);
  await expect(ask(world.app, 'restore.decide', { restoreId: restore.id, tables, confirm: plan.confirmWith })).rejects.toThrow(
    'restore.plan-stops',
  );
  await ask(world.app, 'restore.settle', { restoreId: restore.id, how: 'roll-back' });
  expect((await settled(world, restore)).state).toBe('cancelled');
  expect(await truthOf(world)).toEqual(before);
}, 120_000);

it('drops what lies in the same schema where none of it is wanted, and says what somebody dropped before', async () => {
  const { restore } = await world.run(await planOf({ customers: 'decide', activity_log: 'decide' }));
  const [log = '', customers = ''] = await besideNow();
  expect([restore.state, log, customers]).toEqual([
    'deciding',
    expect.stringMatching(/_activity_log$/),
    expect.stringMatching(/_customers$/),
  ]);
  await world.sql(`DROP TABLE ${log}`);
  const actions = { customers: 'merge', activity_log: 'replace' } as const;
  const tables = restore.comparisons.map(({ artifactId, table }) => ({
    artifactId,
    table,
    action: actions[table as keyof typeof actions],
  }));
  const replaced = await ask(world.app, 'restore.plan-decision', { restoreId: restore.id, tables });
  expect(stopsOf(replaced).filter((stop) => stop.includes('activity_log: it was not imported'))).toEqual([]);
  await ask(world.app, 'restore.settle', { restoreId: restore.id, how: 'roll-back' });
  const ended = await settled(world, restore);
  expect(ended.state).toBe('cancelled');
  expect(ended.steps.find(({ id }) => id.startsWith('import:'))?.output).toContain(
    `DROP TABLE \`${customers}\`\n${log} was not there any more.`,
  );
  expect(await truthOf(world)).toEqual(before);
}, 120_000);

it.each(['import', 'compare', 'maintenance-on', 'safety-copy', 'switch', 'verify'])(
  'settles a merge that was closed in its step %s, and leaves nothing behind',
  async (step) => {
    const plan = await planOf({ activity_log: 'merge' });
    await closeAtStep(world, plan, plan.steps.find(({ id }) => id === step || id.startsWith(`${step}:`))?.id ?? '');
    await world.reopen();
    await takenBack(plan, await settled(world, plan));
    expect(await truthOf(world)).toEqual(before);
  },
  120_000,
);

it.each(['safety-copy', 'in-place', 'switch', 'verify'])(
  'settles a decision in the one schema that was closed in its step %s, and leaves nothing behind',
  async (step) => {
    const { restore } = await world.run(await planOf({ price_history: 'decide', activity_log: 'decide' }));
    const tables = restore.comparisons.map(({ artifactId, table }) => ({
      artifactId,
      table,
      action: table === 'price_history' ? ('replace' as const) : ('merge' as const),
    }));
    const { steps } = await ask(world.app, 'restore.plan-decision', { restoreId: restore.id, tables });
    await closeAtStep(world, restore.plan, steps.find(({ id }) => id === step || id.startsWith(`${step}:`))?.id ?? '', () =>
      ask(world.app, 'restore.decide', { restoreId: restore.id, tables, confirm: restore.plan.confirmWith }),
    );
    await world.reopen();
    await takenBack(restore.plan, await settled(world, restore));
    expect(await truthOf(world)).toEqual(before);
  },
  120_000,
);

/** Whatever became of it at the start: nothing of it is left afterwards, and live tables change by nothing but the merge itself. */
async function takenBack(plan: RestorePlan, ended: Restore): Promise<void> {
  const problem = ended.state === 'done' ? (await world.undo(plan.id)).job.problem : null;
  const live = await liveNow();
  const isWaiting = ended.state === 'interrupted';
  if (isWaiting) await ask(world.app, 'restore.settle', { restoreId: plan.id, how: 'roll-back' });
  const state = isWaiting ? (await settled(world, plan)).state : ended.state;
  expect([problem, live]).toEqual([null, before]);
  expect([isWaiting && ended.liveTouched, state]).toEqual([false, isWaiting ? 'failed' : ended.state]);
  const now = await world.get(plan.id);
  if (now.undo.state === 'used' || now.undo.state === 'armed') await world.letGo(now);
}
