import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { isBehind, isOneOf, isUpTo, keyOf, literal } from '../../../../src/main/restore/database/rows/key-values.ts';
import { newestValue } from '../../../../src/main/restore/database/rows/newest-value.ts';
import { orderTables, type Dependence } from '../../../../src/main/restore/database/rows/order-tables.ts';
import { pairOf, sameKey } from '../../../../src/main/restore/database/rows/pair-tables.ts';
import type { Column, TableShape } from '../../../../src/main/restore/database/rows/table-shapes.ts';
import { chooseTimeColumn } from '../../../../src/main/restore/database/rows/time-column.ts';

/** The same on every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('the column the newest row is told by', () => {
  const choose = (...names: readonly string[]) => chooseTimeColumn(names.map((name) => ({ name, type: 'datetime' })));

  it.each([
    ['created_at', ['id_at', 'updated_at', 'created_at', 'deleted_at']],
    ['createdAt', ['updatedAt', 'createdAt']],
    ['placed_at', ['paid_until', 'placed_at', 'updated_at']],
    ['updated_at', ['updated_at', 'expires_at', 'born']],
    ['post_date', ['post_modified', 'post_date']],
    ['date_joined', ['last_login', 'date_joined']],
    ['seen', ['seen']],
  ])('is %s', (expected, names) => expect(choose(...names)).toBe(expected));

  it.each([[['expires_at']], [['deleted_at', 'starts_on']], [['birth_date']], [['reserved_at', 'available_at']], [[]]])(
    'is none of %j',
    (names) => expect(choose(...names)).toBeNull(),
  );

  it('is always one of the table, of a type that holds a moment, and no other column changes it by being there', () => {
    const next = numbers(1);
    const parts = ['created', 'at', 'updated', 'expires', 'date', 'on', 'born', 'x', 'last', 'placed', 'Größe'];
    for (let round = 0; round < 2000; round++) {
      const columns = Array.from({ length: next(8) }, (_, n) => ({
        name: Array.from({ length: 1 + next(3) }, () => parts[next(parts.length)]).join('_') + (next(2) === 0 ? '' : n),
        type: ['datetime', 'timestamp', 'date', 'varchar', 'int', 'time'][next(6)] ?? 'int',
      }));
      const chosen = chooseTimeColumn(columns);
      const dated = columns.filter(({ type }) => ['datetime', 'timestamp', 'date'].includes(type));
      expect([null, ...dated.map(({ name }) => name)]).toContain(chosen);
      expect(chooseTimeColumn(dated)).toBe(chosen);
      expect(chooseTimeColumn(columns.filter(({ name, type }) => name === chosen && dated.some((one) => one.type === type)))).toBe(chosen);
    }
  });
});

describe('the order tables are filled in', () => {
  it('puts whoever is needed first, and only tables that need each other into one group', () => {
    const next = numbers(7);
    for (let round = 0; round < 500; round++) {
      const tables = Array.from({ length: 1 + next(12) }, (_, n) => `t${n}`);
      const name = () => `t${next(tables.length + 1)}`;
      const dependences: Dependence[] = Array.from({ length: next(20) }, () => ({
        table: tables[next(tables.length)] ?? '',
        parent: name(),
      }));
      const groups = orderTables(tables, dependences);
      expect(groups.flat().toSorted()).toEqual(tables.toSorted());
      const at = new Map(groups.flatMap((group, index) => group.map((table) => [table, index] as const)));
      for (const { table, parent } of dependences.filter((one) => at.has(one.parent)))
        expect(at.get(parent)).toBeLessThanOrEqual(at.get(table) ?? -1);
      for (const group of groups.filter(({ length }) => length > 1))
        for (const one of group) for (const other of group) expect(reaches(one, other, dependences)).toBe(true);
    }
  });

  it('takes a chain of many thousand tables', () => {
    const tables = Array.from({ length: 20_000 }, (_, n) => `t${n}`);
    const chain = tables.slice(1).map((parent, n) => ({ table: `t${n}`, parent }));
    expect(orderTables(tables, chain).map(([table]) => table)).toEqual(tables.toReversed());
  });
});

function reaches(from: string, to: string, dependences: readonly Dependence[]): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let table = open.pop(); table !== undefined; table = open.pop()) {
    if (table === to) return true;
    if (seen.has(table)) continue;
    seen.add(table);
    open.push(...dependences.filter((one) => one.table === table).map(({ parent }) => parent));
  }
  return false;
}

const column = (name: string, type: string, collation: string | null = null): Column => ({
  name,
  type,
  collation,
  characterSet: collation?.split('_')[0] ?? null,
  generated: false,
  counts: false,
});

describe('values of a key in a statement', () => {
  it('are pasted as digits, bytes or moments only, never as they came', () => {
    expect(literal(column('a', 'bigint'), '18446744073709551615')).toBe('18446744073709551615');
    expect(literal(column('a', 'varchar', 'latin1_german2_ci'), '27')).toBe("_latin1 x'27' COLLATE latin1_german2_ci");
    expect(literal(column('a', 'varbinary'), '')).toBe("x''");
    expect(literal(column('a', 'datetime'), '2026-01-01 00:00:00.5')).toBe("'2026-01-01 00:00:00.5'");
    for (const [type, value] of [
      ['int', '1 OR 1'],
      ['varchar', "' OR '"],
      ['binary', '0'],
      ['date', "2026-01-01'"],
      ['float', '1'],
    ] as const)
      expect(() => literal(column('a', type, type === 'varchar' ? 'utf8mb4_bin' : null), value)).toThrow(type);
  });

  it('part the rows of a table in two, whatever the key', () => {
    const next = numbers(3);
    const key = ['a', 'b', 'c'].map((name) => column(name, 'int'));
    using database = new DatabaseSync(':memory:');
    database.exec('CREATE TABLE t (a INT, b INT, c INT)');
    for (let n = 0; n < 27; n++) database.exec(`INSERT INTO t VALUES (${Math.floor(n / 9)}, ${Math.floor(n / 3) % 3}, ${n % 3})`);
    const found = (where: string) =>
      database
        .prepare(`SELECT a * 9 + b * 3 + c AS n FROM t WHERE ${where} ORDER BY n`)
        .all()
        .map((row) => Number(row['n']));
    const all = Array.from({ length: 27 }, (_, n) => n);
    for (let round = 0; round < 40; round++) {
      const values = [next(3), next(3), next(3)] as const;
      const at = values[0] * 9 + values[1] * 3 + values[2];
      const bound = keyOf({ k0: values[0], k1: values[1], k2: values[2] }, key);
      expect(found(isBehind('t', key, bound))).toEqual(all.filter((n) => n > at));
      expect(found(isUpTo('t', key, bound))).toEqual(all.filter((n) => n <= at));
      expect(found(isOneOf('t', key, [bound]))).toEqual([at]);
    }
  });
});

describe('two tables of one name', () => {
  const shape = (columns: readonly Column[], keys: readonly (readonly string[])[], nullable = false): TableShape => ({
    schema: 's',
    name: 't',
    engine: 'InnoDB',
    approximateRows: 0,
    nextNumber: null,
    partitioned: false,
    columns,
    uniqueKeys: keys.map((names, n) => ({ index: `k${n}`, parts: names.map((name) => ({ name, prefix: null, nullable })) })),
    indexed: new Set(),
    foreignKeys: [],
  });
  const id = column('id', 'bigint');
  const code = column('code', 'varchar', 'utf8mb4_bin');

  it('are compared by a key both have, in whatever order the other has its columns', () => {
    const pair = pairOf(shape([id, code], [['id', 'code']]), shape([id, code], [['code', 'id']]));
    expect(pair.by).toMatchObject({ kind: 'key', index: 'k0', otherIndex: 'k0' });
  });

  it.each([
    ['it may be empty', shape([id], [['id']], true), shape([id], [['id']])],
    ['the other has none', shape([id], [['id']]), shape([id], [])],
    ['the two hold different kinds of values', shape([id], [['id']]), shape([column('id', 'varchar', 'utf8mb4_bin')], [['id']])],
    ['it is another key', shape([id, code], [['id']]), shape([id, code], [['code']])],
  ])('are compared by whole rows where %s', (_why, from, against) => expect(pairOf(from, against).by.kind).toBe('rows'));

  it('compare texts as the key of the other does', () => {
    const pair = pairOf(shape([code], [['code']]), shape([column('code', 'varchar', 'latin1_swedish_ci')], [['code']]));
    expect(sameKey(pair, 'l', 'a')).toBe('a.`code` = CONVERT(l.`code` USING latin1) COLLATE latin1_swedish_ci');
  });
});

describe('the newest moment of an INSERT', () => {
  it('is found whatever stands in the texts around it', () => {
    const sql = String.raw`INSERT INTO t VALUES (1,'it''s (',2,'2026-01-02'),(2,'\'),(\\','x','2026-01-01'),(3,')',NULL,NULL),(4,'',f(1,'2031-01-01'),'0000-00-00')`;
    expect(newestValue(sql, sql.indexOf('('), 3, true)).toBe('2026-01-02');
    expect(newestValue(sql, sql.indexOf('('), 0, true)).toBeNull();
    expect(newestValue(String.raw`('\','2026-05-05'),('a\\','2026-05-06')`, 0, 1, false)).toBe('2026-05-06');
  });
});
