import { afterAll, beforeAll, expect, test } from 'vitest';
import { onStatement } from '../swap/on-statement.ts';
import { startSwapLab, type SwapLab } from '../swap/swap-lab.ts';
import { prepareTables } from './tables-lab.ts';

let swap: SwapLab;
beforeAll(async () => {
  swap = await startSwapLab();
});
afterAll(() => swap[Symbol.asyncDispose]());

const SHOP = String.raw`
CREATE TABLE customers (id int PRIMARY KEY AUTO_INCREMENT, email varchar(80) CHARACTER SET latin1 NOT NULL, domain varchar(80) GENERATED ALWAYS AS (substring_index(email, '@', -1)) VIRTUAL,
  up int, score double, UNIQUE KEY mail (email), CONSTRAINT referred FOREIGN KEY (up) REFERENCES customers (id));
CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL, total decimal(10,2), note text,
  CONSTRAINT order_customer FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE);
CREATE TABLE items (order_id int, position int, what varchar(40), PRIMARY KEY (order_id, position),
  CONSTRAINT item_order FOREIGN KEY (order_id) REFERENCES orders (id));
CREATE TABLE stock (id int PRIMARY KEY, n int NOT NULL);
CREATE TABLE heap (a int, b int);
INSERT INTO customers (id, email, up, score) VALUES (0, 'zero@x', NULL, 0.1), (1, 'A@x', NULL, 1e-300), (2, 'ü@y', 3, 0.333333333333333333), (3, 'c@x', 1, NULL), (4, 'd@x', 2, 4);
INSERT INTO orders SELECT seq, 1 + seq MOD 4, seq / 3, repeat('x', seq MOD 50) FROM seq_1_to_2500;
INSERT INTO items SELECT seq, 1, concat('thing ', seq) FROM seq_1_to_2500;
INSERT INTO stock VALUES (1, 100);
DELIMITER //
CREATE TRIGGER items_stock AFTER INSERT ON items FOR EACH ROW UPDATE stock SET n = n - 1//
CREATE TRIGGER items_back AFTER DELETE ON items FOR EACH ROW UPDATE stock SET n = n + 1//
DELIMITER ;
`;

async function prepared(database: string, later: string, choices: Parameters<typeof prepareTables>[2]) {
  await swap.database(database, `SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0;\n${SHOP}`);
  const dump = await swap.dump(database);
  await swap.lab.mariadb.script(later, { database });
  const before = await swap.truth(database);
  return { dump, before, step: await prepareTables(swap, dump, choices) };
}

/** The next number AUTO_INCREMENT gives does not go back. */
function numberless<T extends { readonly create: string }>(table: T | undefined): T | undefined {
  return table && { ...table, create: table.create.replace(/ AUTO_INCREMENT=\d+/, '') };
}

test('rows that were deleted come back over three tables, no trigger counts them again, and what is new or changed stays', async () => {
  const { step, before } = await prepared(
    'merged',
    `DELETE FROM items WHERE order_id > 500 OR order_id MOD 4 IN (1, 3); DELETE FROM orders WHERE id > 500 OR customer_id IN (2, 4); SET foreign_key_checks = 0; DELETE FROM customers WHERE id IN (0, 2, 4);
     SET foreign_key_checks = 1; INSERT INTO customers (email) VALUES ('new@x'); INSERT INTO orders VALUES (9000, 1, 1, 'new'); UPDATE orders SET note = 'changed' WHERE id = 4;`,
    { customers: 'merge', orders: 'merge', items: 'merge' },
  );
  expect(await step.run()).toBeUndefined();
  const sql = (text: string) => swap.lab.mariadb.sql(text, { database: 'merged' });
  expect(await sql('SELECT COUNT(*) AS n FROM orders')).toEqual([{ n: '2501' }]);
  expect(await sql('SELECT COUNT(*) AS n FROM items')).toEqual([{ n: '2500' }]);
  expect(await sql("SELECT id, email, up, score FROM customers WHERE id IN (0, 2) OR email = 'new@x' ORDER BY id")).toMatchObject([
    { id: 0, email: 'zero@x' },
    { id: 2, email: 'ü@y', up: 3 },
    { id: 5, email: 'new@x' },
  ]);
  expect(await sql('SELECT note FROM orders WHERE id = 4')).toEqual([{ note: 'changed' }]);
  const after = await swap.truth('merged');
  expect(after.tables['stock']).toEqual(before.tables['stock']);
  expect(after.triggers).toEqual(before.triggers);
  expect(step.said.join('\n').split('\n')).toContain(
    'orders: 251 rows now, 2,500 rows in the backup; 1 only now, 2,250 only in the backup, 1 in both that differ. The rows only the backup has are added.',
  );
  expect(await step.run()).toBeUndefined();
  expect(await swap.truth('merged')).toEqual(after);
  await step.undo();
  const undone = await swap.truth('merged');
  for (const name of Object.keys(before.tables)) expect(numberless(undone.tables[name])).toEqual(numberless(before.tables[name]));
  expect({ ...undone, tables: {} }).toEqual({ ...before, tables: {} });
  expect(await swap.tables(step.schemas.old)).toEqual([]);
  await step.undo();
  await step.run();
  const again = await swap.truth('merged');
  for (const name of Object.keys(after.tables)) expect(numberless(again.tables[name])).toEqual(numberless(after.tables[name]));
});

