import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitFor } from '../../../lab/tools.ts';
import { crash, startKilledWorld, startVictim, tablesServed, type KilledWorld } from './killed-world.ts';
import type { Prepared } from './swap-lab.ts';

let world: KilledWorld;
beforeAll(async () => {
  world = await startKilledWorld();
});
afterAll(() => world.swap[Symbol.asyncDispose]());

async function finished(next: Prepared): Promise<void> {
  await next.run();
  expect(await world.swap.truth('shop')).toEqual(world.dump.truth);
}

async function takenBack(next: Prepared): Promise<void> {
  await next.undo();
  expect(await world.swap.truth('shop')).toEqual(world.before);
  expect(await world.swap.tables(next.schemas.old)).toEqual([]);
}

test('a switch that ends at any statement is ended by the next start, or taken back, and the site has all old or all new tables meanwhile', async () => {
  const served = new Set<string>();
  let at = 0;
  for (let crashed = true; crashed;) {
    at += 1;
    const end = await crash(world, 'run', at);
    ({ crashed } = end);
    served.add(await tablesServed(world));
    if (at % 2 === 0) await finished(end.next);
    await takenBack(end.next);
  }
  expect(at).toBeGreaterThan(12);
  expect(served).toEqual(new Set(['old', 'new']));
}, 240_000);

test.each([2, 7, 12])(
  'an app that is killed for real in place of statement %i is no different',
  async (killAt) => {
    const victim = startVictim(world, 'run', killAt);
    expect(await victim.over).toBe('SIGKILL');
    await tablesServed(world);
    const next = victim.next();
    await finished(next);
    await takenBack(next);
  },
  60_000,
);

test('a rename that goes on without the app is ended before anybody looks at how far it came', async () => {
  const { swap, before, prepared } = world;
  const holder = await swap.lab.mariadb.connect({ database: 'shop' });
  try {
    // In aside, so that the lock on the live tables is had, and the rename alone waits.
    await holder.query(`LOCK TABLES \`${prepared.schemas.aside}\`.parents READ`);
    const victim = startVictim(world, 'run', 0);
    await waitFor('the rename to wait', 20_000, async () => {
      const rows = await swap.lab.mariadb.sql(
        "SELECT 1 FROM information_schema.PROCESSLIST WHERE INFO LIKE '%RENAME TABLE%' AND STATE LIKE '%metadata lock%'",
      );
      return rows.length > 0 ? true : undefined;
    });
    victim.process.kill('SIGKILL');
    await victim.over;
    const next = victim.next();
    await next.undo();
    await holder.query('UNLOCK TABLES');
    // Nothing comes after it.
    expect(await swap.truth('shop')).toEqual(before);
    await finished(next);
    await takenBack(next);
  } finally {
    await holder.end();
  }
}, 60_000);
