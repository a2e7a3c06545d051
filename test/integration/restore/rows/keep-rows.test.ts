import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastRowsStep } from '../../../../src/main/restore/database/rows/last-rows-step.ts';
import { lateRowsStep } from '../../../../src/main/restore/database/rows/late-rows-step.ts';
import { sideRowsOf } from '../../../../src/main/restore/database/rows/side-rows.ts';
import { workSchemas } from '../../../../src/main/restore/database/schema-names.ts';
import { withSession } from '../../../../src/main/restore/database/swap/sign-in.ts';
import { startRowsLab, type RowsLab, type Shop } from './rows-lab.ts';

let rows: RowsLab;
beforeAll(async () => (rows = await startRowsLab()));
afterAll(() => rows[Symbol.asyncDispose]());

const ORDERS = `
  CREATE TABLE orders (id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, what varchar(40) NOT NULL, shout varchar(40) GENERATED ALWAYS AS (UPPER(what)) STORED, created_at datetime(6) NOT NULL) ENGINE=InnoDB;
  INSERT INTO orders (what, created_at) VALUES ('one', '2026-01-01'), ('two', '2026-01-02'), ('three', '2026-01-03')`;

const keep = async (shop: Shop) => lastRowsStep(shop.work()).run(shop.context());
const late = async (shop: Shop) => lateRowsStep(shop.work()).run(shop.context({ step: `late-rows:${shop.name}` }));
const aside = (shop: Shop) => withSession(shop.work(), shop.context(), (session) => sideRowsOf(shop.work(), session));
const schemaThere = async (name: string) =>
  (await rows.lab.mariadb.sql(`SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '${name}'`)).length === 1;

/** A shop with a backup beside it, and what was written to it since. */
async function shopWith(sql: string, since: string, options: Parameters<RowsLab['shop']>[1] = {}): Promise<Shop> {
  const shop = await rows.shop(sql, options);
  await shop.backUp();
  await shop.importAside();
  await shop.run(since);
  return shop;
}

