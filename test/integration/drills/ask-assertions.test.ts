import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askAssertion } from '../../../src/main/drills/ask-assertions.ts';
import { openLocalSession, type DatabaseSession } from '../../../src/main/sites/database-session.ts';
import type { Assertion } from '../../../src/shared/model/drill.ts';
import { startMariadb, type Mariadb } from '../../lab/mariadb.ts';
import { never, problemOf } from '../servers/lab-servers.ts';

const BACKUP_AT = '2023-05-01T12:00:00.000Z';
let mariadb: Mariadb;
let session: DatabaseSession;

beforeAll(async () => {
  mariadb = await startMariadb();
  await mariadb.createDatabase('shop');
  await mariadb.script(
    `CREATE TABLE orders (id INT PRIMARY KEY, placed_at DATETIME, at TIMESTAMP NULL) ENGINE=InnoDB;
     INSERT INTO orders VALUES (1, '2023-05-01 08:00:00', '2023-05-01 08:00:00'), (2, NULL, NULL);
     CREATE SEQUENCE numbers;
     DELIMITER //
     CREATE FUNCTION sneaky() RETURNS INT DETERMINISTIC MODIFIES SQL DATA BEGIN INSERT INTO orders VALUES (99, NULL, NULL); RETURN 1; END//`,
    { database: 'shop' },
  );
  const { socket, admin } = mariadb;
  const address = { host: 'localhost', port: 3306, socket };
  session = await openLocalSession({ database: 'shop', address, user: admin.name, password: admin.password }, never);
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await mariadb.stop();
});

const asked = (changes: Partial<Assertion>) =>
  askAssertion(
    session,
    { title: 'it', database: null, sql: 'SELECT COUNT(*) FROM orders', comparison: 'equals', expected: '2', ...changes },
    BACKUP_AT,
    ['live_shop'],
  );

describe('a condition', () => {
  it('is told by the one value of the first row', async () => {
    expect(await asked({})).toMatchObject({ found: '2', ok: true });
    expect(await asked({ sql: 'SELECT id FROM orders ORDER BY id DESC', expected: '2' })).toMatchObject({ found: '2', ok: true });
    expect((await problemOf(asked({ sql: 'SELECT id, 7 FROM orders' }))).code).toBe('drill.assertion-refused');
    expect(await asked({ sql: 'SELECT id FROM orders WHERE id = 5' })).toMatchObject({ found: 'nothing', ok: false });
  });

  it('measures ages, and NOW(), by the time of the backup: a drill years later finds the same', async () => {
    const newest = 'SELECT MAX(placed_at) FROM orders';
    expect(await asked({ sql: newest, comparison: 'age-below', expected: '5' })).toMatchObject({ found: '2023-05-01 08:00:00', ok: true });
    expect(await asked({ sql: newest, comparison: 'age-below', expected: '3' })).toMatchObject({ ok: false });
    expect(await asked({ sql: 'SELECT MAX(at) FROM orders', comparison: 'age-below', expected: '4.5' })).toMatchObject({ ok: true });
    expect(await asked({ sql: 'SELECT NOW()', expected: '2023-05-01 12:00:00' })).toMatchObject({ ok: true });
    expect(await asked({ sql: 'SELECT COUNT(*) FROM orders WHERE placed_at > NOW() - INTERVAL 5 HOUR', expected: '1' })).toMatchObject({
      ok: true,
    });
  });

  it('on a table or column that was not restored is not held, and says which', async () => {
    expect(await asked({ sql: 'SELECT COUNT(*) FROM invoices' })).toMatchObject({
      ok: false,
      found: expect.stringContaining('invoices') as string,
    });
    expect(await asked({ sql: 'SELECT MAX(paid_at) FROM orders' })).toMatchObject({
      ok: false,
      found: expect.stringContaining('paid_at') as string,
    });
  });

  it.each([
    'SELECT sneaky()',
    'SELECT COUNT(*) FROM orders; DELETE FROM orders',
    'WITH o AS (SELECT 1) DELETE FROM orders',
    'SELECT COUNT(* FROM orders',
  ])('that writes or is not understood is refused, and writes nothing: %s', async (sql) => {
    expect((await problemOf(asked({ sql }))).code).toBe('drill.assertion-refused');
    expect(await mariadb.sql('SELECT COUNT(*) AS n FROM orders', { database: 'shop' })).toEqual([{ n: '2' }]);
    expect(await asked({})).toMatchObject({ ok: true });
  });

  it('that names a registered database is refused: the live one must not answer for the backup', async () => {
    for (const sql of ['SELECT COUNT(*) FROM live_shop.orders', 'SELECT COUNT(*) FROM `live_shop` . orders'])
      expect(await problemOf(asked({ sql }))).toMatchObject({
        code: 'drill.assertion-refused',
        detail: expect.stringContaining('live_shop') as string,
      });
  });
});
