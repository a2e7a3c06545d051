import { expect, it } from 'vitest';
import { type ComparedBackup, signsOfBackups } from '../../../../src/main/restore/proposal/signs-of-backups.ts';
import { Sign } from '../../../../src/shared/model/proposal.ts';
import { hoursBefore } from '../../model-samples.ts';

const backup = (hours: number, rows: Record<string, number | null>, more: Partial<ComparedBackup> = {}): ComparedBackup => ({
  capturedTo: hoursBefore(hours),
  rows: new Map(Object.entries(rows)),
  databases: ['shop'],
  executables: null,
  applicationKey: null,
  ...more,
});

const signsOf = (...oldestFirst: readonly ComparedBackup[]) => signsOfBackups(oldestFirst).map((sign) => Sign.parse(sign));

it('tells of a table that lost half of its rows, at the time of the last backup that still had them', () => {
  const [sign, ...others] = signsOf(
    backup(72, { 'shop.orders': 900 }),
    backup(48, { 'shop.orders': 1000 }),
    backup(24, { 'shop.orders': 12 }),
    backup(0, { 'shop.orders': 11 }),
  );
  expect(others).toEqual([]);
  expect(sign).toEqual({
    at: hoursBefore(48),
    code: 'rows-collapsed',
    text: 'Between this backup and the next one 24 h later shop.orders went from 1000 rows to 12.',
  });
});

it('tells of a table that went, and not of one whose database was not backed up that time', () => {
  const whole = { 'shop.orders': 100, 'blog.posts': 100 };
  const both = { databases: ['shop', 'blog'] };
  const signs = signsOf(backup(72, whole, both), backup(48, { 'shop.orders': 100 }), backup(24, { 'shop.orders': 100 }, both));
  expect(signs.map(({ at, code, text }) => [at, code, text.includes('blog.posts')])).toEqual([[hoursBefore(72), 'table-vanished', true]]);
});

it('tells of scripts that came, of the first three by name, and of a backup in between without files nothing', () => {
  const has = (...names: readonly string[]) => ({ executables: new Set(names) });
  const signs = signsOf(backup(72, {}, has('old.php')), backup(48, {}), backup(24, {}, has('old.php', 'a.php', 'b.php', 'c.php', 'd.php')));
  expect(signs).toEqual([
    {
      at: hoursBefore(72),
      code: 'new-executable',
      text: 'Between this backup and the next one 2 d later came a.php, b.php, c.php and 1 more, which a web server may run.',
    },
  ]);
});

it('tells of another application key', () => {
  const [sign] = signsOf(backup(48, {}, { applicationKey: 'APP_KEY 1' }), backup(24, {}, { applicationKey: 'APP_KEY 2' }));
  expect([sign?.at, sign?.code]).toEqual([hoursBefore(48), 'application-key-changed']);
});

it('does not alarm over sessions that end, small tables and dumps without rows', () => {
  const before = { 'shop.sessions': 5000, 'shop.cache': 800, 'shop.coupons': 19, 'shop.orders': 500 };
  const after = { 'shop.sessions': 3, 'shop.cache': 0, 'shop.coupons': 0, 'shop.orders': null };
  expect(signsOf(backup(48, before), backup(24, after), backup(0, before))).toEqual([]);
});
