import { expect, test } from 'vitest';
import {
  concerns,
  type ForeignKey,
  keysIn,
  keyStatements,
  planKeys,
} from '../../../../../src/main/restore/database/tables/foreign-keys.ts';
import { lostColumns, takenNames } from '../../../../../src/main/restore/database/tables/plan-tables.ts';
import type { TableShape } from '../../../../../src/main/restore/database/rows/table-shapes.ts';
import type { CodeObject } from '../../../../../src/main/restore/database/swap/schema-content.ts';

const key = (change: Partial<ForeignKey> = {}): ForeignKey => ({
  table: 'items',
  name: 'item_order',
  columns: ['order_id'],
  parentSchema: 'shop',
  parent: 'orders',
  parentColumns: ['id'],
  onUpdate: 'RESTRICT',
  onDelete: 'CASCADE',
  ...change,
});

test('a key that is there as it is wanted is left alone; one that differs is dropped and made', () => {
  const other = key({ name: 'other', table: 'toys' });
  const changed = key({ onDelete: 'SET NULL' });
  expect(planKeys([key(), other], [key(), other])).toEqual({ drop: [], add: [] });
  expect(planKeys([key(), other], [changed])).toEqual({ drop: [key(), other], add: [changed] });
  expect(planKeys([], [key()])).toEqual({ drop: [], add: [key()] });
});

test('each table is altered once to drop and once to make, with every name quoted and the restore marked', () => {
  const change = {
    drop: [key(), key({ name: 'b`d' })],
    add: [key({ columns: ['a', 'b'], parentColumns: ['x', 'y'] }), key({ table: 'toys' })],
  };
  expect(keyStatements('shop', change, true, 'hf_old_1')).toEqual([
    'ALTER TABLE `shop`.`items` DROP FOREIGN KEY `item_order`, DROP FOREIGN KEY `b``d` /* hf_old_1 */',
    'ALTER TABLE `shop`.`items` ADD CONSTRAINT `item_order` FOREIGN KEY (`a`, `b`) REFERENCES `shop`.`orders` (`x`, `y`) ON DELETE CASCADE /* hf_old_1 */',
    'ALTER TABLE `shop`.`toys` ADD CONSTRAINT `item_order` FOREIGN KEY (`order_id`) REFERENCES `shop`.`orders` (`id`) ON DELETE CASCADE /* hf_old_1 */',
  ]);
  expect(keyStatements('shop', { drop: [], add: [key()] }, false, 'm')[0]).toContain('ON DELETE CASCADE ON UPDATE RESTRICT');
});

test('a rule the server does not have never reaches a statement', () => {
  const [statement] = keyStatements('shop', { drop: [], add: [key({ onDelete: 'CASCADE; DROP TABLE x', onUpdate: '' })] }, false, 'm');
  expect(statement).toBe(
    'ALTER TABLE `shop`.`items` ADD CONSTRAINT `item_order` FOREIGN KEY (`order_id`) REFERENCES `shop`.`orders` (`id`) /* m */',
  );
});

test('keys lead to where their parents will be, and those to other databases stay', () => {
  const [inside, outside] = keysIn([key({ parentSchema: 'aside' }), key({ parentSchema: 'elsewhere' })], 'aside', 'shop');
  expect([inside?.parentSchema, outside?.parentSchema]).toEqual(['shop', 'elsewhere']);
});

test('a key is about a table when it belongs to it or leads to it where it lies', () => {
  expect(concerns(key(), new Set(['items']), ['shop'])).toBe(true);
  expect(concerns(key(), new Set(['orders']), ['shop'])).toBe(true);
  expect(concerns(key(), new Set(['orders']), ['elsewhere'])).toBe(false);
  expect(concerns(key(), new Set(['toys']), ['shop'])).toBe(false);
});

test('columns that other tables refer to and the backup lacks are told before anything changes', () => {
  const shape = { columns: [{ name: 'ID' }] } as unknown as TableShape;
  expect(lostColumns([key()], () => shape)).toEqual([]);
  expect(lostColumns([key({ parentColumns: ['code'] })], () => shape)).toEqual([
    'items refers to orders.code (item_order), which the backup does not have.',
  ]);
});

test('a trigger whose name another table has now is told, one of the same table is not', () => {
  const trigger = (name: string, table: string) => ({ kind: 'trigger', name, table }) as unknown as CodeObject;
  const imported = [trigger('Guard', 'orders')];
  expect(takenNames(imported, [trigger('guard', 'orders')], new Set(['orders']))).toEqual([]);
  expect(takenNames(imported, [trigger('guard', 'toys')], new Set(['orders']))).toEqual([
    'The trigger Guard of the backup has the name of one that toys has now.',
  ]);
  expect(takenNames(imported, [], new Set(['orders']))).toEqual([]);
});
