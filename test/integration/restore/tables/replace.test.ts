import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSwapLab, type SwapLab } from '../swap/swap-lab.ts';
import { ordered, prepareTables, withTables } from './tables-lab.ts';

let swap: SwapLab;
beforeAll(async () => {
  swap = await startSwapLab({ site: { media: false } });
});
afterAll(() => swap[Symbol.asyncDispose]());

const NEW_ROWS = `
  INSERT INTO customers (uuid, name, email) VALUES ('', 'New', 'new@example.org');
  INSERT INTO activity_log (message, logged_at) VALUES ('after the backup', '2026-11-26 00:00:00');
  UPDATE products SET price = price + 1 WHERE id < 10;
`;

test('a table that was dropped comes back alone, and all others keep their new rows', async () => {
  const { database } = swap.lab.site;
  const dump = await swap.dump(database);
  await swap.lab.mariadb.script(`${NEW_ROWS} SET foreign_key_checks = 0; DROP TABLE orders;`, { database });
  const before = await swap.truth(database);
  const prepared = await prepareTables(swap, dump, { orders: 'replace' });
  expect(await prepared.run()).toBeUndefined();
  expect(await swap.truth(database)).toEqual(withTables(before, dump.truth, ['orders']));
  expect(prepared.said).toContain(
    'orders: not there now, 9,000 rows in the backup; more is not known: it is not in the live database. It is replaced by the one of the backup.',
  );
  // Foreign keys of others hold again.
  await expect(swap.lab.mariadb.sql('INSERT INTO order_items VALUES (1, 1, 1, 1, 1)', { database })).rejects.toThrow(/foreign key/);
  await prepared.undo();
  expect(await swap.truth(database)).toEqual(before);
  expect(await swap.tables(prepared.schemas.old)).toEqual([]);
  await prepared.run();
  expect(await swap.truth(database)).toEqual(withTables(before, dump.truth, ['orders']));
});

const FAMILY = String.raw`
CREATE TABLE parents (id int PRIMARY KEY AUTO_INCREMENT, name varchar(40) NOT NULL);
CREATE TABLE children (id int PRIMARY KEY AUTO_INCREMENT, parent_id int NOT NULL, up int,
  CONSTRAINT child_parent FOREIGN KEY (parent_id) REFERENCES parents (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT child_up FOREIGN KEY (up) REFERENCES children (id));
CREATE TABLE toys (id int PRIMARY KEY AUTO_INCREMENT, child_id int, CONSTRAINT toy_child FOREIGN KEY (child_id) REFERENCES children (id) ON DELETE SET NULL);
CREATE TABLE audit (id bigint PRIMARY KEY AUTO_INCREMENT, what varchar(80) NOT NULL);
INSERT INTO parents (name) VALUES ('one'), ('two'), ('größer 🙂');
INSERT INTO children (parent_id, up) VALUES (1, NULL), (2, 1), (3, 2);
INSERT INTO toys (child_id) VALUES (1), (2), (3), (NULL);
DELIMITER //
CREATE TRIGGER children_first AFTER INSERT ON children FOR EACH ROW INSERT INTO audit (what) VALUES (concat('child ', NEW.id))//
CREATE TRIGGER children_second AFTER INSERT ON children FOR EACH ROW PRECEDES children_first INSERT INTO audit (what) VALUES ('ä before')//
CREATE TRIGGER parents_name BEFORE INSERT ON parents FOR EACH ROW SET NEW.name = upper(NEW.name)//
CREATE TRIGGER toys_gone AFTER DELETE ON toys FOR EACH ROW INSERT INTO audit (what) VALUES (concat('toy ', OLD.id))//
DELIMITER ;
`;

const GROWN = String.raw`
INSERT INTO parents (name) VALUES ('four');
INSERT INTO children (parent_id) VALUES (4), (4);
INSERT INTO toys (child_id) VALUES (4), (5);
UPDATE parents SET name = 'changed' WHERE id = 1;
DROP TRIGGER children_first;
CREATE TRIGGER children_late BEFORE UPDATE ON children FOR EACH ROW SET NEW.up = NEW.up;
CREATE VIEW family AS SELECT p.name, c.id FROM parents p JOIN children c ON c.parent_id = p.id;
`;

test.each([[['parents']], [['children']], [['toys', 'children', 'parents']]])(
  'replacing %j leaves every foreign key and trigger where it belongs, forward and back, as often as it is asked',
  async (tables) => {
    const name = `family_${tables.join('_')}`;
    await swap.database(name, FAMILY);
    const dump = await swap.dump(name);
    await swap.lab.mariadb.script(GROWN, { database: name });
    const before = ordered(await swap.truth(name));
    const prepared = await prepareTables(swap, dump, Object.fromEntries(tables.map((table) => [table, 'replace'])));
    for (let round = 0; round < 2; round++) {
      for (let again = 0; again < 2; again++) {
        await prepared.run();
        expect(ordered(await swap.truth(name))).toEqual(withTables(before, ordered(dump.truth), tables));
      }
      // Nothing of the old tables binds rows of the live ones any more.
      expect(await keysFrom(prepared.schemas.old)).toEqual([]);
      for (let again = 0; again < 2; again++) {
        await prepared.undo();
        expect(ordered(await swap.truth(name))).toEqual(before);
      }
    }
  },
);

