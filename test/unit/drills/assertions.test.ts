import { describe, expect, it } from 'vitest';
import { holds, refusalOf } from '../../../src/main/drills/assertions.ts';
import { NOON, hoursBefore } from '../model-samples.ts';

const sqlTime = (instant: string) => instant.slice(0, 19).replace('T', ' ');

describe('a statement', () => {
  it.each([
    'SELECT 1',
    '  select max(placed_at) from orders;',
    '-- the newest\nSELECT 1',
    '(SELECT 1) UNION (SELECT 2)',
    'WITH o AS (SELECT 1) SELECT * FROM o',
    "SELECT COUNT(*) FROM notes WHERE text = 'into outfile; x'",
    'SELECT `sleep` FROM t # ; not one more',
  ])('that only reads is sent: %s', (sql) => expect(refusalOf(sql)).toBeNull());

  it.each([
    ['DELETE FROM orders', 'SELECT or WITH'],
    ['COMMIT', 'SELECT or WITH'],
    ['SELECT 1; DELETE FROM orders', 'more than one'],
    ["SELECT '\\'; DELETE FROM orders; --", 'does not end'],
    ["SELECT 1 INTO OUTFILE '/tmp/x'", 'OUTFILE'],
    ["SELECT 1 INTO/**/DUMPFILE '/tmp/x'", 'DUMPFILE'],
    ["SELECT LOAD_FILE('/etc/passwd')", 'LOAD_FILE'],
    ["SELECT 1 /*!50000 INTO OUTFILE '/tmp/x' */", 'is run'],
    ["SELECT 1 /*M! INTO OUTFILE '/tmp/x' */", 'is run'],
    ['SELECT SLEEP(1000)', 'SLEEP'],
    ["SELECT 'open", 'does not end'],
  ])('is refused before it is sent: %s', (sql, why) => expect(refusalOf(sql)).toContain(why));

  it('may name its own tables, also where another database has the same beginning', () => {
    expect(refusalOf('SELECT s.id FROM shop_items s', ['shop'])).toBeNull();
    expect(refusalOf('SELECT id FROM shop.orders', ['shop'])).toContain('shop');
    expect(refusalOf('SELECT id FROM `SHOP`.orders', ['shop'])).toContain('shop');
  });
});

describe('a value', () => {
  it.each([
    ['equals', '3', '3', true],
    ['equals', '3.0', '3', true],
    ['equals', 'paid', 'paid', true],
    ['equals', 'paid', 'Paid', false],
    ['not-equals', '3', '4', true],
    ['not-equals', '3.0', '3', false],
    ['above', '10', '9', true],
    ['above', '9', '10', false],
    ['above', 'many', '1', false],
    ['below', '-2', '0', true],
    ['below', '2', '2', false],
    ['above', '2026-11-21 00:00:00', '2026-11-20', true],
  ] as const)('%s: %s against %s', (comparison, found, expected, held) => expect(holds({ comparison, expected }, found, NOON)).toBe(held));

  it('that is not there is never what was expected, also not unequal', () => {
    for (const comparison of ['equals', 'not-equals', 'above', 'below', 'age-below'] as const)
      expect(holds({ comparison, expected: '1' }, null, NOON)).toBe(false);
  });

  it('is as old as it was when the backup was made', () => {
    const young = (found: string, hours = '26') => holds({ comparison: 'age-below', expected: hours }, found, NOON);
    expect(young(sqlTime(hoursBefore(25.9)))).toBe(true);
    expect(young(sqlTime(hoursBefore(26)))).toBe(false);
    expect(young(`${sqlTime(hoursBefore(25))}.123456`)).toBe(true);
    expect(young(hoursBefore(27).replace('Z', '+02:00'))).toBe(false);
    expect(young(String(Date.parse(hoursBefore(25)) / 1000))).toBe(true);
    expect(young(String(Date.parse(hoursBefore(27))))).toBe(false);
    expect(young('yesterday')).toBe(false);
    expect(young(sqlTime(NOON), 'soon')).toBe(false);
  });
});
