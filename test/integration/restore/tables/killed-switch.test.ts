import { afterAll, beforeAll, expect, test } from 'vitest';
import { crash, startVictim } from '../swap/killed-world.ts';
import { onStatement } from '../swap/on-statement.ts';
import { expectServed, finished, startTablesWorld, takenBack, type TablesWorld } from './killed-world.ts';
import { ordered } from './tables-lab.ts';

let world: TablesWorld;
beforeAll(async () => {
  world = await startTablesWorld();
});
afterAll(() => world.swap[Symbol.asyncDispose]());

test('a switch that ends at any statement is ended by the next start, or taken back, and other tables never change', async () => {
  let at = 0;
  for (let crashed = true; crashed;) {
    at += 1;
    const end = await crash(world, 'run', at);
    ({ crashed } = end);
    await expectServed(world);
    if (at % 2 === 0) await finished(world, end.next);
    await takenBack(world, end.next);
  }
  expect(at).toBeGreaterThan(20);
}, 240_000);

test('a line that is lost at any time in between is taken up again, forward and back', async () => {
  for (const way of ['run', 'undo'] as const) {
    let killed = 0;
    const end = onStatement((count) => {
      if (count % 5 === 0 && killed < 3) killed += Math.sign(world.swap.lab.sshd.killConnections());
    });
    await world.prepared[way]();
    end();
    expect(killed).toBe(3);
    expect(ordered(await world.swap.truth('shop'))).toEqual(way === 'run' ? world.after : world.before);
  }
  world.prepared.memos.clear();
}, 60_000);

test('an app that is killed for real half way is no different', async () => {
  const victim = startVictim(world, 'run', 9);
  expect(await victim.over).toBe('SIGKILL');
  await finished(world, victim.next());
  await takenBack(world, victim.next());
}, 60_000);
