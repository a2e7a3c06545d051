import { afterAll, beforeAll, expect, test } from 'vitest';
import { crash, startKilledWorld, startVictim, tablesServed, type KilledWorld } from './killed-world.ts';
import type { Prepared } from './swap-lab.ts';

let world: KilledWorld;
beforeAll(async () => {
  world = await startKilledWorld();
});
afterAll(() => world.swap[Symbol.asyncDispose]());

/** The undo is ended, and the journal is the one of the next start. */
async function takenBack(next: Prepared): Promise<void> {
  await next.undo();
  expect(await world.swap.truth('shop')).toEqual(world.before);
  const { memos } = world.prepared;
  memos.clear();
  for (const [key, value] of next.memos) memos.set(key, value);
}

async function forwardInstead(next: Prepared): Promise<void> {
  await next.run();
  expect((await world.swap.truth('shop')).tables).toEqual(world.dump.truth.tables);
}

test('an undo that ends at any statement is gone on with by the next start, and the site has all old or all new tables meanwhile', async () => {
  const served = new Set<string>();
  let at = 0;
  for (let crashed = true; crashed;) {
    at += 1;
    await world.prepared.run();
    const end = await crash(world, 'undo', at);
    ({ crashed } = end);
    served.add(await tablesServed(world));
    if (at % 3 === 0) await forwardInstead(end.next);
    await takenBack(end.next);
  }
  expect(at).toBeGreaterThan(8);
  expect(served).toEqual(new Set(['old', 'new']));
}, 240_000);

test.each([3, 9])(
  'an app that is killed for real in place of statement %i of an undo is no different',
  async (killAt) => {
    await world.prepared.run();
    const victim = startVictim(world, 'undo', killAt);
    expect(await victim.over).toBe('SIGKILL');
    await tablesServed(world);
    await takenBack(victim.next());
  },
  60_000,
);
