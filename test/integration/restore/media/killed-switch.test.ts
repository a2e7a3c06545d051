import { afterAll, beforeAll, expect, test } from 'vitest';
import { calls, endOf, expectRestored, MODES, startWorld, tidied, trap, type World } from './killed-world.ts';
import { journalOf } from './restore-lab.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.lab[Symbol.asyncDispose]());

test.each(MODES)('a switch that is killed at any rename is ended by the next call, or undone by it (%s)', async (mode) => {
  const { lab, captured } = world;
  const open = () => journalOf(lab, lab.workFor(captured, { mode }));
  trap(world, '0 never');
  const first = open();
  await first.run('unpack');
  await first.run('switch');
  const total = calls(world);
  expect(total).toBeGreaterThan(5);
  expectRestored(world, mode);
  await tidied(world, first);
  for (let at = 1; at <= total; at++) {
    for (const when of ['before', 'after'] as const) {
      const journal = open();
      trap(world, '0 never');
      await journal.run('unpack');
      trap(world, `${at} ${when}`);
      expect(['well', 'restore.media-switch-failed']).toContain(await endOf(journal.run('switch')));
      trap(world, '0 never');
      if ((at + (when === 'after' ? 1 : 0)) % 2 === 0) {
        // Another run of the app: all it knows is what the journal kept.
        const next = journalOf(
          lab,
          { ...lab.workFor(captured, { mode }), restoreId: journal.context(journal.steps.switch).restore.id },
          journal.memos,
        );
        await next.run('switch');
        expectRestored(world, mode);
        await tidied(world, next);
      } else await tidied(world, journal);
    }
  }
});
