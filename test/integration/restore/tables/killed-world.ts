import { expect } from 'vitest';
import type { DatabaseTruth } from '../../../lab/inventory.ts';
import type { KilledWorld } from '../swap/killed-world.ts';
import { startSwapLab, type Prepared } from '../swap/swap-lab.ts';
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

/** One table is to be replaced, and rows are to be merged into another. */
export interface TablesWorld extends KilledWorld {
  readonly after: DatabaseTruth;
}

export async function startTablesWorld(): Promise<TablesWorld> {
  const swap = await startSwapLab();
  await swap.database('shop', SHOP);
  const dump = await swap.dump('shop');
  await swap.lab.mariadb.script(LATER, { database: 'shop' });
  const prepared = await prepareTables(swap, dump, { parents: 'replace', toys: 'merge' });
  const before = ordered(await swap.truth('shop'));
  await prepared.run();
  const after = ordered(await swap.truth('shop'));
  await prepared.undo();
  prepared.memos.clear();
  return { swap, dump, prepared, before, after };
}

export async function finished({ swap, after }: TablesWorld, next: Prepared): Promise<void> {
  await next.run();
  expect(ordered(await swap.truth('shop'))).toEqual(after);
}

export async function takenBack({ swap, before }: TablesWorld, next: Prepared): Promise<void> {
  await next.undo();
  expect(ordered(await swap.truth('shop'))).toEqual(before);
  expect(await swap.tables(next.schemas.old)).toEqual([]);
}

/** At any moment the site finds its tables, and each of them whole: old or new. */
export async function expectServed({ swap, before, after }: TablesWorld): Promise<void> {
  const { tables } = await swap.truth('shop');
  expect(Object.keys(tables)).toEqual(expect.arrayContaining(['audit', 'children', 'parents', 'toys']));
  expect([before.tables['parents']?.checksum, after.tables['parents']?.checksum]).toContain(tables['parents']?.checksum);
  for (const other of ['children', 'audit']) expect(tables[other]?.checksum).toBe(before.tables[other]?.checksum);
}