test('its undo takes back only rows that nobody has changed since and nobody needs', async () => {
  const { step } = await prepared('changed', 'DELETE FROM items WHERE order_id > 2000; DELETE FROM orders WHERE id > 2000', {
    orders: 'merge',
    items: 'merge',
  });
  await step.run();
  const sql = (text: string) => swap.lab.mariadb.sql(text, { database: 'changed' });
  await sql(
    "UPDATE items SET what = 'changed' WHERE order_id = 2100; UPDATE orders SET note = 'Changed' WHERE id = 2200; INSERT INTO items VALUES (2300, 7, 'new')",
  );
  await step.undo();
  // An order whose item was changed is needed by it.
  expect(await sql('SELECT id FROM orders WHERE id > 2000')).toEqual([{ id: 2100 }, { id: 2200 }, { id: 2300 }]);
  expect(await sql('SELECT order_id, position FROM items WHERE order_id > 2000')).toEqual([
    { order_id: 2100, position: 1 },
    { order_id: 2300, position: 7 },
  ]);
  expect(step.said).toContain('3 rows that were added to orders stayed: changed or deleted since, or needed by other rows.');
});

test('its undo brings the replaced tables back also when a migration has renamed a merged table, and changed the key of another', async () => {
  const { step, before } = await prepared(
    'migrated',
    'DELETE FROM items WHERE order_id > 2000; DELETE FROM customers WHERE id = 0; UPDATE stock SET n = 7',
    { customers: 'merge', items: 'merge', stock: 'replace' },
  );
  await step.run();
  const sql = (text: string) => swap.lab.mariadb.sql(text, { database: 'migrated' });
  await sql('RENAME TABLE items TO order_items');
  await sql('ALTER TABLE customers CHANGE id customer_id int NOT NULL AUTO_INCREMENT');
  await step.undo();
  const { tables, triggers } = await swap.truth('migrated');
  expect(tables['stock']).toEqual(before.tables['stock']);
  expect(tables['order_items']?.rows).toBe(2500);
  expect(tables['customers']?.rows).toBe(5);
  expect(Object.keys(triggers)).toEqual(Object.keys(before.triggers));
  expect(await swap.tables(step.schemas.old)).toEqual([]);
  expect(step.said).toContain(
    'items: the table or its key is not there any more as it was. 500 rows that were added to it were not taken back.',
  );
  expect(step.said).toContain(
    'customers: the table or its key is not there any more as it was. One row that was added to it was not taken back.',
  );
  await step.undo();
  expect((await swap.truth('migrated')).tables['stock']).toEqual(before.tables['stock']);
});

