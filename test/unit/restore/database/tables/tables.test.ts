import { describe, expect, test } from 'vitest';
import { comparisonSentence } from '../../../../../src/main/restore/database/tables/comparison-sentence.ts';
import { parkTriggered } from '../../../../../src/main/restore/database/tables/park-tables.ts';
import { planMerge } from '../../../../../src/main/restore/database/tables/plan-merge.ts';
import { wrongTriggers } from '../../../../../src/main/restore/database/tables/table-triggers.ts';
import { tablesMemo } from '../../../../../src/main/restore/database/tables/tables-memo.ts';
import type { Column, TableShape } from '../../../../../src/main/restore/database/rows/table-shapes.ts';
import type { CodeObject } from '../../../../../src/main/restore/database/swap/schema-content.ts';

const SCHEMAS = { live: 'shop', aside: 'shop__hf_0123456789ab', old: 'shop__hf_old_0123456789ab', side: 'shop__hf_side_0123456789ab' };

describe('what is said of a table', () => {
  const comparison: Parameters<typeof comparisonSentence>[0] = {
    table: 'orders',
    action: 'replace',
    rowsNow: 1,
    rowsBackup: 1200,
    onlyNow: 0,
    onlyBackup: 1199,
    changed: 1,
    why: null,
  };
  test('counts both sides, and what becomes of it', () => {
    expect(comparisonSentence(comparison)).toBe(
      'orders: 1 row now, 1,200 rows in the backup; 0 only now, 1,199 only in the backup, 1 in both that differ. It is replaced by the one of the backup.',
    );
  });
  test('says what is not known, and why', () => {
    const unknown = { onlyNow: null, onlyBackup: null, changed: null, rowsNow: null };
    expect(comparisonSentence({ ...comparison, ...unknown, action: 'keep-aside', why: 'it is not in the live database' })).toBe(
      'orders: not there now, 1,200 rows in the backup; more is not known: it is not in the live database. Nothing live changes; the one of the backup can be looked at.',
    );
  });
});

describe('a table with triggers', () => {
  test('waits in live under a name nobody has; all others go where they go', () => {
    const moves = [
      { table: 'orders', from: 'shop', to: SCHEMAS.old },
      { table: 'toys', from: 'shop', to: SCHEMAS.old },
      { table: 'orders', from: SCHEMAS.aside, to: 'shop' },
    ];
    const { moves: parked, parked: names } = parkTriggered(SCHEMAS, moves, new Set(['orders']));
    const [waiting] = names;
    expect(names).toEqual([{ name: waiting?.name, table: 'orders', to: 'old' }]);
    expect(waiting?.name).toContain('0123456789ab');
    expect(parked).toEqual([
      { table: 'orders', from: 'shop', to: 'shop', as: waiting?.name },
      { table: 'toys', from: 'shop', to: SCHEMAS.old, as: 'toys' },
      { table: 'orders', from: SCHEMAS.aside, to: 'shop', as: 'orders' },
    ]);
  });
  test('on its way back it goes aside', () => {
    const { parked } = parkTriggered(SCHEMAS, [{ table: 'orders', from: 'shop', to: SCHEMAS.aside }], new Set(['orders']));
    expect(parked.map(({ to }) => to)).toEqual(['aside']);
  });
});

describe('triggers run in the order they were made in', () => {
  const trigger = (name: string, create = name): CodeObject => ({
    kind: 'trigger',
    name,
    table: 'orders',
    create,
    definer: 'a@b',
    sqlMode: '',
    characterSet: 'utf8mb4',
    collation: 'utf8mb4_general_ci',
    timeZone: null,
    enabled: false,
    broken: false,
  });
  const [a, b] = [trigger('a'), trigger('b')];
  test('what is there as far as it goes is right', () => {
    expect(wrongTriggers([], [a, b])).toEqual([]);
    expect(wrongTriggers([a], [a, b])).toEqual([]);
    expect(wrongTriggers([a, b], [a, b])).toEqual([]);
  });
  test('of anything else all are made again', () => {
    expect(wrongTriggers([b], [a, b])).toEqual([b]);
    expect(wrongTriggers([b, a], [a, b])).toEqual([b, a]);
    expect(wrongTriggers([a, b], [a])).toEqual([a, b]);
    expect(wrongTriggers([trigger('a', 'other')], [a])).toEqual([trigger('a', 'other')]);
  });
});

describe('rows are merged', () => {
  const column = (name: string, change: Partial<Column> = {}): Column => ({
    name,
    type: 'int',
    characterSet: null,
    collation: null,
    generated: false,
    counts: false,
    ...change,
  });
  const shape = (columns: readonly Column[], key: readonly string[] | null): TableShape => ({
    schema: 's',
    name: 'orders',
    engine: 'InnoDB',
    approximateRows: 0,
    nextNumber: null,
    partitioned: false,
    columns,
    uniqueKeys: key === null ? [] : [{ index: 'PRIMARY', parts: key.map((name) => ({ name, prefix: null, nullable: false })) }],
    indexed: new Set(),
    foreignKeys: [],
  });
  const id = column('id');
  test('by the primary key, with the columns both have and nobody computes', () => {
    const live = shape([id, column('note'), column('sum', { generated: true }), column('new')], ['id']);
    const backup = shape([id, column('Note'), column('sum', { generated: true }), column('gone')], ['id']);
    const plan = planMerge('orders', live, backup);
    expect(plan).toMatchObject({ kind: 'merge', memo: { table: 'orders', key: ['id'], columns: ['id', 'note'] } });
  });
  test.each([
    ['no primary key', shape([id], null), shape([id], ['id'])],
    ['another primary key', shape([id, column('b')], ['b']), shape([id, column('b')], ['id'])],
    [
      'a key of another kind',
      shape([column('id', { type: 'varchar', characterSet: 'utf8mb4', collation: 'x' })], ['id']),
      shape([id], ['id']),
    ],
  ])('not with %s', (_what, live, backup) => {
    expect(planMerge('orders', live, backup)).toMatchObject({
      kind: 'not',
      why: expect.stringContaining('no primary key that both sides have'),
    });
  });
  test('not into a table that is not there, nor from one', () => {
    expect(planMerge('orders', undefined, shape([id], ['id']))).toMatchObject({ kind: 'not' });
    expect(planMerge('orders', shape([id], ['id']), undefined)).toMatchObject({ kind: 'not' });
  });
});

test('what is no memo of this step is none', () => {
  for (const memo of [undefined, null, 7, {}, { begun: true }]) expect(tablesMemo(memo)).toBeNull();
});
