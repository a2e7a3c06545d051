import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseTruth } from '../../../lab/inventory.ts';
import { crash, startVictim, type KilledWorld } from '../swap/killed-world.ts';
import { onStatement } from '../swap/on-statement.ts';
import { startSwapLab, type Prepared, type SwapLab } from '../swap/swap-lab.ts';
import { ordered, prepareTables } from './tables-lab.ts';

const SHOP = String.raw`
CREATE TABLE parents (id int PRIMARY KEY, name varchar(40) NOT NULL);
CREATE TABLE children (id int PRIMARY KEY, parent_id int NOT NULL, KEY (parent_id), CONSTRAINT child_parent FOREIGN KEY (parent_id) REFERENCES parents (id));
CREATE TABLE toys (id int PRIMARY KEY, child_id int, KEY (child_id), CONSTRAINT toy_child FOREIGN KEY (child_id) REFERENCES children (id));
CREATE TABLE audit (id int PRIMARY KEY AUTO_INCREMENT, what varchar(80) NOT NULL);
INSERT INTO parents VALUES (1, 'one'), (2, 'two'); INSERT INTO children VALUES (1, 1), (2, 2), (3, 2); INSERT INTO toys VALUES (1, 1), (2, 3);
CREATE TRIGGER parents_first AFTER INSERT ON parents FOR EACH ROW INSERT INTO audit (what) VALUES ('first');
CREATE TRIGGER parents_second AFTER INSERT ON parents FOR EACH ROW INSERT INTO audit (what) VALUES ('second');
CREATE TRIGGER toys_trigger AFTER INSERT ON toys FOR EACH ROW INSERT INTO audit (what) VALUES ('toy');
`;
const LATER = String.raw`
DELETE FROM toys; INSERT INTO parents VALUES (3, 'three'); INSERT INTO children VALUES (9, 3); INSERT INTO toys VALUES (9, 9);
DROP TRIGGER parents_first; CREATE TRIGGER parents_third BEFORE INSERT ON parents FOR EACH ROW SET NEW.name = upper(NEW.name);
`;

let swap: SwapLab;
let world: KilledWorld;
let after: DatabaseTruth;
beforeAll(async () => {
  swap = await startSwapLab();
  await swap.database('shop', SHOP);
  const dump = await swap.dump('shop');
  await swap.lab.mariadb.script(LATER, { database: 'shop' });
  const prepared = await prepareTables(swap, dump, { parents: 'replace', toys: 'merge' });
  world = { swap, dump, prepared, before: ordered(await swap.truth('shop')) };
  await prepared.run();
  after = ordered(await swap.truth('shop'));
  await prepared.undo();
  prepared.memos.clear();
});
afterAll(() => swap[Symbol.asyncDispose]());

async function finished(next: Prepared): Promise<void> {
  await next.run();
  expect(ordered(await swap.truth('shop'))).toEqual(after);
}

async function takenBack(next: Prepared): Promise<void> {
  await next.undo();
  expect(ordered(await swap.truth('shop'))).toEqual(world.before);
  expect(await swap.tables(next.schemas.old)).toEqual([]);
}

/** At any moment the site finds its tables, and each of them whole: old or new. */
async function expectServed(): Promise<void> {
  const now = await swap.truth('shop');
  expect(Object.keys(now.tables).filter((name) => !name.startsWith('_'))).toEqual(
    expect.arrayContaining(['audit', 'children', 'parents', 'toys']),
  );
  expect([world.before.tables['parents']?.checksum, after.tables['parents']?.checksum]).toContain(now.tables['parents']?.checksum);
  expect(now.tables['children']?.checksum).toBe(world.before.tables['children']?.checksum);
  expect(now.tables['audit']?.checksum).toBe(world.before.tables['audit']?.checksum);
}

test('a switch that ends at any statement is ended by the next start, or taken back, and other tables never change', async () => {
  let at = 0;
  for (let crashed = true; crashed;) {
    at += 1;
    const end = await crash(world, 'run', at);
    ({ crashed } = end);
    await expectServed();
    if (at % 2 === 0) await finished(end.next);
    await takenBack(end.next);
  }
  expect(at).toBeGreaterThan(20);
}, 240_000);

test('an undo that ends at any statement is gone to its end by the next one', async () => {
  let at = 0;
  for (let crashed = true; crashed;) {
    at += 1;
    await world.prepared.run();
    const end = await crash(world, 'undo', at);
    ({ crashed } = end);
    await expectServed();
    await takenBack(end.next);
    world.prepared.memos.clear();
  }
  expect(at).toBeGreaterThan(15);
}, 240_000);

test('a line that is lost at any time in between is taken up again, forward and back', async () => {
  for (const way of ['run', 'undo'] as const) {
    let killed = 0;
    const end = onStatement((count) => {
      if (count % 5 === 0 && killed < 3) killed += Math.sign(swap.lab.sshd.killConnections());
    });
    await world.prepared[way]();
    end();
    expect(killed).toBe(3);
    expect(ordered(await swap.truth('shop'))).toEqual(way === 'run' ? after : world.before);
  }
  world.prepared.memos.clear();
}, 60_000);

test('an app that is killed for real half way is no different', async () => {
  const victim = startVictim(world, 'run', 9);
  expect(await victim.over).toBe('SIGKILL');
  await finished(victim.next());
  await takenBack(victim.next());
}, 60_000);
