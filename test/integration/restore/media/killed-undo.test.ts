import { afterAll, beforeAll, expect, test } from 'vitest';
import { calls, endOf, MODES, startWorld, tidied, trap, type World } from './killed-world.ts';
import { journalOf } from './restore-lab.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.lab[Symbol.asyncDispose]());

test.each(MODES)('an undo that is killed at any rename is ended by the next call (%s)', async (mode) => {
  const { lab, captured } = world;
  const prepared = async () => {
    const journal = journalOf(lab, lab.workFor(captured, { mode }));
    trap(world, '0 never');
    await journal.run('unpack');
    await journal.run('switch');
    return journal;
  };
  const first = await prepared();
  trap(world, '0 never');
  await first.undo('switch');
  const total = calls(world);
  await tidied(world, first);
  for (let at = 1; at <= total; at++) {
    const journal = await prepared();
    trap(world, `${at} ${at % 2 === 0 ? 'before' : 'after'}`);
    expect(['well', 'restore.media-switch-failed']).toContain(await endOf(journal.undo('switch')));
    trap(world, '0 never');
    await tidied(world, journal);
  }
});
