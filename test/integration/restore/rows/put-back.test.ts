import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastRowsStep } from '../../../../src/main/restore/database/rows/last-rows-step.ts';
import { putBackRows } from '../../../../src/main/restore/database/rows/put-back-rows.ts';
import { sideRowsOf } from '../../../../src/main/restore/database/rows/side-rows.ts';
import { withSession } from '../../../../src/main/restore/database/swap/sign-in.ts';
import { startRowsLab, type RowsLab, type Shop } from './rows-lab.ts';

let rows: RowsLab;
beforeAll(async () => (rows = await startRowsLab()));
afterAll(() => rows[Symbol.asyncDispose]());

/** A shop after a switch to its backup; rows of `since` lie aside. */
async function switched(sql: string, since: string): Promise<Shop> {
  const shop = await rows.shop(sql);
  await shop.backUp();
  await shop.importAside();
  await shop.run(since);
  await lastRowsStep(shop.work()).run(shop.context());
  await shop.swap();
  shop.said.length = 0;
  return shop;
}
const putBack = (shop: Shop, ...tables: string[]) => putBackRows(shop.work(), shop.context(), tables);
const aside = (shop: Shop) => withSession(shop.work(), shop.context(), (session) => sideRowsOf(shop.work(), session));
const row = (shop: Shop, table: string, count: number, isBack: boolean) => ({ database: shop.name, table, rows: count, putBack: isBack });

const FAMILY = `
  CREATE TABLE customers (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, email varchar(80) NOT NULL, UNIQUE KEY (email)) ENGINE=InnoDB;
  CREATE TABLE orders (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, customer_id int NOT NULL, total decimal(10,2) NOT NULL, with_tax decimal(12,4) GENERATED ALWAYS AS (total * 1.19) STORED,
    CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id)) ENGINE=InnoDB;
  CREATE TABLE categories (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, parent_id int, CONSTRAINT own_parent FOREIGN KEY (parent_id) REFERENCES categories (id)) ENGINE=InnoDB;
  INSERT INTO customers (email) VALUES ('a@example.org');
  INSERT INTO orders (customer_id, total) VALUES (1, 10)`;
const NEWER = `
  INSERT INTO customers (email) VALUES ('b@example.org'), ('c@example.org');
  INSERT INTO orders (customer_id, total) VALUES (1, 20), (2, 30), (3, 40)`;

