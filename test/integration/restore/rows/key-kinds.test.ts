import { afterAll, beforeAll, expect, it } from 'vitest';
import { lastRowsStep } from '../../../../src/main/restore/database/rows/last-rows-step.ts';
import { keyPieces } from '../../../../src/main/restore/database/rows/missing-rows.ts';
import { pairOf } from '../../../../src/main/restore/database/rows/pair-tables.ts';
import { putBackRows } from '../../../../src/main/restore/database/rows/put-back-rows.ts';
import { quotedTable, readShapes } from '../../../../src/main/restore/database/rows/table-shapes.ts';
import { withSession } from '../../../../src/main/restore/database/swap/sign-in.ts';
import { never } from '../../servers/lab-servers.ts';
import { startRowsLab, type RowsLab } from './rows-lab.ts';

let rows: RowsLab;
beforeAll(async () => (rows = await startRowsLab()));
afterAll(() => rows[Symbol.asyncDispose]());

/** A type of a key, and values of it from the least to the greatest. */
const KINDS: readonly (readonly [string, readonly string[]])[] = [
  ['tinyint', ['-128', '-1', '0', '1', '127']],
  ['bigint unsigned', ['0', '9007199254740993', '9007199254740994', '18446744073709551614', '18446744073709551615']],
  ['decimal(30,10)', ['-99999999999999999999.0000000001', '0', '0.0000000001', '1.5', '99999999999999999999.9999999999']],
  ['double', ['-1e300', '-0.1', '0', '0.1', '1e300']],
  ['double AUTO_INCREMENT', ['-1', '0.5', '1', '2', '3']],
  ['bit(64)', ["b'0'", "b'1'", "b'10'", "b'11'", '18446744073709551615']],
  ['year', ['1901', '1999', '2000', '2026', '2155']],
  ['date', ["'0000-00-00'", "'1000-01-01'", "'2026-01-01'", "'2026-01-02'", "'9999-12-31'"]],
  ['time(6)', ["'-838:59:59'", "'-00:00:00.000001'", "'00:00:00'", "'00:00:00.000001'", "'838:59:59.999999'"]],
  [
    'datetime(6)',
    ["'1000-01-01 00:00:00'", "'2026-01-01 00:00:00.000001'", "'2026-01-01 00:00:00.000002'", "'2026-06-01'", "'9999-12-31'"],
  ],
  [
    'timestamp(3)',
    ["'1970-01-02 00:00:00'", "'2026-03-29 01:30:00.001'", "'2026-03-29 01:30:00.002'", "'2026-10-25 01:30:00'", "'2037-01-01'"],
  ],
  ["enum('z','a','m','','it''s')", ["'z'", "'a'", "'m'", "''", "'it''s'"]],
  ["set('z','a','m')", ["''", "'z'", "'a'", "'z,a'", "'m'"]],
  ['varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci', ["''", "'a''\\\\'", "'B'", "'ß'", "'☃'"]],
  ['varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin', ["''", "'A'", "'a'", "'a b'", "'🙂'"]],
  ['char(5) CHARACTER SET latin1 COLLATE latin1_german2_ci', ["''", "'a'", "'ad'", "'ä'", "'af'"]],
  ['varchar(20) CHARACTER SET utf16 COLLATE utf16_bin', ["''", "'a'", "'ä'", "'€'", "'🙂'"]],
  ['varchar(20) CHARACTER SET sjis', ["''", "'a'", "'b'", "'c'", "'d'"]],
  ['binary(4)', ["x''", "x'00000001'", "x'27'", "x'5c27'", "x'ffffffff'"]],
  ['varbinary(8)', ["x''", "x'00'", "x'0000'", "x'27'", "x'ff'"]],
  ['uuid', ["'00000000-0000-0000-0000-000000000000'", "'123e4567-e89b-12d3-a456-426655440000'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"]],
  ['inet6', ["'::'", "'::1'", "'2001:db8::ff00:42:8329'", "'ffff::'"]],
];

