import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/main/errors/app-error.ts';
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
        // What had been live for a while may hold what visitors wrote: it is kept, and said to be.
        const mayGo = !isNew && world.restore.state !== 'interrupted' && world.restore.undo.state === 'none';
        expect(mayGo ? world.site.aside : []).toEqual([]);
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

/** Killed in an undo where one of the two databases is back. */
async function halfUndone(): Promise<World> {
  for (let at = 0; at < 60; at += 1) {
    const world = new World();
    await run(world, null);
    world.begin({ at, how: 'kill' });
    await killed(world.undo(open()));
    if (world.site.blog !== world.site.shop) return world;
  }
  throw new Error('no operation of an undo lies between the two');
}

/** The same world, with one step that does something else. */
const withStep = (world: World, id: string, change: (step: World['steps'][number]) => Partial<World['steps'][number]>) =>
  world.steps.map((step) => (step.plan.id === id ? { ...step, ...change(step) } : step));

describe('what came while restored data was live', () => {
  it('is not deleted when a later switch fails', async () => {
    const world = new World();
    world.begin(null);
    const steps = withStep(world, 'switch:blog', () => ({ run: () => Promise.reject(new Error('locked')) }));
    await expect(runRestore(steps, world.tools, world.job, open())).rejects.toThrow('locked');
    expect(world.site).toEqual({ ...OLD, aside: ['shop', 'blog'] });
    expect(world.restore).toMatchObject({ state: 'rolled-back', undo: { state: 'used' } });
  });

  it('is not taken back by a cancel behind the last switch, which only leaves out what the site can do without', async () => {
    const world = new World();
    world.begin(null);
    const steps = withStep(world, 'clear-caches', (step) => ({ run: (context) => (world.cancel.abort(), step.run(context)) }));
    expect(await runRestore(steps, world.tools, world.job, open())).toEqual([]);
    expect(world.site).toMatchObject(NEW);
    expect(world.restore).toMatchObject({ state: 'done', undo: { state: 'armed' } });
  });

  it('can be undone also where nothing could be looked at after the switch', async () => {
    const world = new World();
    world.begin(null);
    await runRestore(
      withStep(world, 'clear-caches', () => ({ run: () => Promise.reject(new Error('no php')) })),
      world.tools,
      world.job,
      open(),
    );
    expect(world.restore.undo.state).toBe('armed');
  });
});

describe('a server that does not answer', () => {
  const lost = () => Promise.reject(new AppError('ssh.connection-lost'));

  it('behind the switch is waited for: the rest is done when it answers', async () => {
    const world = new World();
    world.begin(null);
    const steps = withStep(world, 'maintenance-off', () => ({ run: lost }));
    await expect(runRestore(steps, world.tools, world.job, open())).rejects.toMatchObject({ code: 'ssh.connection-lost' });
    expect(world.restore).toMatchObject({ state: 'interrupted', undo: { state: 'armed' } });
    world.begin(null);
    await world.settle(open());
    expect(world.site).toMatchObject(NEW);
    expect(world.restore.state).toBe('done');
  });

  it('on the way back is waited for, and not called stuck', async () => {
    const world = new World();
    world.begin(null);
    const steps = withStep(world, 'switch:shop', () => ({ undo: lost })).map((step) =>
      step.plan.id === 'switch:blog' ? { ...step, run: () => Promise.reject(new Error('locked')) } : step,
    );
    await expect(runRestore(steps, world.tools, world.job, open())).rejects.toMatchObject({ code: 'ssh.connection-lost' });
    expect(world.restore.state).toBe('interrupted');
    world.begin(null);
    await world.settle(open());
    expect(world.site).toMatchObject(OLD);
  });
});

describe('going on with a restore that waited', () => {
  it('takes the safety copy and the last rows anew', async () => {
    const world = new World();
    world.begin(null);
    const closing = new AbortController();
    let looks = 0;
    const steps = withStep(world, 'last-rows', () => ({ run: () => ((looks += 1), Promise.resolve()) })).filter(
      ({ plan }) => !plan.id.startsWith('maintenance'),
    );
    const cut = steps.map((step) =>
      step.plan.id === 'switch:shop'
        ? {
            ...step,
            plan: { ...step.plan, touchesLive: false, kind: 'compare' as const },
            run: () => (closing.abort(), Promise.reject(new Error('closed'))),
          }
        : step,
    );
    await expect(runRestore(cut, world.tools, world.job, closing.signal)).rejects.toMatchObject({ code: 'job.interrupted' });
    expect(looks).toBe(1);
    world.begin(null);
    await runRestore(steps, world.tools, world.job, open());
    expect(looks).toBe(2);
  });
});

describe('an undo', () => {
  it('that was interrupted half way stays an undo when it cannot go on at once', async () => {
    const world = await halfUndone();
    // The first thing the steps ask of the server.
    world.begin({ at: 3, how: 'throw' });
    world.restore = { ...world.restore, state: 'interrupted' };
    await expect(world.settle(open())).rejects.toThrow('the server said no');
    expect(world.restore.state).toBe('interrupted');
    world.begin(null);
    world.restore = { ...world.restore, state: 'interrupted' };
    await world.settle(open());
    expect(world.site).toMatchObject(OLD);
    expect(world.restore.state).toBe('undone');
  });

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
