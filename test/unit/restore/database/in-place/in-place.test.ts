import { describe, expect, test } from 'vitest';
import { dropStatements } from '../../../../../src/main/restore/database/in-place/clear-live.ts';
import { importMark } from '../../../../../src/main/restore/database/in-place/own-sessions.ts';
import { doomedBy, onlyCovered, scopeOf, tablesIn, uncovered } from '../../../../../src/main/restore/database/in-place/plan-in-place.ts';
import { byHand } from '../../../../../src/main/restore/database/in-place/safety-dump.ts';
import { whyNotAside } from '../../../../../src/main/restore/database/in-place/why-not-aside.ts';
import { whyNotInPlace } from '../../../../../src/main/restore/database/in-place/why-not-in-place.ts';
import type { ReadableDump } from '../../../../../src/main/restore/database/database-work.ts';
import type { SchemaObjects } from '../../../../../src/main/restore/import/read-objects.ts';
import type { DatabaseArtifact, DatabaseInventory } from '../../../../../src/shared/model/artifact.ts';
import type { DatabaseChoice } from '../../../../../src/shared/model/restore.ts';

const live: SchemaObjects = {
  tables: ['orders', 'Toys'],
  beside: ['__hf_0123456789ab_orders'],
  views: ['totals'],
  routines: ['procedure tidy', 'function money', 'package p', 'package body p'],
  sequences: ['sequence tickets'],
  triggers: ['guard'],
  events: ['nightly'],
  foldsCase: false,
};
const inventory = (
  change: Partial<Record<'views' | 'routines' | 'triggers' | 'events', string[]>> & { readonly tables?: string[] } = {},
) => {
  const { tables = ['orders', 'Toys'], ...others } = change;
  const all = { views: ['totals'], routines: [...live.routines, ...live.sequences], triggers: ['guard'], events: ['nightly'], ...others };
  return { ...all, tables: tables.map((name) => ({ name, rows: 1 })) } as unknown as DatabaseInventory;
};
const artifact = { inventory: inventory() } as DatabaseArtifact;
const choice = (change: Partial<DatabaseChoice>): DatabaseChoice => ({
  artifactId: 'a' as DatabaseChoice['artifactId'],
  tables: null,
  content: 'all',
  ...change,
});
const tables: NonNullable<DatabaseChoice['tables']> = [{ name: 'orders', action: 'replace' }];

describe('an import in place is about', () => {
  test('the whole schema, or the chosen tables', () => {
    expect(scopeOf({ choice: choice({}), artifact })).toEqual({ tables: null, rowsOnly: false });
    expect(scopeOf({ choice: choice({ tables }), artifact })).toEqual({ tables: ['orders'], rowsOnly: false });
  });
  test('with rows alone, the tables the backup has', () => {
    expect(scopeOf({ choice: choice({ content: 'data' }), artifact })).toEqual({ tables: ['orders', 'Toys'], rowsOnly: true });
  });
});

describe('what is dropped', () => {
  test('is everything, or the chosen tables alone', () => {
    expect(doomedBy({ tables: null, rowsOnly: false }, live).routines).toContain('sequence tickets');
    expect(doomedBy({ tables: ['orders', 'gone'], rowsOnly: false }, live)).toEqual({
      tables: ['orders'],
      views: [],
      routines: [],
      events: [],
    });
  });
  test('must be in the safety copy, each of it', () => {
    const doomed = doomedBy({ tables: null, rowsOnly: false }, live);
    expect(uncovered(doomed, ['guard'], live, [inventory()])).toEqual([]);
    const lacking = inventory({ tables: ['orders', 'toys'], views: [], routines: ['procedure tidy'], triggers: [], events: [] });
    expect(uncovered(doomed, ['guard'], live, [lacking])).toEqual([
      'table Toys',
      'view totals',
      'routine function money',
      'routine package p',
      'routine package body p',
      'routine sequence tickets',
      'event nightly',
      'trigger guard',
    ]);
  });
  test('where names are folded, their letters decide alone', () => {
    const folding = { ...live, foldsCase: true };
    expect(uncovered(doomedBy({ tables: ['TOYS'], rowsOnly: false }, folding), [], folding, [inventory({ tables: ['toys'] })])).toEqual([]);
    expect(tablesIn(inventory({ tables: ['TOYS', 'orders'] }), ['toys'], folding)).toEqual(['TOYS']);
    expect(tablesIn(inventory({ tables: ['TOYS', 'orders'] }), ['toys'], live)).toEqual([]);
  });
  test('never is what no copy has', () => {
    const doomed = doomedBy({ tables: null, rowsOnly: false }, live);
    expect(onlyCovered(doomed, live, [inventory({ tables: ['orders'] }), inventory({ tables: [], views: [] })])).toEqual({
      ...doomed,
      tables: ['orders'],
    });
  });
  test('goes in an order in which nothing is refused, tables many at once, and a package with its body', () => {
    const many = Array.from({ length: 51 }, (_, at) => `t${at}`);
    const statements = dropStatements('s`p', {
      tables: many,
      views: ['v'],
      routines: ['procedure a b', 'package body p', 'package p', 'sequence q'],
      events: ['e'],
    });
    expect(statements.map((statement) => statement.slice(0, 34))).toEqual([
      'DROP EVENT IF EXISTS `s``p`.`e`',
      'DROP VIEW IF EXISTS `s``p`.`v`',
      'DROP TABLE IF EXISTS `s``p`.`t0`, ',
      'DROP TABLE IF EXISTS `s``p`.`t50`',
      'DROP PROCEDURE IF EXISTS `s``p`.`a',
      'DROP PACKAGE IF EXISTS `s``p`.`p`',
      'DROP SEQUENCE IF EXISTS `s``p`.`q`',
    ]);
  });
});

test('tables are merged and kept aside in one schema too, but rows alone have no table of their own to lie in', () => {
  const others = [...tables, { name: 'toys', action: 'merge' as const }, { name: 'heap', action: 'keep-aside' as const }];
  expect(whyNotInPlace({ tables: null, content: 'data' })).toBeNull();
  expect(whyNotInPlace({ tables, content: 'data' })).toBeNull();
  expect(whyNotInPlace({ tables: others, content: 'all' })).toBeNull();
  expect(whyNotInPlace({ tables: others, content: 'data' })).toMatch(/^toys, heap: /);
});

test('rows alone have nothing to lie beside', () => {
  expect(whyNotAside({ content: 'data' })).toMatch(/^Rows alone/);
  expect([whyNotAside({ content: 'all' }), whyNotAside({ content: 'structure' })]).toEqual([null, null]);
});

test('the lock of an import is short enough for every server', () => {
  const mark = importMark({ old: `${'x'.repeat(40)}__hf_old_0123456789ab` });
  expect(mark).toContain('0123456789ab');
  expect(`${mark}:15`.length).toBeLessThanOrEqual(64);
});

test('the way by hand names each place and the command that fits the file', () => {
  const copies = ['Drive', 'This computer'].map((name) => ({ store: { place: { name } }, location: `/${name}` }));
  const dump = { artifact: { file: 'shop.sql.zst', compression: 'zstd' }, copies } as unknown as ReadableDump;
  expect(byHand({ database: 'shop' }, dump)).toBe(
    "Drive: /Drive, file shop.sql.zst\nThis computer: /This computer, file shop.sql.zst\nzstd -dc 'shop.sql.zst' | mysql --binary-mode --default-character-set=utf8mb4 'shop'",
  );
});
