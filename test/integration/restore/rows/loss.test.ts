import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countTables } from '../../../../src/main/restore/database/rows/count-tables.ts';
import { databaseLoss } from '../../../../src/main/restore/database/rows/database-loss.ts';
import { lastRowsStep } from '../../../../src/main/restore/database/rows/last-rows-step.ts';
import { lateRowsStep } from '../../../../src/main/restore/database/rows/late-rows-step.ts';
import { liveTables } from '../../../../src/main/restore/database/rows/live-tables.ts';
import { putBackRows } from '../../../../src/main/restore/database/rows/put-back-rows.ts';
import { sideRowsOf } from '../../../../src/main/restore/database/rows/side-rows.ts';
import { readShapes } from '../../../../src/main/restore/database/rows/table-shapes.ts';
import { undoLoss } from '../../../../src/main/restore/database/rows/undo-loss.ts';
import { withSession } from '../../../../src/main/restore/database/swap/sign-in.ts';
import type { TableLoss } from '../../../../src/shared/model/restore.ts';
import { never } from '../../servers/lab-servers.ts';
import { startRowsLab, type RowsLab, type Shop } from './rows-lab.ts';

let rows: RowsLab;
beforeAll(async () => (rows = await startRowsLab()));
afterAll(() => rows[Symbol.asyncDispose]());

const loss = (shop: Shop) => databaseLoss(shop.work(), shop.context(), never);
const of = (tables: readonly TableLoss[], name: string) => tables.find(({ table }) => table === name);

const SHOP = `
  CREATE TABLE orders (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, note text, updated_at timestamp NULL, created_at datetime(6) NOT NULL, total decimal(8,2) GENERATED ALWAYS AS (7) VIRTUAL);
  INSERT INTO orders (note, created_at) VALUES ('it''s; (''2031-01-01''),\\\\', '2026-03-01 10:00:00.000001'), ('x', '2026-03-02 11:00:00');
  CREATE TABLE visits (at timestamp NOT NULL); INSERT INTO visits VALUES ('2026-03-01 00:00:00');
  CREATE TABLE dropped (id int PRIMARY KEY, made_on date); INSERT INTO dropped VALUES (1, '2026-01-01');
  CREATE TABLE plain (id int PRIMARY KEY); INSERT INTO plain VALUES (1), (2), (3)`;

