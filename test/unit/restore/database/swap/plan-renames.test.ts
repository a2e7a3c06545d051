import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  renamesBack,
  renamesForward,
  renameStatement,
  type Move,
  type Planned,
  type Presence,
} from '../../../../../src/main/restore/database/swap/plan-renames.ts';
import type { WorkSchemas } from '../../../../../src/main/restore/database/schema-names.ts';

const SCHEMAS: WorkSchemas = { live: 'shop', aside: 'shop__hf_1', old: 'shop__hf_old_1', side: 'shop__hf_side_1' };

/** Tables by schema; the content of each says where it comes from. */
type World = Record<string, Map<string, string>>;

function worldOf({ old, new: imported }: Planned): World {
  return {
    [SCHEMAS.live]: new Map(old.map((table) => [table, `old ${table}`])),
    [SCHEMAS.aside]: new Map(imported.map((table) => [table, `new ${table}`])),
    [SCHEMAS.old]: new Map(),
  };
}

function presence(world: World): Presence {
  const names = (schema: string) => new Set(world[schema]?.keys());
  return { live: names(SCHEMAS.live), aside: names(SCHEMAS.aside), old: names(SCHEMAS.old) };
}

/** As the server does: from left to right, never onto a table that is there. */
function renamed(world: World, moves: readonly Move[]): void {
  for (const { table, from, to } of moves) {
    const content = world[from]?.get(table);
    if (content === undefined) throw new Error(`${from}.${table} is not there`);
    if (world[to]?.has(table) === true) throw new Error(`${to}.${table} is there`);
    world[from]?.delete(table);
    world[to]?.set(table, content);
  }
}

function back(world: World, planned: Planned): void {
  const renames = renamesBack(SCHEMAS, planned, presence(world));
  if (renames.state === 'gone') throw new Error(`gone: ${renames.tables.join(', ')}`);
  renamed(world, renames.moves);
}

const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 6 });
const plans = fc.record({ old: names, new: names.filter((tables) => tables.length > 0) });

function isLive(world: World, planned: Planned): void {
  expect(world[SCHEMAS.live]).toEqual(new Map(planned.new.map((table) => [table, `new ${table}`])));
  expect(world[SCHEMAS.old]).toEqual(new Map(planned.old.map((table) => [table, `old ${table}`])));
  expect(renamesForward(SCHEMAS, planned, presence(world))).toEqual([]);
}

/** Servers without atomic renames leave any beginning of them, of an undo too. */
function halfDone(planned: Planned, first: number, second: number): World {
  const world = worldOf(planned);
  renamed(world, renamesForward(SCHEMAS, planned, presence(world)).slice(0, first));
  const half = renamesBack(SCHEMAS, planned, presence(world));
  if (half.state === 'moves') renamed(world, half.moves.slice(0, second));
  return world;
}

test.each(['done', 'taken back'])(
  'from wherever the renames stopped, all of them are %s, and no table is lost or taken for another',
  (how) => {
    fc.assert(
      fc.property(plans, fc.nat(20), fc.nat(20), (planned, first, second) => {
        const world = halfDone(planned, first, second);
        if (how === 'done') {
          renamed(world, renamesForward(SCHEMAS, planned, presence(world)));
          isLive(world, planned);
        }
        back(world, planned);
        expect(world[SCHEMAS.live]).toEqual(new Map(planned.old.map((table) => [table, `old ${table}`])));
        expect(world[SCHEMAS.aside]).toEqual(new Map(planned.new.map((table) => [table, `new ${table}`])));
        expect(renamesBack(SCHEMAS, planned, presence(world))).toEqual({ state: 'moves', moves: [] });
      }),
      { numRuns: 2000 },
    );
  },
);

test('what a migration makes after the switch goes aside with the rest, and what it drops is not missed', () => {
  const planned = { old: ['a', 'b'], new: ['a', 'c'] };
  const world = worldOf(planned);
  renamed(world, renamesForward(SCHEMAS, planned, presence(world)));
  world[SCHEMAS.live]?.set('made', 'made later');
  world[SCHEMAS.live]?.delete('c');
  // Again: nothing of it is taken for an old one.
  expect(renamesForward(SCHEMAS, planned, presence(world))).toEqual([]);
  back(world, planned);
  expect(world[SCHEMAS.live]).toEqual(new Map(planned.old.map((table) => [table, `old ${table}`])));
  expect([...(world[SCHEMAS.aside]?.keys() ?? [])].toSorted()).toEqual(['a', 'made']);
});

test('a table that came up between the plan and the renames goes with the old ones', () => {
  const planned = { old: ['a'], new: ['a'] };
  const world = worldOf(planned);
  world[SCHEMAS.live]?.set('late', 'made late');
  renamed(world, renamesForward(SCHEMAS, planned, presence(world)));
  expect(world[SCHEMAS.old]?.get('late')).toBe('made late');
  back(world, planned);
  expect([...(world[SCHEMAS.live]?.keys() ?? [])].toSorted()).toEqual(['a', 'late']);
});

test('an old table that is nowhere any more stops the undo before anything moves', () => {
  const planned = { old: ['a', 'b'], new: ['a'] };
  const world = worldOf(planned);
  renamed(world, renamesForward(SCHEMAS, planned, presence(world)));
  world[SCHEMAS.old]?.delete('b');
  expect(renamesBack(SCHEMAS, planned, presence(world))).toEqual({ state: 'gone', tables: ['b'] });
  world[SCHEMAS.old]?.clear();
  expect(renamesBack(SCHEMAS, planned, presence(world))).toEqual({ state: 'gone', tables: ['a', 'b'] });
});

test('names are quoted', () => {
  expect(renameStatement([{ table: 'a`b', from: 'x', to: 'y`z' }])).toBe('RENAME TABLE `x`.`a``b` TO `y``z`.`a``b`');
});