describe('rows that are put back', () => {
  it('go into their tables with parents before children, whatever the order they are named in, once', async () => {
    const shop = await switched(FAMILY, NEWER);
    expect(await putBack(shop, 'orders', 'customers')).toEqual([row(shop, 'customers', 2, true), row(shop, 'orders', 3, true)]);
    expect(
      await shop.run(
        'SELECT o.id, c.email, CAST(with_tax AS CHAR) AS tax FROM orders o JOIN customers c ON c.id = customer_id ORDER BY o.id',
      ),
    ).toEqual([
      { id: 1, email: 'a@example.org', tax: '11.9000' },
      { id: 2, email: 'a@example.org', tax: '23.8000' },
      { id: 3, email: 'b@example.org', tax: '35.7000' },
      { id: 4, email: 'c@example.org', tax: '47.6000' },
    ]);
    expect(await putBack(shop, 'orders', 'customers')).toEqual([row(shop, 'customers', 2, true), row(shop, 'orders', 3, true)]);
    expect(await shop.run('SELECT COUNT(*) AS n FROM orders')).toEqual([{ n: '4' }]);
    expect(await aside(shop)).toEqual([row(shop, 'customers', 2, true), row(shop, 'orders', 3, true)]);
  });

  it('stay aside where a key is taken or a row they need is not there, and everything else goes in', async () => {
    const shop = await switched(FAMILY, NEWER);
    await shop.run("INSERT INTO customers (id, email) VALUES (77, 'B@example.org')");
    await shop.run('INSERT INTO orders (id, customer_id, total) VALUES (2, 77, 1)');
    expect(await putBack(shop, 'customers', 'orders')).toEqual([row(shop, 'customers', 1, false), row(shop, 'orders', 2, false)]);
    expect(await shop.run('SELECT id, customer_id FROM orders ORDER BY id')).toEqual([
      { id: 1, customer_id: 1 },
      { id: 2, customer_id: 77 },
      { id: 4, customer_id: 3 },
    ]);
    expect(shop.said.join('\n')).toMatch(/customers: 1 put back, 1 stay aside \(of 1 a key is taken\)/);
    expect(shop.said.join('\n')).toMatch(
      /orders: 1 put back, 2 stay aside \(of 1 a key is taken; 1 need rows of other tables that are not there\)/,
    );
    await shop.run('DELETE FROM orders WHERE id = 2; DELETE FROM customers WHERE id = 77');
    expect(await putBack(shop, 'customers', 'orders')).toEqual([row(shop, 'customers', 2, true), row(shop, 'orders', 3, true)]);
  });

  it('that need rows of their own table, or need each other, find their order', async () => {
    const circle = `${FAMILY};
      CREATE TABLE teams (id int PRIMARY KEY, leader_id int) ENGINE=InnoDB; CREATE TABLE people (id int PRIMARY KEY, team_id int, CONSTRAINT in_team FOREIGN KEY (team_id) REFERENCES teams (id)) ENGINE=InnoDB;
      ALTER TABLE teams ADD CONSTRAINT led_by FOREIGN KEY (leader_id) REFERENCES people (id)`;
    const since = `SET foreign_key_checks = 0; INSERT INTO categories VALUES (5, 6), (6, 7), (7, 7), (8, NULL), (9, 8);
      INSERT INTO teams VALUES (1, NULL), (2, 21), (3, 31); INSERT INTO people VALUES (10, 1), (21, 1), (22, 2), (31, 3)`;
    const shop = await switched(circle, since);
    expect(await putBack(shop, 'categories', 'people', 'teams')).toEqual([
      row(shop, 'categories', 5, true),
      row(shop, 'people', 1, false),
      row(shop, 'teams', 1, false),
    ]);
    // Team 3 is led by its own member: neither can come first as long as foreign keys are held.
    expect(await shop.run('SELECT id FROM people', 'side')).toEqual([{ id: 31 }]);
    expect(shop.said.join('\n')).toContain('1 need rows of other tables');
  });

  it('of tables without a key, without transactions or with number zero are neither doubled nor renumbered', async () => {
    const sql = `CREATE TABLE views (path varchar(50)) ENGINE=InnoDB; CREATE TABLE log (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, line text) ENGINE=MyISAM;
      CREATE TABLE zero (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, name text) ENGINE=InnoDB; INSERT INTO views VALUES ('/'), ('/'); INSERT INTO log (line) VALUES ('a')`;
    const since = `SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'; INSERT INTO views VALUES ('/'), ('/'), (NULL); INSERT INTO log (line) VALUES ('b'), ('c'); INSERT INTO zero VALUES (0, 'zero')`;
    const shop = await switched(sql, since);
    for (let time = 0; time < 2; time++) {
      expect(await putBack(shop, 'views', 'log', 'zero')).toEqual([
        row(shop, 'log', 2, true),
        row(shop, 'views', 3, true),
        row(shop, 'zero', 1, true),
      ]);
    }
    expect(await shop.run('SELECT COUNT(*) AS n, COUNT(path) AS p FROM views')).toEqual([{ n: '5', p: '4' }]);
    expect(await shop.run('SELECT id, line FROM log ORDER BY id')).toEqual([
      { id: 1, line: 'a' },
      { id: 2, line: 'b' },
      { id: 3, line: 'c' },
    ]);
    expect(await shop.run('SELECT id, name FROM zero')).toEqual([{ id: 0, name: 'zero' }]);
  });

  it('fire the triggers of the live tables, and what a trigger or a type refuses stays aside', async () => {
    const sql = `CREATE TABLE items (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(60) NOT NULL, gone varchar(10)) ENGINE=InnoDB; CREATE TABLE log (item int) ENGINE=InnoDB`;
    const since = `INSERT INTO items (name) VALUES ${Array.from({ length: 450 }, (_, n) => `('item ${n}')`).join(', ')}, ('forbidden'), ('a name that is longer than the column was in the backup')`;
    const shop = await switched(sql, since);
    await shop.run('ALTER TABLE items MODIFY name varchar(20) NOT NULL, DROP COLUMN gone, ADD COLUMN stock int NOT NULL DEFAULT 7');
    await shop.run(
      "CREATE TRIGGER items_log AFTER INSERT ON items FOR EACH ROW BEGIN IF NEW.name = 'forbidden' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not allowed here'; END IF; INSERT INTO log VALUES (NEW.id); END",
    );
    expect(await putBack(shop, 'items')).toEqual([row(shop, 'items', 2, false)]);
    expect(await shop.run('SELECT COUNT(*) AS n, SUM(stock) AS stock FROM items')).toEqual([{ n: '450', stock: '3150' }]);
    expect(await shop.run('SELECT COUNT(*) AS n FROM log')).toEqual([{ n: '450' }]);
    expect(shop.said.join('\n')).toMatch(/2 were refused: .*not allowed here/);
    expect(shop.said.join('\n')).toContain('no column gone');
  });

  it('stay aside, all others go in, while somebody else is at work on a row they need', async () => {
    const shop = await switched(FAMILY, NEWER);
    const holder = await rows.lab.mariadb.connect({ database: shop.name });
    await holder.query('START TRANSACTION; UPDATE customers SET email = CONCAT(email, "x") WHERE id = 1');
    expect(await putBack(shop, 'orders', 'customers')).toEqual([row(shop, 'customers', 2, true), row(shop, 'orders', 3, false)]);
    expect(shop.said.join('\n')).toContain('Lock wait timeout');
    await holder.query('COMMIT');
    await holder.end();
    expect(await putBack(shop, 'orders')).toEqual([row(shop, 'orders', 3, true)]);
  });

  it('count as put back where somebody has written the very same row meanwhile', async () => {
    const shop = await switched(FAMILY, NEWER);
    await shop.run("INSERT INTO customers (id, email) VALUES (2, 'b@example.org'), (3, 'C@example.org')");
    expect(await putBack(shop, 'customers')).toEqual([row(shop, 'customers', 1, false)]);
    expect(await shop.run('SELECT email FROM customers', 'side')).toEqual([{ email: 'c@example.org' }]);
  });

  it('are asked for in vain once they were let go of', async () => {
    const shop = await switched(FAMILY, NEWER);
    await lastRowsStep(shop.work()).undo?.(shop.context());
    await expect(putBack(shop, 'orders')).rejects.toMatchObject({
      code: 'restore.side-rows-gone',
      detail: expect.stringContaining('orders'),
    });
  });

  it('stay aside when the target is another one by now', async () => {
    const shop = await switched(FAMILY, NEWER);
    const refuse = shop.context({
      onConfirm: () => {
        throw new Error('another target');
      },
    });
    await expect(putBackRows(shop.work(), refuse, ['customers'])).rejects.toThrow('another target');
    expect((await aside(shop)).length).toBe(2);
  });

  it('are either in their table or aside when the server ends the session in the middle', async () => {
    const sql = 'CREATE TABLE big (id int NOT NULL PRIMARY KEY, pad char(200)) ENGINE=InnoDB';
    const shop = await switched(sql, "INSERT INTO big SELECT seq, 'x' FROM seq_1_to_20000");
    const count = async (schema: 'live' | 'side') => Number((await shop.run('SELECT COUNT(*) AS n FROM big', schema))[0]?.['n']);
    const ended = putBack(shop, 'big').catch((error: unknown) => error);
    await expect.poll(() => count('live'), { timeout: 15_000, interval: 5 }).toBeGreaterThan(0);
    const { mariadb, site } = rows.lab;
    for (const { id } of await mariadb.sql(`SELECT id FROM information_schema.PROCESSLIST WHERE user = '${site.user.name}'`))
      await mariadb.sql(`KILL CONNECTION ${String(id)}`);
    expect(await ended).toMatchObject({ code: expect.stringMatching(/^database\./) });
    expect((await count('live')) + (await count('side'))).toBe(20_000);
    expect(await putBack(shop, 'big')).toEqual([row(shop, 'big', 20_000, true)]);
    expect(await count('live')).toBe(20_000);
  });
});