test('rows that lose their parent are counted before and after, and said', async () => {
  await swap.database('orphans', FAMILY);
  const dump = await swap.dump('orphans');
  await swap.lab.mariadb.script(GROWN, { database: 'orphans' });
  const prepared = await prepareTables(swap, dump, { parents: 'replace' });
  expect(await prepared.run()).toBe('2 rows of children refer to rows of parents that are not there (child_parent).');
  expect(prepared.said).toContain('2 rows of children refer to rows of parents that are not in the backup (child_parent).');
  expect(prepared.said).toContain(
    'parents: 4 rows now, 3 rows in the backup; 1 only now, 0 only in the backup, 1 in both that differ. It is replaced by the one of the backup.',
  );
});

test('foreign keys that came after the switch are there again after its undo', async () => {
  await swap.database('later', FAMILY);
  const dump = await swap.dump('later');
  const prepared = await prepareTables(swap, dump, { parents: 'replace' });
  await prepared.run();
  await swap.lab.mariadb.script(
    'CREATE TABLE homes (id int PRIMARY KEY, parent_id int, CONSTRAINT home_of FOREIGN KEY (parent_id) REFERENCES parents (id))',
    { database: 'later' },
  );
  const { homes } = ordered(await swap.truth('later')).tables;
  await prepared.undo();
  expect(ordered(await swap.truth('later')).tables['homes']).toEqual(homes);
  expect(homes?.create).toContain('REFERENCES `parents`');
});

test('a foreign key whose column a migration renamed leads to the table from before after the undo', async () => {
  await swap.database('renamed', FAMILY);
  const dump = await swap.dump('renamed');
  const prepared = await prepareTables(swap, dump, { parents: 'replace' });
  const before = ordered(await swap.truth('renamed')).tables['parents'];
  await prepared.run();
  await swap.lab.mariadb.script('ALTER TABLE children CHANGE parent_id parent_number int NOT NULL', { database: 'renamed' });
  await prepared.undo();
  const { parents, children } = ordered(await swap.truth('renamed')).tables;
  expect(parents).toEqual(before);
  expect(children?.create).toContain('FOREIGN KEY (`parent_number`) REFERENCES `parents` (`id`)');
});

test('a table another database refers to, a trigger whose name is taken, and one of another account are refused before anything changes', async () => {
  const { mariadb } = swap.lab;
  await swap.database('refused', FAMILY);
  const dump = await swap.dump('refused');
  await mariadb.sql(`CREATE DATABASE beyond; CREATE TABLE beyond.t (id int PRIMARY KEY, p int, CONSTRAINT far FOREIGN KEY (p) REFERENCES refused.parents (id));
    DROP TRIGGER refused.children_first; CREATE TRIGGER refused.children_first AFTER DELETE ON refused.toys FOR EACH ROW SET @x = 1`);
  const before = await swap.truth('refused');
  const prepared = await prepareTables(swap, dump, { parents: 'replace', children: 'replace' });
  const refusal = prepared.run();
  await expect(refusal).rejects.toMatchObject({ code: 'restore.tables-not-possible' });
  await expect(refusal).rejects.toThrow(/beyond\.t \(far\)/);
  await expect(refusal).rejects.toThrow('The trigger children_first of the backup has the name of one that toys has now.');
  await prepared.undo();
  expect(await swap.truth('refused')).toEqual(before);
});

test.each([
  // The column is not there: known before anything changes.
  [
    'restore.tables-not-possible',
    'ADD code int NOT NULL UNIQUE',
    /badges refers to parents\.code \(badge_code\), which the backup does not have/,
  ],
  // It is, and nothing tells its rows apart in the backup.
  ['restore.tables-keys-failed', 'ADD UNIQUE (name)', /ADD CONSTRAINT `badge_code`/],
])('a key that a restored table cannot carry any more ends in %s, and everything is as it was', async (code, change, detail) => {
  await swap.database('carried', 'CREATE TABLE parents (id int PRIMARY KEY, name int NOT NULL); INSERT INTO parents VALUES (1, 7);');
  const dump = await swap.dump('carried');
  const column = change.includes('code') ? 'code' : 'name';
  await swap.lab.mariadb.script(
    `ALTER TABLE parents ${change}; CREATE TABLE badges (id int PRIMARY KEY, code int, KEY (code), CONSTRAINT badge_code FOREIGN KEY (code) REFERENCES parents (${column}));`,
    { database: 'carried' },
  );
  const before = await swap.truth('carried');
  const prepared = await prepareTables(swap, dump, { parents: 'replace' });
  await expect(prepared.run()).rejects.toMatchObject({ code, detail: expect.stringMatching(detail) });
  await prepared.undo();
  expect(await swap.truth('carried')).toEqual(before);
});

async function keysFrom(schema: string): Promise<readonly unknown[]> {
  return swap.lab.mariadb.sql(
    `SELECT CONSTRAINT_NAME FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = '${schema}'`,
  );
}
