import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { isDatabase } from '../../../../src/shared/model/artifact.ts';
import type { ArtifactId, BackupId } from '../../../../src/shared/model/ids.ts';
import type { Job } from '../../../../src/shared/model/job.ts';
import type { Restore, RestorePlan, TableAction, TableDecision } from '../../../../src/shared/model/restore.ts';
import type { DatabaseTruth } from '../../../lab/inventory.ts';
import { ask, workOf } from '../app-folder.ts';
import { closeAtStep, countOf, schemasBeside, settled, stopsOf, truthOf } from './flows.ts';
import { restoreWorld, type RestoreWorld } from './restore-world.ts';

let world: RestoreWorld;
let backupId: BackupId;
let artifactId: ArtifactId;
let good: DatabaseTruth;
let before: DatabaseTruth;

beforeAll(async () => {
  world = await restoreWorld();
  backupId = await world.backUp();
  const { backup } = await ask(world.app, 'backup.details', { backupId });
  const artifact = backup.artifacts.find(isDatabase);
  if (artifact === undefined) throw new Error('the backup has no dump');
  artifactId = artifact.id;
  good = await truthOf(world);
  await world.sql(`DELETE FROM activity_log WHERE id MOD 2 = 0; INSERT INTO activity_log (id, message, logged_at) VALUES (900001, 'new', '2026-11-26 14:00:00');
    UPDATE customers SET name = 'Renamed' WHERE id IN (7, 8)`);
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(async () => {
  // What a test that failed left waiting would keep the next from its own restore.
  for (const { id, state } of await ask(world.app, 'restore.list', { siteId: world.site.id })) if (state === 'deciding') await none({ id });
  before = await truthOf(world);
});

type Actions = Readonly<Record<string, TableAction>>;

const planOf = (actions: Actions): Promise<RestorePlan> =>
  world.plan(backupId, 'table-dropped', {
    databases: [{ artifactId, tables: Object.entries(actions).map(([name, action]) => ({ name, action })), content: 'all' }],
  });

const decisions = (actions: Readonly<Record<string, TableDecision['action']>>): TableDecision[] =>
  Object.entries(actions).map(([table, action]) => ({ artifactId, table, action }));

/** Up to where it waits. */
async function seen(actions: Actions): Promise<Restore> {
  const plan = await planOf(actions);
  expect(stopsOf(plan)).toEqual([]);
  const { job, restore } = await world.run(plan);
  expect([job.problem, restore.state, restore.liveTouched]).toEqual([null, 'deciding', false]);
  return restore;
}

async function decide(
  { id, plan }: Restore,
  actions: Readonly<Record<string, TableDecision['action']>>,
): Promise<{ readonly job: Job; readonly restore: Restore }> {
  const job = await workOf(world.app, async () => {
    const { jobId } = await ask(world.app, 'restore.decide', { restoreId: id, tables: decisions(actions), confirm: plan.confirmWith });
    const started = (await ask(world.app, 'job.list', undefined)).find((each) => each.id === jobId);
    if (started === undefined) throw new Error('the restore has no job');
    return started;
  });
  return { job, restore: await world.get(id) };
}

async function none({ id }: Pick<Restore, 'id'>): Promise<Restore> {
  await ask(world.app, 'restore.settle', { restoreId: id, how: 'roll-back' });
  return settled(world, { id });
}

it('shows two tables side by side, waits over a start of the app, then merges one and replaces the other without another import', async () => {
  const plan = await planOf({ activity_log: 'decide', customers: 'decide' });
  expect(plan.steps.at(-1)?.kind).toBe('decide');
  expect(plan.steps.some(({ touchesLive }) => touchesLive)).toBe(false);
  const { restore } = await world.run(plan);
  expect([restore.state, restore.undo.state]).toEqual(['deciding', 'none']);
  expect(await truthOf(world)).toEqual(before);
  const [jobs, customers] = restore.comparisons;
  const lost = (good.tables['activity_log']?.rows ?? 0) - (before.tables['activity_log']?.rows ?? 0) + 1;
  expect(jobs).toMatchObject({ table: 'activity_log', onlyNow: 1, onlyBackup: lost, changed: 0, why: null });
  expect(jobs?.examples.onlyNow).toEqual(['id 900001']);
  expect(jobs?.examples.onlyBackup.slice(0, 2)).toEqual(['id 2', 'id 4']);
  expect(customers).toMatchObject({ table: 'customers', onlyNow: 0, onlyBackup: 0, changed: 2 });
  expect(customers?.examples.changed).toEqual(['id 7', 'id 8']);

  await world.reopen();
  expect(await world.get(restore.id)).toMatchObject({ state: 'deciding', comparisons: restore.comparisons });
  const other = await planOf({ orders: 'keep-aside' });
  await expect(ask(world.app, 'restore.run', { restoreId: other.id, confirm: other.confirmWith })).rejects.toThrow('restore.another-open');

  await expect(ask(world.app, 'incident.close', { incidentId: restore.incidentId })).rejects.toThrow('restore.not-finished');
  await expect(ask(world.app, 'site.remove', { siteId: world.site.id, leaveCron: true })).rejects.toThrow('restore.not-finished');

  const half = { restoreId: restore.id, tables: decisions({ activity_log: 'merge' }), confirm: plan.confirmWith };
  await expect(ask(world.app, 'restore.decide', half)).rejects.toThrow('restore.not-decided');
  const all = { restoreId: restore.id, tables: decisions({ activity_log: 'merge', customers: 'replace' }) };
  await expect(ask(world.app, 'restore.decide', { ...all, confirm: 'other' })).rejects.toThrow('restore.confirm-differs');
  const decided = await ask(world.app, 'restore.plan-decision', all);
  expect(stopsOf(decided)).toEqual([]);
  expect(decided.steps.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['decide', 'safety-copy', 'switch']));
  expect((await world.get(restore.id)).state).toBe('deciding');
  expect(await truthOf(world)).toEqual(before);

  const imported = restore.steps.find(({ id }) => id.startsWith('import:'));
  const { job, restore: done } = await decide(restore, { activity_log: 'merge', customers: 'replace' });
  expect([job.problem, done.state]).toEqual([null, 'done']);
  expect(done.steps.find(({ id }) => id.startsWith('import:'))).toEqual(imported);
  expect(done.plan.choice.databases[0]?.tables).toEqual([
    { name: 'activity_log', action: 'merge', looked: true },
    { name: 'customers', action: 'replace', looked: true },
  ]);
  const after = await truthOf(world);
  expect(await countOf(world, 'activity_log')).toBe((good.tables['activity_log']?.rows ?? 0) + 1);
  expect(after.tables['customers']).toEqual(good.tables['customers']);

  const undone = await world.undo(restore.id);
  expect([undone.job.problem, undone.restore.state]).toEqual([null, 'undone']);
  expect(await truthOf(world)).toEqual(before);
  await world.letGo(undone.restore);
  expect(await schemasBeside(world)).toEqual([]);
}, 150_000);

it('removes what lies beside the live tables where none of it is wanted', async () => {
  const restore = await seen({ customers: 'decide' });
  expect(await schemasBeside(world)).not.toEqual([]);
  const ended = await none(restore);
  expect([ended.state, ended.problem, ended.undo.state]).toEqual(['cancelled', null, 'none']);
  expect(await schemasBeside(world)).toEqual([]);
  expect(await truthOf(world)).toEqual(before);
}, 120_000);

it('says before anything runs that a choice is not possible, and still waits', async () => {
  await world.sql('CREATE TABLE notes_without_key (note TEXT); INSERT INTO notes_without_key VALUES ("one")');
  const withNotes = await world.backUp();
  const { backup } = await ask(world.app, 'backup.details', { backupId: withNotes });
  const dump = backup.artifacts.find(isDatabase);
  if (dump === undefined) throw new Error('the backup has no dump');
  const tables = [{ name: 'notes_without_key', action: 'decide' as const }];
  const plan = await world.plan(withNotes, 'table-dropped', { databases: [{ artifactId: dump.id, tables, content: 'all' }] });
  const { restore } = await world.run(plan);
  expect([restore.state, restore.comparisons[0]?.why]).toEqual(['deciding', expect.stringContaining('no primary key')]);
  const merge = [{ artifactId: dump.id, table: 'notes_without_key', action: 'merge' as const }];
  const decided = await ask(world.app, 'restore.plan-decision', { restoreId: restore.id, tables: merge });
  expect(stopsOf(decided)).toEqual([expect.stringContaining('no primary key')]);
  const confirmed = { restoreId: restore.id, tables: merge, confirm: plan.confirmWith };
  await expect(ask(world.app, 'restore.decide', confirmed)).rejects.toThrow('restore.plan-stops');
  expect((await world.get(restore.id)).state).toBe('deciding');
  expect((await none(restore)).state).toBe('cancelled');
  await world.sql('DROP TABLE notes_without_key');
}, 120_000);

it.each(['import', 'decide'])(
  'goes on to the choice after the app was closed in its step %s',
  async (step) => {
    const plan = await planOf({ customers: 'decide' });
    await closeAtStep(world, plan, plan.steps.find(({ id }) => id.startsWith(`${step}:`))?.id ?? '');
    await world.reopen();
    expect((await settled(world, plan)).state).toBe('interrupted');
    await ask(world.app, 'restore.settle', { restoreId: plan.id, how: 'continue' });
    const waiting = await settled(world, plan);
    expect([waiting.state, waiting.comparisons.length]).toEqual(['deciding', 1]);
    await none(waiting);
    expect(await schemasBeside(world)).toEqual([]);
  },
  120_000,
);

it.each(['safety-copy', 'last-rows', 'switch', 'late-rows', 'verify'])(
  'settles a decided restore that was closed in its step %s',
  async (step) => {
    const restore = await seen({ customers: 'decide' });
    const tables = decisions({ customers: 'replace' });
    const { steps } = await ask(world.app, 'restore.plan-decision', { restoreId: restore.id, tables });
    const stepId = steps.find(({ id }) => id === step || id.startsWith(`${step}:`))?.id ?? '';
    await closeAtStep(world, restore.plan, stepId, () =>
      ask(world.app, 'restore.decide', { restoreId: restore.id, tables, confirm: restore.plan.confirmWith }),
    );
    await world.reopen();
    const ended = await settled(world, restore);
    const [isDone, isWaiting] = [ended.state === 'done', ended.state === 'interrupted'];
    const live = (await truthOf(world)).tables['customers'];
    const problem = isDone ? (await world.undo(restore.id)).job.problem : null;
    const last = isWaiting ? (await none(restore)).state : ended.state;
    expect([problem, live]).toEqual([null, (isDone ? good : before).tables['customers']]);
    expect([isWaiting && ended.liveTouched, isWaiting ? last === 'failed' : isDone || last === 'rolled-back']).toEqual([false, true]);
    expect(await truthOf(world)).toEqual(before);
    const now = await world.get(restore.id);
    if (now.undo.state === 'used' || now.undo.state === 'armed') await world.letGo(now);
    expect(await schemasBeside(world)).toEqual([]);
  },
  120_000,
);
