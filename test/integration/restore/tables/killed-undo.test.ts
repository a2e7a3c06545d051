import { afterAll, beforeAll, expect, test } from 'vitest';
import { crash } from '../swap/killed-world.ts';
import { expectServed, startTablesWorld, takenBack, type TablesWorld } from './killed-world.ts';

let world: TablesWorld;
beforeAll(async () => {
  world = await startTablesWorld();
});
afterAll(() => world.swap[Symbol.asyncDispose]());

test('an undo that ends at any statement is gone to its end by the next one', async () => {
  let at = 0;
  for (let crashed = true; crashed;) {
    at += 1;
    await world.prepared.run();
    const end = await crash(world, 'undo', at);
    ({ crashed } = end);
    await expectServed(world);
    await takenBack(world, end.next);
    world.prepared.memos.clear();
  }
  expect(at).toBeGreaterThan(15);
}, 240_000);