test('its undo leaves the triggers of a merged table as a migration left them', async () => {
  const { step, before } = await prepared('untriggered', 'DELETE FROM items WHERE order_id > 2000; UPDATE stock SET n = 7', {
    items: 'merge',
    stock: 'replace',
  });
  await step.run();
  await swap.lab.mariadb.script('DROP TRIGGER items_stock; DROP TRIGGER items_back; ALTER TABLE stock DROP COLUMN n', {
    database: 'untriggered',
  });
  await step.undo();
  const { tables, triggers } = await swap.truth('untriggered');
  expect(triggers).toEqual({});
  expect(tables['items']).toEqual(before.tables['items']);
  expect(tables['stock']).toEqual(before.tables['stock']);
});

test('its undo goes on with the other merged tables when one was dropped', async () => {
  const { step, before } = await prepared('dropped', 'DELETE FROM items WHERE order_id > 2000; DELETE FROM orders WHERE id > 2000', {
    orders: 'merge',
    items: 'merge',
  });
  await step.run();
  await swap.lab.mariadb.sql('DROP TABLE items', { database: 'dropped' });
  await step.undo();
  const { tables, triggers } = await swap.truth('dropped');
  expect(tables['orders']).toEqual(before.tables['orders']);
  expect(triggers).toEqual({});
  expect(await swap.tables(step.schemas.old)).toEqual([]);
});

test('cancelled in the middle, nothing of it is left, and a line that is lost is taken up again', async () => {
  const later = 'DELETE FROM items WHERE order_id > 100; DELETE FROM orders WHERE id > 100';
  const { step, before, dump } = await prepared('cut_off', later, { orders: 'merge', items: 'merge' });
  const cancel = new AbortController();
  const end = onStatement((_count, sql) => {
    if (/INSERT INTO `cut_off`.`items`/.test(sql)) cancel.abort(new Error('cancelled'));
  });
  await expect(step.run({ signal: cancel.signal })).rejects.toThrow('cancelled');
  end();
  expect((await swap.truth('cut_off')).tables['orders']).toEqual(dump.truth.tables['orders']);
  await step.undo();
  expect(await swap.truth('cut_off')).toEqual(before);
  let killed = 0;
  const cut = onStatement((count) => {
    if (count % 9 === 0 && killed < 3) killed += Math.sign(swap.lab.sshd.killConnections());
  });
  await step.run();
  cut();
  expect(killed).toBe(3);
  const { tables } = await swap.truth('cut_off');
  expect([tables['orders'], tables['items']]).toEqual([dump.truth.tables['orders'], dump.truth.tables['items']]);
});

test('rows that no key would let in are left out, and said', async () => {
  const { step } = await prepared(
    'kept_out',
    `SET foreign_key_checks = 0; DELETE FROM customers WHERE id IN (2, 3); DELETE FROM orders WHERE customer_id = 2; INSERT INTO customers (email) VALUES ('C@X');`,
    { orders: 'merge', customers: 'merge' },
  );
  // Customer 3 has the mail of a new one; customer 2 was referred by 3, and has orders itself.
  expect(await step.run()).toBe(
    "625 rows of the backup's orders could not be added, because what they refer to is not there or another row has their unique value. 2 rows of the backup's customers could not be added, because what they refer to is not there or another row has their unique value.",
  );
});

test('a table without a primary key, and one that is not there, cannot be merged; aside they can be looked at', async () => {
  const { step, before } = await prepared('without', 'SET foreign_key_checks = 0; DROP TABLE items;', { heap: 'merge', items: 'merge' });
  await expect(step.run()).rejects.toMatchObject({
    code: 'restore.tables-not-possible',
    detail:
      'heap: it has no primary key that both sides have, so no row can be told from another.\nitems: it is not in the live database, so rows cannot be merged into it. Choose to replace it.',
  });
  const aside = await prepareTables(swap, { ...(await swap.dump('without')) }, { heap: 'keep-aside' });
  expect(await aside.run()).toBeUndefined();
  expect(aside.step.plan.touchesLive).toBe(false);
  expect(await swap.truth('without')).toEqual(before);
  expect(await swap.tables(aside.schemas.aside)).toEqual(['heap']);
  await aside.undo();
  expect(await swap.truth('without')).toEqual(before);
});
