import * as z from 'zod';
import type { DatabaseSession, Row } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';

/** A foreign key as it can be made again. */
export const ForeignKey = z.object({
  table: z.string(),
  name: z.string(),
  columns: z.array(z.string()),
  parentSchema: z.string(),
  parent: z.string(),
  parentColumns: z.array(z.string()),
  /** `CASCADE`, `SET NULL`, `RESTRICT`... */
  onUpdate: z.string(),
  onDelete: z.string(),
});
export type ForeignKey = z.infer<typeof ForeignKey>;

const RULES = new Set(['CASCADE', 'SET NULL', 'SET DEFAULT', 'NO ACTION', 'RESTRICT']);

/** All foreign keys of the tables of a schema, also those whose parent is gone. Throws `database.*`. */
export async function readForeignKeys(session: DatabaseSession, schema: string): Promise<readonly ForeignKey[]> {
  const columns = await session.query(
    `SELECT TABLE_SCHEMA AS db, TABLE_NAME AS tab, CONSTRAINT_NAME AS name, COLUMN_NAME AS col, REFERENCED_TABLE_SCHEMA AS parent_db,
       REFERENCED_TABLE_NAME AS parent, REFERENCED_COLUMN_NAME AS parent_col FROM information_schema.KEY_COLUMN_USAGE
       WHERE TABLE_SCHEMA = ? AND REFERENCED_TABLE_NAME IS NOT NULL ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION`,
    [schema],
  );
  const rules = await session.query(
    `SELECT CONSTRAINT_SCHEMA AS db, TABLE_NAME AS tab, CONSTRAINT_NAME AS name, UPDATE_RULE AS on_update, DELETE_RULE AS on_delete
       FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = ?`,
    [schema],
  );
  const named = (row: Row) => JSON.stringify([row['db'], row['tab'], row['name']]);
  const ruleOf = new Map(rules.map((row) => [named(row), row]));
  return [...Map.groupBy(columns, named)].flatMap(([key, parts]) => {
    const [first] = parts;
    // information_schema compares names without regard to case, although two schemas may differ in nothing else.
    if (first === undefined || (first['db'] !== schema && first['db'] !== schema.toLowerCase())) return [];
    const rule = ruleOf.get(key) ?? {};
    return [
      {
        table: text(first, 'tab'),
        name: text(first, 'name'),
        columns: parts.map((part) => text(part, 'col')),
        parentSchema: text(first, 'parent_db'),
        parent: text(first, 'parent'),
        parentColumns: parts.map((part) => text(part, 'parent_col')),
        onUpdate: text(rule, 'on_update'),
        onDelete: text(rule, 'on_delete'),
      },
    ];
  });
}

/** Whether a key belongs to one of the tables, or leads to one of them in one of the schemas. */
export function concerns({ table, parent, parentSchema }: ForeignKey, tables: ReadonlySet<string>, schemas: readonly string[]): boolean {
  return tables.has(table) || (tables.has(parent) && schemas.includes(parentSchema));
}

export interface KeyChange {
  readonly drop: readonly ForeignKey[];
  readonly add: readonly ForeignKey[];
}

/** What makes the keys that are there the ones that are wanted; what is the same stays. Pure. */
export function planKeys(now: readonly ForeignKey[], wanted: readonly ForeignKey[]): KeyChange {
  const isIn = (list: readonly ForeignKey[]) => (key: ForeignKey) => list.some((other) => isSame(key, other));
  return { drop: now.filter((key) => !isIn(wanted)(key)), add: wanted.filter((key) => !isIn(now)(key)) };
}

/** Keys as they are to be when their tables lie in another schema. Pure. */
export function keysIn(keys: readonly ForeignKey[], from: string, to: string): readonly ForeignKey[] {
  return keys.map((key) => (isSchema(key.parentSchema, from) ? { ...key, parentSchema: to } : key));
}

/**
 * One statement a table. Dropped and made in statements of their own: a server may refuse a name in the one that drops it. `mark` tells whose statement runs. Pure.
 */
export function keyStatements(schema: string, { drop, add }: KeyChange, isMariaDb: boolean, mark: string): readonly string[] {
  const alter = (keys: readonly ForeignKey[], part: (key: ForeignKey) => string) =>
    [...Map.groupBy(keys, ({ table }) => table)].map(
      ([table, all]) => `ALTER TABLE ${quoteName(schema)}.${quoteName(table)} ${all.map(part).join(', ')} /* ${mark} */`,
    );
  return [...alter(drop, ({ name }) => `DROP FOREIGN KEY ${quoteName(name)}`), ...alter(add, (key) => `ADD ${definition(key, isMariaDb)}`)];
}

function definition({ name, columns, parentSchema, parent, parentColumns, onUpdate, onDelete }: ForeignKey, isMariaDb: boolean): string {
  const list = (names: readonly string[]) => names.map(quoteName).join(', ');
  // MariaDB makes NO ACTION of a RESTRICT that is written out; they do the same, and what was there before must be there again.
  const rule = (on: string, what: string) => (RULES.has(what) && !(isMariaDb && what === 'RESTRICT') ? ` ON ${on} ${what}` : '');
  return `CONSTRAINT ${quoteName(name)} FOREIGN KEY (${list(columns)}) REFERENCES ${quoteName(parentSchema)}.${quoteName(parent)} (${list(parentColumns)})${rule('DELETE', onDelete)}${rule('UPDATE', onUpdate)}`;
}

/** Rows of a child whose parent is not there. */
export function orphansStatement(schema: string, { table, columns, parentSchema, parent, parentColumns }: ForeignKey): string {
  const on = columns.map((column, at) => `p.${quoteName(parentColumns[at] ?? '')} = c.${quoteName(column)}`);
  const set = columns.map((column) => `c.${quoteName(column)} IS NOT NULL`);
  return `SELECT COUNT(*) AS n FROM ${quoteName(schema)}.${quoteName(table)} c WHERE ${set.join(' AND ')}
    AND NOT EXISTS (SELECT 1 FROM ${quoteName(parentSchema)}.${quoteName(parent)} p WHERE ${on.join(' AND ')})`;
}

function isSame(a: ForeignKey, b: ForeignKey): boolean {
  return JSON.stringify(ForeignKey.parse(a)) === JSON.stringify(ForeignKey.parse(b));
}

function isSchema(name: string, schema: string): boolean {
  return name === schema || name === schema.toLowerCase();
}

function text(row: Row, column: string): string {
  return String(row[column] ?? '');
}
