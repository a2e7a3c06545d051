import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runRestore } from '../../../../src/main/restore/engine/run-restore.ts';
import { type Fault, Killed, World } from './small-world.ts';

const open = () => new AbortController().signal;
const OLD = { page: 'site', shop: 'old', blog: 'old' };
const NEW = { page: 'site', shop: 'new', blog: 'new' };

async function run(world: World, fault: Fault | null): Promise<unknown> {
  world.begin(fault);
  world.restore = { ...world.restore, state: 'running' };
  return runRestore(world.steps, world.tools, world.job, open()).catch((error: unknown) => error);
}

/** Resolves when it did its work or was killed at it. */
async function killed(work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error;
  });
}

const faults = fc.record({
  at: fc.integer({ min: 0, max: 70 }),
  how: fc.constantFrom('throw' as const, 'cancel' as const, 'kill' as const),
});

describe('a restore', () => {
  it('ends with all data new and the site in service', async () => {
    const world = new World();
    expect(await run(world, null)).toEqual([]);
    expect(world.site).toMatchObject(NEW);
    expect(world.restore).toMatchObject({ state: 'done', liveTouched: true });
  });

  it('never ends half way: one fault anywhere leaves all old or all new, after the next start at the latest', async () => {
    await fc.assert(
      fc.asyncProperty(faults, async (fault) => {
        const world = new World();
        await run(world, fault);
        world.begin(null);
        await world.settle(open());
        const { aside: _, ...site } = world.site;
        // The page that could not be taken down is no reason to take the data back: the step says so.
        const isStillPaused = world.restore.steps.some(({ id, state }) => id === 'maintenance-off' && state === 'failed');
        expect(isStillPaused ? [{ ...NEW, page: 'maintenance' }] : [OLD, NEW]).toContainEqual(site);
        const isNew = world.site.shop === 'new';
        // Killed before the live site was touched it waits for the operator.
        expect(isNew ? ['done'] : ['failed', 'rolled-back', 'cancelled', 'interrupted']).toContain(world.restore.state);
        expect(isNew || world.restore.state === 'interrupted' ? [] : world.site.aside).toEqual([]);
        expect(world.restore.liveTouched).toBe(isNew);
      }),
      { numRuns: 300 },
    );
  });

  it('is settled also when the settling is killed, as often as it may be', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 70 }), fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 4 }), async (at, kills) => {
        const world = new World();
        await run(world, { at, how: 'kill' });
        for (const kill of kills) {
          world.begin({ at: kill, how: 'kill' });
          await killed(world.settle(open()));
        }
        world.begin(null);
        await world.settle(open());
        expect([OLD, NEW]).toContainEqual({ page: world.site.page, shop: world.site.shop, blog: world.site.blog });
      }),
      { numRuns: 300 },
    );
  });

  it('that fails before the live site is touched removes what lay beside it, and says so', async () => {
    const world = new World();
    // The first operation of the second step.
    world.begin(null);
    const steps = world.steps.map((step) =>
      step.plan.id === 'compare' ? { ...step, run: () => Promise.reject(new Error('rows differ')) } : step,
    );
    await expect(runRestore(steps, world.tools, world.job, open())).rejects.toThrow('rows differ');
    expect(world.restore).toMatchObject({ state: 'failed', liveTouched: false });
    expect(world.restore.problem?.detail).toBe('rows differ');
    expect(world.site).toEqual({ ...OLD, aside: [] });
  });

  it('keeps the new data when something fails after the switch, and names it', async () => {
    const world = new World();
    world.begin(null);
    const steps = world.steps.map((step) =>
      step.plan.id === 'clear-caches' ? { ...step, run: () => Promise.reject(new Error('no php')) } : step,
    );
    expect(await runRestore(steps, world.tools, world.job, open())).toHaveLength(1);
    expect(world.site).toMatchObject(NEW);
    expect(world.restore.steps.find(({ id }) => id === 'clear-caches')).toMatchObject({ state: 'failed' });
    expect(world.restore.steps.find(({ id }) => id === 'maintenance-off')).toMatchObject({ state: 'done' });
  });

  it('stays as it is when the app closes, and is taken back by the next start', async () => {
    const world = new World();
    const closing = new AbortController();
    world.begin(null);
    const steps = world.steps.map((step) =>
      step.plan.id === 'switch:blog'
        ? { ...step, run: () => (closing.abort(), world.cancel.abort(), Promise.reject(new Error('the line was closed'))) }
        : step,
    );
    await expect(runRestore(steps, world.tools, world.job, closing.signal)).rejects.toMatchObject({ code: 'job.interrupted' });
    expect(world.restore).toMatchObject({ state: 'interrupted', liveTouched: true });
    expect(world.site).toMatchObject({ shop: 'new', page: 'maintenance' });
    world.begin(null);
    await world.settle(open());
    expect(world.restore).toMatchObject({ state: 'rolled-back', problem: { code: 'restore.interrupted' } });
    expect(world.site).toMatchObject(OLD);
  });

  it('is stuck where a step cannot be taken back, and goes on back from there when it is settled', async () => {
    const world = new World();
    world.begin(null);
    let refuses = true;
    const steps = world.steps.map((step) => {
      if (step.plan.id === 'switch:blog') return { ...step, run: () => Promise.reject(new Error('locked')) };
      if (step.plan.id !== 'switch:shop') return step;
      return {
        ...step,
        undo: (context: Parameters<typeof step.run>[0]) =>
          refuses ? Promise.reject(new Error('still locked')) : (step.undo?.(context) ?? Promise.resolve()),
      };
    });
    await expect(runRestore(steps, world.tools, world.job, open())).rejects.toMatchObject({ code: 'restore.stuck' });
    expect(world.restore).toMatchObject({ state: 'stuck', liveTouched: true });
    expect(world.restore.problem?.detail).toContain('still locked');
    refuses = false;
    world.restore = { ...world.restore, state: 'interrupted' };
    await world.settle(open());
    expect(world.site).toMatchObject(OLD);
    expect(world.restore.state).toBe('rolled-back');
  });
});

describe('an undo', () => {
  it('brings the old data back and keeps what lies beside it', async () => {
    const world = new World();
    await run(world, null);
    world.begin(null);
    await world.undo(open());
    expect(world.site).toEqual({ ...OLD, aside: ['shop', 'blog'] });
    expect(world.restore).toMatchObject({ state: 'undone', undo: { state: 'used' } });
  });

  it('killed anywhere is finished by the next start', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 40 }), async (at) => {
        const world = new World();
        await run(world, null);
        world.begin({ at, how: 'kill' });
        world.restore = { ...world.restore, state: 'running' };
        await killed(world.undo(open()));
        world.begin(null);
        await world.settle(open());
        expect([OLD, NEW]).toContainEqual({ page: world.site.page, shop: world.site.shop, blog: world.site.blog });
        // Killed before it had written down that it is an undo, it is a restore that is done.
        expect(world.site.shop === 'old' ? ['undone'] : ['done']).toContain(world.restore.state);
      }),
      { numRuns: 100 },
    );
  });
});