describe('the loss preview', () => {
  it('shows rows and the newest record of both sides, tables of one side, and tells nothing it does not know', async () => {
    const shop = await rows.shop(SHOP);
    await shop.backUp();
    await shop.run(
      `INSERT INTO orders (created_at) VALUES ('2026-03-09 12:00:00'); DELETE FROM plain WHERE id > 1; DROP TABLE dropped; CREATE TABLE made (id int, created_at date)`,
    );
    const { tables, unknown } = await loss(shop);
    expect(unknown).toEqual([]);
    expect(tables).toEqual([
      { table: 'dropped', rowsNow: null, rowsBackup: 1, estimated: false, timeColumn: null, newestNow: null, newestBackup: null },
      { table: 'made', rowsNow: 0, rowsBackup: null, estimated: false, timeColumn: 'created_at', newestNow: null, newestBackup: null },
      {
        table: 'orders',
        rowsNow: 3,
        rowsBackup: 2,
        estimated: false,
        timeColumn: 'created_at',
        newestNow: '2026-03-09 12:00:00.000000',
        newestBackup: '2026-03-02 11:00:00.000000',
      },
      { table: 'plain', rowsNow: 1, rowsBackup: 3, estimated: false, timeColumn: null, newestNow: null, newestBackup: null },
      {
        table: 'visits',
        rowsNow: 1,
        rowsBackup: 1,
        estimated: false,
        timeColumn: 'at',
        newestNow: '2026-03-01 00:00:00',
        newestBackup: '2026-03-01 00:00:00',
      },
    ]);
  });

  it('counts only chosen tables', async () => {
    const shop = await rows.shop(SHOP, { tables: [{ name: 'orders', action: 'merge' }] });
    await shop.backUp();
    expect((await loss(shop)).tables.map(({ table }) => table)).toEqual(['orders']);
  });

  it('says why when the dump is too large, or no place gives it, and shows everything else', async () => {
    const shop = await rows.shop(SHOP);
    await shop.backUp();
    const large = await databaseLoss({ ...shop.work(), artifact: { ...shop.work().artifact, bytes: 2 ** 40 } }, shop.context(), never);
    expect(large.unknown.join()).toContain('too large');
    const away = await databaseLoss({ ...shop.work(), copies: [] }, shop.context(), never);
    expect(away.unknown.join()).toContain('no place has it at hand');
    expect(of(away.tables, 'orders')).toMatchObject({ rowsNow: 2, rowsBackup: 2, newestBackup: null });
  });

  it('shows the estimate of the server where counting would take too long, and the newest row only where an index leads to it', async () => {
    const shop =
      await rows.shop(`CREATE TABLE a (id int PRIMARY KEY, created_at date, KEY (created_at)); INSERT INTO a SELECT seq, '2026-02-03' FROM seq_1_to_500;
      CREATE TABLE b (id int PRIMARY KEY, created_at date); INSERT INTO b SELECT seq, '2026-02-03' FROM seq_1_to_500; ANALYZE TABLE a, b`);
    await shop.backUp();
    let time = 0;
    const counted = await withSession(shop.work(), shop.context(), async (session) => {
      const { tables } = await readShapes(session, shop.name);
      return countTables(session, [...tables.values()], never, () => (time += 31_000));
    });
    expect(counted.tables.map(({ shape, estimated, newest }) => [shape.name, estimated, newest])).toEqual([
      ['a', true, '2026-02-03'],
      ['b', true, null],
    ]);
    for (const { rows: count } of counted.tables) expect(count).toBeGreaterThan(0);
    expect(counted.unknown.join('\n')).toMatch(
      /a, b: the figures of the server.*burden the site\.\nThe newest row of b was not read: no index leads to created_at/,
    );
  });

  it('lets a table be altered while it counts others, and ends with the signal', async () => {
    const shop = await rows.shop(SHOP);
    await shop.backUp();
    await Promise.all([loss(shop), shop.run('ALTER TABLE plain ADD COLUMN more int')]);
    const cancel = new AbortController();
    const counting = databaseLoss(shop.work(), shop.context(), cancel.signal);
    cancel.abort(new Error('closed'));
    await expect(counting).rejects.toThrow('closed');
  });

  it('needs no more than a reading account, and shows the practice site as it is', async () => {
    const shop = await rows.practice();
    await shop.backUp();
    const user = await rows.lab.mariadb.createUser({ access: 'read-only', database: shop.name });
    const work = { ...shop.work(), source: { ...shop.work().source, user: user.name } };
    const secrets = { ...shop.context().secrets, get: async () => user.password };
    const { tables, unknown } = await databaseLoss(work, { ...shop.context(), secrets }, never);
    expect(unknown).toEqual([]);
    for (const { table, rowsNow, rowsBackup, newestNow, newestBackup } of tables)
      expect({ table, rowsNow, newestNow }).toEqual({ table, rowsNow: rowsBackup, newestNow: newestBackup });
    expect(of(tables, 'orders')?.timeColumn).toBe('placed_at');
    const names = await withSession(shop.work(), shop.context(), (session) => liveTables(session, shop.name));
    expect(names.map(({ name }) => name).toSorted()).toEqual(tables.map(({ table }) => table).toSorted());
  });
});

describe('what an undo would take away', () => {
  it('is what came since the switch: not what the backup brought back, and not what was put back', async () => {
    const shop = await rows.shop(
      `${SHOP}; CREATE TABLE words (word varchar(20) NOT NULL PRIMARY KEY); INSERT INTO words VALUES ('a'), ('b')`,
    );
    await shop.backUp();
    await shop.importAside();
    await shop.run(
      "DELETE FROM orders WHERE id = 1; DELETE FROM words WHERE word = 'a'; INSERT INTO orders (created_at) VALUES ('2026-03-05')",
    );
    await lastRowsStep(shop.work()).run(shop.context());
    await shop.swap();
    await lateRowsStep(shop.work()).run(shop.context({ step: `late-rows:${shop.name}` }));
    expect((await undoLoss(shop.work(), shop.context())).tables).toEqual([]);
    await putBackRows(shop.work(), shop.context(), ['orders']);
    expect((await undoLoss(shop.work(), shop.context())).tables).toEqual([]);
    await shop.run(
      "INSERT INTO orders (created_at) VALUES ('2026-03-20'), ('2026-03-21'); INSERT INTO words VALUES ('new'); CREATE TABLE made (id int); INSERT INTO made VALUES (1)",
    );
    const { tables, unknown } = await undoLoss(shop.work(), shop.context());
    expect(unknown).toEqual([]);
    expect(of(tables, 'orders')).toEqual({
      table: 'orders',
      rowsNow: 5,
      rowsBackup: 3,
      estimated: false,
      timeColumn: 'created_at',
      newestNow: '2026-03-21 00:00:00.000000',
      newestBackup: '2026-03-05 00:00:00.000000',
    });
    expect(of(tables, 'words')).toMatchObject({ rowsNow: 3, rowsBackup: 2, estimated: true });
    expect(of(tables, 'made')).toMatchObject({ rowsNow: 1, rowsBackup: null });
    expect(tables.length).toBe(3);
  });
});