describe('rows that a switch would take away', () => {
  it('lie aside with every value, and nothing else does', async () => {
    const since = `INSERT INTO orders (what, created_at) VALUES ('vier ☃', '2026-01-04 10:00:00.123456'), ('five', '2026-01-05');
      DELETE FROM orders WHERE id = 1; UPDATE orders SET what = 'changed' WHERE id = 2`;
    const shop = await shopWith(ORDERS, since);
    expect(await keep(shop)).toBeUndefined();
    expect(await aside(shop)).toEqual([{ database: shop.name, table: 'orders', rows: 2, putBack: false }]);
    expect(await shop.run('SELECT * FROM orders ORDER BY id', 'side')).toEqual([
      { id: '4', what: 'vier ☃', shout: 'VIER ☃', created_at: '2026-01-04 10:00:00.123456' },
      { id: '5', what: 'five', shout: 'FIVE', created_at: '2026-01-05 00:00:00.000000' },
    ]);
    expect(shop.said.join('\n')).toContain('orders: 1 row differ');
  });

  it('are told apart as the keys of the server tell them: composite, binary, decimal, accents and case', async () => {
    const sql = `
      CREATE TABLE pairs (a int NOT NULL, b varchar(20) COLLATE utf8mb4_unicode_ci NOT NULL, v int, PRIMARY KEY (a, b));
      INSERT INTO pairs VALUES (1, 'Straße', 1), (1, 'x', 1), (2, 'x', 1);
      CREATE TABLE digests (d binary(4) NOT NULL PRIMARY KEY, v int);
      INSERT INTO digests VALUES (x'00ff00ff', 1), (x'27005c00', 2);
      CREATE TABLE prices (p decimal(20,6) NOT NULL, u char(4) CHARACTER SET latin1 COLLATE latin1_german2_ci NOT NULL, PRIMARY KEY (p, u));
      INSERT INTO prices VALUES (1.5, 'EUR'), (99999999999999.000001, 'öre');
      CREATE TABLE slugs (id int, slug varchar(20) COLLATE utf8mb4_bin NOT NULL, UNIQUE KEY (slug), UNIQUE KEY (id));
      INSERT INTO slugs VALUES (NULL, 'a'), (NULL, 'A');
      CREATE TABLE moments (at timestamp(3) NOT NULL, kind enum('z','a') NOT NULL, PRIMARY KEY (at, kind));
      INSERT INTO moments VALUES ('2026-01-01 00:00:00.001', 'z')`;
    const since = `
      UPDATE pairs SET b = 'STRASSE' WHERE b = 'Straße'; INSERT INTO pairs VALUES (1, 'y', 2), (3, 'x', 2);
      INSERT INTO digests VALUES (x'ffffffff', 3), (x'00ff00fe', 4);
      INSERT INTO prices VALUES (1.500001, 'EUR'); UPDATE prices SET u = 'oere' WHERE u = 'öre';
      INSERT INTO slugs VALUES (NULL, 'á');
      INSERT INTO moments VALUES ('2026-01-01 00:00:00.001', 'a'), ('2026-01-01 00:00:00.002', 'z')`;
    const shop = await shopWith(sql, since);
    expect(await keep(shop)).toBeUndefined();
    expect(await shop.run('SELECT a, b FROM pairs ORDER BY a, b', 'side')).toEqual([
      { a: 1, b: 'y' },
      { a: 3, b: 'x' },
    ]);
    expect(await shop.run('SELECT HEX(d) AS d FROM digests ORDER BY d', 'side')).toEqual([{ d: '00FF00FE' }, { d: 'FFFFFFFF' }]);
    expect(await shop.run('SELECT CAST(p AS CHAR) AS p FROM prices', 'side')).toEqual([{ p: '1.500001' }]);
    expect(await shop.run('SELECT slug FROM slugs', 'side')).toEqual([{ slug: 'á' }]);
    expect(await shop.run('SELECT COUNT(*) AS n FROM moments', 'side')).toEqual([{ n: '2' }]);
  });

  it('are found where the key of the backup has another collation, as that one tells them apart', async () => {
    const shop = await rows.shop(
      `CREATE TABLE t (k varchar(20) COLLATE utf8mb4_bin NOT NULL PRIMARY KEY); INSERT INTO t VALUES ('a'), ('b')`,
    );
    await shop.backUp();
    await shop.importAside();
    await shop.run('ALTER TABLE t MODIFY k varchar(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL', 'aside');
    await shop.run(`INSERT INTO t VALUES ('A'), ('C')`);
    expect(await keep(shop)).toBeUndefined();
    expect(await shop.run('SELECT k FROM t', 'side')).toEqual([{ k: 'C' }]);
  });

  it('of tables without a key that are too large to be compared stay with the old data, which is said', async () => {
    const shop = await rows.shop('CREATE TABLE views (path varchar(50)); INSERT INTO views SELECT seq FROM seq_1_to_200001');
    await shop.backUp();
    await shop.importAside();
    await shop.run("INSERT INTO views VALUES ('new')");
    expect(await keep(shop)).toMatch(/views was not compared: .*more than 200,000 rows.*until it is let go/);
    expect(await aside(shop)).toEqual([]);
  });

  it('of tables without a key are counted as often as they occur', async () => {
    const sql = `CREATE TABLE views (path varchar(50), seen date, ratio float, body blob) PARTITION BY HASH (TO_DAYS(seen)) PARTITIONS 3;
      INSERT INTO views VALUES ('/', '2026-01-01', 0.1, x'00'), ('/', '2026-01-01', 0.1, x'00'), (NULL, '2026-01-01', NULL, NULL)`;
    const since = `INSERT INTO views VALUES ('/', '2026-01-01', 0.1, x'00'), (NULL, '2026-01-01', NULL, ''), ('', '2026-01-01', NULL, NULL), ('/new', '2026-01-02', 1e-9, x'ff27')`;
    const shop = await shopWith(sql, since);
    expect(await keep(shop)).toBeUndefined();
    expect(await shop.run("SELECT COALESCE(path, 'null') AS path, HEX(body) AS body FROM views ORDER BY path, body", 'side')).toEqual([
      { path: '', body: null },
      { path: '/', body: '00' },
      { path: '/new', body: 'FF27' },
      { path: 'null', body: '' },
    ]);
  });

  it('come in pieces from large tables, none twice and none left out', async () => {
    const sql = `CREATE TABLE big (a smallint NOT NULL, b int NOT NULL, pad char(20) DEFAULT 'x', PRIMARY KEY (a, b));
      INSERT INTO big (a, b) SELECT seq MOD 7, seq FROM seq_1_to_45000; ANALYZE TABLE big`;
    const shop = await shopWith(sql, 'INSERT INTO big (a, b) SELECT seq MOD 7, -seq FROM seq_1_to_12345; ANALYZE TABLE big');
    expect(await keep(shop)).toBeUndefined();
    expect(await shop.run('SELECT COUNT(*) AS n, MAX(b) AS most FROM big', 'side')).toEqual([{ n: '12345', most: -1 }]);
  });

  it('leave tables alone that the backup does not have, and say which; with tables chosen, only those that are replaced count', async () => {
    const sql = `${ORDERS}; CREATE TABLE other LIKE orders`;
    const since = `CREATE TABLE made_since (id int); INSERT INTO made_since VALUES (1); INSERT INTO other (what, created_at) VALUES ('x', NOW()); INSERT INTO orders (what, created_at) VALUES ('x', NOW())`;
    const whole = await shopWith(sql, since);
    await keep(whole);
    expect((await aside(whole)).map(({ table }) => table)).toEqual(['orders', 'other']);
    expect(whole.said.join('\n')).toContain('made_since');
    const some = await shopWith(sql, since, {
      tables: [
        { name: 'other', action: 'replace' },
        { name: 'orders', action: 'merge' },
      ],
    });
    await keep(some);
    expect((await aside(some)).map(({ table }) => table)).toEqual(['other']);
  });

  it('keep their numbers: the first row after the switch takes none of them', async () => {
    const shop = await shopWith(ORDERS, "INSERT INTO orders (what, created_at) VALUES ('four', NOW()), ('five', NOW())");
    await keep(shop);
    await shop.swap();
    await shop.run("INSERT INTO orders (what, created_at) VALUES ('new', NOW())");
    expect(await shop.run("SELECT CAST(id AS CHAR) AS id FROM orders WHERE what = 'new'")).toEqual([{ id: '6' }]);
  });

  it('that were written, changed or came in the last moment lie aside as they were at the switch, each once', async () => {
    const shop = await shopWith(
      `${ORDERS}; CREATE TABLE log (line varchar(50)); CREATE TABLE counted (n int NOT NULL AUTO_INCREMENT, line text, KEY (n))`,
      "INSERT INTO orders (what, created_at) VALUES ('four', NOW()); INSERT INTO log VALUES ('a'); INSERT INTO counted (line) VALUES ('a'), ('b')",
    );
    await keep(shop);
    await shop.run(
      "INSERT INTO orders (what, created_at) VALUES ('late', NOW()); UPDATE orders SET what = 'four, paid' WHERE id = 4; INSERT INTO log VALUES ('a'), ('b'); INSERT INTO counted (line) VALUES ('c')",
    );
    await shop.swap();
    for (let time = 0; time < 2; time++) expect(await late(shop)).toBeUndefined();
    expect(await shop.run('SELECT what FROM orders ORDER BY id', 'side')).toEqual([{ what: 'four, paid' }, { what: 'late' }]);
    expect(await shop.run('SELECT line FROM log ORDER BY line', 'side')).toEqual([{ line: 'a' }, { line: 'a' }, { line: 'b' }]);
    expect(await shop.run('SELECT n, line FROM counted ORDER BY n', 'side')).toEqual([
      { n: 1, line: 'a' },
      { n: 2, line: 'b' },
      { n: 3, line: 'c' },
    ]);
  });

  it('that came in the last moment are told from new ones that were given the same number', async () => {
    const shop = await shopWith(ORDERS, "INSERT INTO orders (what, created_at) VALUES ('four', NOW())");
    await keep(shop);
    await shop.run("INSERT INTO orders (what, created_at) VALUES ('late', NOW())");
    await shop.swap();
    await shop.run("INSERT INTO orders (what, created_at) VALUES ('new', NOW())");
    expect(await shop.run("SELECT CAST(id AS CHAR) AS id FROM orders WHERE what = 'new'")).toEqual([{ id: '5' }]);
    await late(shop);
    expect(await shop.run('SELECT CAST(id AS CHAR) AS id, what FROM orders ORDER BY id', 'side')).toEqual([
      { id: '4', what: 'four' },
      { id: '5', what: 'late' },
    ]);
  });

  it('are read from where they stay when only the settings of the site change', async () => {
    const shop = await shopWith(ORDERS, "INSERT INTO orders (what, created_at) VALUES ('four', NOW())", { method: 'switch-env' });
    await keep(shop);
    await shop.run("INSERT INTO orders (what, created_at) VALUES ('late', NOW())");
    await late(shop);
    expect(await shop.run('SELECT what FROM orders ORDER BY id', 'side')).toEqual([{ what: 'four' }, { what: 'late' }]);
  });

  it('are kept anew when the step runs again, and are gone with its undo', async () => {
    const shop = await shopWith(ORDERS, "INSERT INTO orders (what, created_at) VALUES ('four', NOW())");
    const { side } = workSchemas(shop.work());
    await keep(shop);
    await shop.run('DELETE FROM orders WHERE id = 4');
    await shop.run("INSERT INTO orders (what, created_at) VALUES ('five', NOW())");
    await keep(shop);
    expect(await shop.run('SELECT what FROM orders', 'side')).toEqual([{ what: 'five' }]);
    const step = lastRowsStep(shop.work());
    for (let time = 0; time < 2; time++) await step.undo?.(shop.context());
    expect(await schemaThere(side)).toBe(false);
    expect(await shop.run('SELECT COUNT(*) AS n FROM orders')).toEqual([{ n: '4' }]);
  });
});