it.each(KINDS)('rows with a key of %s are found one by one, kept and put back', async (type, values) => {
  const sql = `SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'; CREATE TABLE one (k ${type} NOT NULL PRIMARY KEY, v int); CREATE TABLE two (n tinyint NOT NULL, k ${type} NOT NULL, v int, PRIMARY KEY (n, k), KEY (k))`;
  const shop = await rows.shop(sql);
  await shop.backUp();
  await shop.importAside();
  await shop.run(
    `SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'; ${values.map((value, n) => `INSERT INTO one VALUES (${value}, ${n}); INSERT INTO two VALUES (1, ${value}, ${n}), (2, ${value}, ${n})`).join(';')}`,
  );
  await withSession(shop.work(), shop.context(), async (session) => {
    const live = await readShapes(session, shop.name);
    for (const shape of live.tables.values()) {
      const seen: number[] = [];
      const pair = pairOf(shape, shape);
      for await (const { range, missing, changed } of keyPieces(session, pair, () => null, never, 1)) {
        expect([missing, changed]).toEqual([0, 0]);
        for (const row of await session.query(`SELECT v FROM ${quotedTable(shape)} AS l WHERE ${range}`)) seen.push(Number(row['v']));
      }
      const once = values.map((_, n) => n);
      const expected = shape.name === 'one' ? once : once.flatMap((n) => [n, n]);
      expect(seen.toSorted((a, b) => a - b)).toEqual(expected);
    }
  });
  const checksum = async () => (await shop.run('CHECKSUM TABLE one, two')).map((row) => row['Checksum']);
  const before = await checksum();
  expect(await lastRowsStep(shop.work()).run(shop.context())).toBeUndefined();
  await shop.swap();
  expect((await putBackRows(shop.work(), shop.context(), ['one', 'two'])).every(({ putBack }) => putBack)).toBe(true);
  expect(await checksum()).toEqual(before);
});

it('tables of every make are kept and put back: versioned, with invisible and computed columns, checks and parts', async () => {
  const shop = await rows.shop(`
    CREATE TABLE versioned (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, v int) WITH SYSTEM VERSIONING;
    CREATE TABLE told (id int PRIMARY KEY, v int, since timestamp(6) GENERATED ALWAYS AS ROW START, till timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (since, till)) WITH SYSTEM VERSIONING;
    CREATE TABLE hidden (id int PRIMARY KEY, secret int INVISIBLE DEFAULT 5, j longtext CHECK (json_valid(j)), twice int AS (id * 2) VIRTUAL, UNIQUE KEY (twice), CHECK (id > 0));
    CREATE TABLE parts (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (YEAR(at)) (PARTITION a VALUES LESS THAN (2026), PARTITION b VALUES LESS THAN MAXVALUE);
    CREATE TABLE squeezed (id int PRIMARY KEY, body text) ROW_FORMAT=COMPRESSED;
    CREATE TABLE aria (id int PRIMARY KEY, body text) ENGINE=Aria`);
  await shop.backUp();
  await shop.importAside();
  await shop.run(`
    INSERT INTO versioned (v) VALUES (1), (2); UPDATE versioned SET v = 3 WHERE id = 1;
    INSERT INTO told (id, v) VALUES (1, 1); UPDATE told SET v = 2;
    INSERT INTO hidden (id, secret, j) VALUES (1, 9, '{}');
    INSERT INTO parts VALUES (1, '2020-01-01'), (1, '2027-01-01');
    INSERT INTO squeezed VALUES (1, REPEAT('x', 9000));
    INSERT INTO aria VALUES (1, 'a')`);
  const state = () =>
    shop.run(
      "SELECT (SELECT GROUP_CONCAT(id, ':', v ORDER BY id) FROM versioned) AS a, (SELECT GROUP_CONCAT(id, ':', v) FROM told) AS b, (SELECT GROUP_CONCAT(id, ':', secret, j, twice) FROM hidden) AS c, (SELECT GROUP_CONCAT(id, at ORDER BY at) FROM parts) AS d, (SELECT MD5(body) FROM squeezed) AS e, (SELECT body FROM aria) AS f",
    );
  const before = await state();
  expect(await lastRowsStep(shop.work()).run(shop.context())).toBeUndefined();
  await shop.swap();
  const back = await putBackRows(shop.work(), shop.context(), ['versioned', 'told', 'hidden', 'parts', 'squeezed', 'aria']);
  expect(back.filter(({ putBack }) => !putBack)).toEqual([]);
  expect(await state()).toEqual(before);
});