it('is told by numbers of rows where the backup went in place, and by the schema from before where only the settings changed', async () => {
  const placed = await rows.shop(SHOP, { method: 'in-place' });
  await placed.backUp();
  await placed.run('INSERT INTO plain VALUES (9)');
  const inPlace = await undoLoss(placed.work(), placed.context());
  expect(inPlace.tables).toEqual([
    { table: 'plain', rowsNow: 4, rowsBackup: 3, estimated: true, timeColumn: null, newestNow: null, newestBackup: null },
  ]);
  expect(inPlace.unknown.join()).toContain('nothing is left to compare with');
  const pointed = await rows.shop(SHOP, { method: 'switch-env' });
  await pointed.backUp();
  await pointed.importAside();
  await pointed.run('DELETE FROM plain WHERE id = 1');
  await lastRowsStep(pointed.work()).run(pointed.context());
  await pointed.run("INSERT INTO plain VALUES (9); INSERT INTO orders (created_at) VALUES ('2026-04-01')", 'aside');
  const { tables } = await undoLoss(pointed.work(), pointed.context());
  expect(tables.length).toBe(2);
  expect(of(tables, 'orders')).toMatchObject({ rowsNow: 3, rowsBackup: 2, estimated: false });
  expect(of(tables, 'plain')).toMatchObject({ rowsNow: 4, rowsBackup: 3, estimated: true });
});

it('the rows of a whole practice site survive its restore and come back, generated columns, bytes and all', async () => {
  const shop = await rows.practice();
  await shop.backUp();
  await shop.importAside();
  await shop.run(`
    INSERT INTO customers (uuid, name, email, preferences, flags, balance, created_at) VALUES ('', 'Ünal ☃', 'Late@Example.org', '{"a": 1}', b'101', 1.000001, '2026-10-01 00:00:00.000009');
    INSERT INTO orders (customer_id, state, total, placed_at) VALUES (LAST_INSERT_ID(), 'paid', 9.99, '2026-10-01 10:00:00');
    INSERT INTO order_items (order_id, position, product_id, quantity, unit_price) SELECT MAX(o.id), 1, MIN(p.id), 2, 4.5 FROM orders o, products p;
    INSERT INTO attachments (file_name, content, digest) VALUES ('x', x'00ff27005c', UNHEX(SHA2('x', 256)));
    INSERT INTO page_views VALUES ('/late', NULL, '2026-10-01'), ('/late', NULL, '2026-10-01');
    INSERT INTO activity_log (message, logged_at) VALUES ('late', '2026-10-01');
    INSERT INTO places (spot) VALUES (POINT(1, 2));
    INSERT INTO \`odd \`\`name\` VALUES (-1, 'x', 3)`);
  const checksums = async () => {
    const names = (await shop.run("SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'")).map(
      (row) => `\`${String(Object.values(row)[0]).replaceAll('`', '``')}\``,
    );
    return shop.run(`CHECKSUM TABLE ${names.join(', ')}`);
  };
  const before = await checksums();
  expect(await lastRowsStep(shop.work()).run(shop.context())).toBeUndefined();
  await shop.swap();
  const kept = await withSession(shop.work(), shop.context(), (session) => sideRowsOf(shop.work(), session));
  expect(kept.map(({ table, rows: count }) => [table, count])).toEqual([
    ['activity_log', 1],
    ['attachments', 1],
    ['customers', 1],
    ['odd `name', 1],
    ['order_items', 1],
    ['orders', 1],
    ['page_views', 2],
    ['places', 1],
  ]);
  const back = await putBackRows(
    shop.work(),
    shop.context(),
    kept.map(({ table }) => table),
  );
  expect(back.every(({ putBack }) => putBack)).toBe(true);
  expect(await checksums()).toEqual(before);
});