describe('keeping them', () => {
  it('asks for the target first, and changes nothing when it is another one', async () => {
    const shop = await shopWith(ORDERS, "INSERT INTO orders (what, created_at) VALUES ('four', NOW())");
    const refuse = shop.context({
      onConfirm: () => {
        throw new Error('another target');
      },
    });
    await expect(lastRowsStep(shop.work()).run(refuse)).rejects.toThrow('another target');
    expect(await schemaThere(workSchemas(shop.work()).side)).toBe(false);
  });

  it('stops the restore when the account may not make room for them', async () => {
    const shop = await shopWith(ORDERS, "INSERT INTO orders (what, created_at) VALUES ('four', NOW())");
    const { live, aside: imported } = workSchemas(shop.work());
    const { mariadb, site } = rows.lab;
    const user = await mariadb.createUser({ access: 'shared', database: live });
    await mariadb.sql(`GRANT ALL ON \`${imported.replaceAll('_', '\\_')}\`.* TO '${user.name}'@'%'`);
    const context = shop.context();
    const work = { ...shop.work(), source: { ...shop.work().source, user: user.name } };
    const secrets = { ...context.secrets, get: async () => user.password };
    await expect(lastRowsStep(work).run({ ...context, secrets })).rejects.toMatchObject({ code: 'restore.rows-not-kept' });
    expect(site.user.name).not.toBe(user.name);
  });

  it('passes by a table that is damaged, says so, and keeps the rows of all others', async () => {
    const shop = await shopWith(
      `${ORDERS}; CREATE TABLE weak (id int PRIMARY KEY); INSERT INTO weak VALUES (1)`,
      "INSERT INTO orders (what, created_at) VALUES ('four', NOW()); INSERT INTO weak VALUES (2)",
    );
    await shop.run('ALTER TABLE weak DISCARD TABLESPACE', 'aside');
    expect(await keep(shop)).toMatch(/weak was not compared: .*They|weak was not compared: .*Their rows stay/);
    expect((await aside(shop)).map(({ table }) => table)).toEqual(['orders']);
  });

  describe('half way', () => {
    const sql = `CREATE TABLE big (id int NOT NULL PRIMARY KEY, pad char(200) DEFAULT 'x'); INSERT INTO big (id) SELECT seq FROM seq_1_to_10; ANALYZE TABLE big`;
    const since = 'INSERT INTO big (id) SELECT seq FROM seq_11_to_60000; ANALYZE TABLE big';
    const kept = async (shop: Shop) => Number((await shop.run('SELECT COUNT(*) AS n FROM big', 'side').catch(() => []))[0]?.['n'] ?? 0);
    const whenSomeAreKept = (shop: Shop) => expect.poll(() => kept(shop), { timeout: 15_000, interval: 5 }).toBeGreaterThan(0);

    it('ends at once when it is cancelled, and begins anew afterwards', async () => {
      const shop = await shopWith(sql, since);
      const cancel = new AbortController();
      const running = Promise.resolve(lastRowsStep(shop.work()).run(shop.context({ signal: cancel.signal })));
      const ended = running.catch((error: unknown) => error);
      await whenSomeAreKept(shop);
      cancel.abort(new Error('cancelled'));
      expect(await ended).toMatchObject({ message: 'cancelled' });
      expect(await kept(shop)).toBeLessThan(59_990);
      await keep(shop);
      expect(await kept(shop)).toBe(59_990);
    });

    it('says so when the server ends its session, and begins anew afterwards', async () => {
      const shop = await shopWith(sql, since);
      const ended = keep(shop).catch((error: unknown) => error);
      await whenSomeAreKept(shop);
      const { mariadb, site } = rows.lab;
      for (const { id } of await mariadb.sql(`SELECT id FROM information_schema.PROCESSLIST WHERE user = '${site.user.name}'`))
        await mariadb.sql(`KILL CONNECTION ${String(id)}`);
      expect(await ended).toMatchObject({ code: expect.stringMatching(/^database\./) });
      expect(await kept(shop)).toBeLessThan(59_990);
      await keep(shop);
      expect(await kept(shop)).toBe(59_990);
    });
  });
});
