import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../app-folder.ts';
import { restoreWorld, type RestoreWorld } from './restore-world.ts';

describe('a restore beside the live data', () => {
  let world: RestoreWorld;
  beforeAll(async () => {
    world = await restoreWorld();
  }, 60_000);
  afterAll(() => world[Symbol.asyncDispose]());

  it('brings deleted orders back, keeps the rows that came since, and is undone', async () => {
    const backupId = await world.backUp();
    const truth = await world.checksums();
    await world.sql('DELETE FROM order_items; DELETE FROM orders WHERE id % 2 = 0');
    const damaged = await world.checksums();
    expect(damaged).not.toEqual(truth);

    const open = await world.plan(backupId, 'data-damaged', { maintenance: false });
    expect(open.checks.find(({ id }) => id === 'triggers-while-open')?.verdict).toBe('attention');
    const plan = await world.plan(backupId, 'data-damaged');
    // A plan that was thought over takes the place of the one before.
    expect((await ask(world.app, 'restore.list', { siteId: world.site.id })).map(({ id }) => id)).toEqual([plan.id]);
    expect(plan.checks.filter(({ verdict }) => verdict === 'stop')).toEqual([]);
    expect(plan.checks.map(({ id }) => id)).not.toContain('triggers-while-open');
    expect(plan.method).toBe('swap');
    expect(plan.steps.map(({ id }) => id)).toContain('switch:aurora_market');

    const { restore, job } = await world.run(plan);
    expect({ state: job.state, problem: job.problem }).toEqual({ state: 'succeeded', problem: null });
    expect(restore).toMatchObject({ state: 'done', undo: { state: 'armed' } });
    expect(await world.checksums()).toEqual(truth);

    const undone = await world.undo(plan.id);
    expect(undone.job.problem).toBeNull();
    expect(undone.restore.state).toBe('undone');
    expect(await world.checksums()).toEqual(damaged);
    // Each of these was confirmed by the name of the site, for the state of that moment.
    await expect(ask(world.app, 'job.again', { jobId: undone.job.id })).rejects.toThrow('restore.not-now');
    await world.letGo(undone.restore);
    await expect(world.letGo(await world.get(plan.id))).rejects.toThrow('restore.not-now');
    await expect(world.undo(plan.id)).rejects.toThrow('restore.not-now');
    expect(await world.checksums()).toEqual(damaged);
    const incident = await ask(world.app, 'incident.get', { incidentId: plan.choice.incidentId });
    expect(incident.timeline.map(({ text }) => text)).toContain('The state before the restore is live again.');
  }, 120_000);
});
