import { quoteName } from '../../../sites/live-inventory.ts';
import { sameValue } from './pair-tables.ts';
import { quotedTable, type SchemaShape, type TableShape } from './table-shapes.ts';

/** What decides whether a row `s` of the side table may go into the live one, for a WHERE. */
export interface MayGoIn {
  /** No row there has one of its unique values. */
  readonly isFree: string;
  /** All rows it refers to are there. */
  readonly hasParents: string;
}

/**
 * Only what can be told by an index is asked; whatever else the table holds (expressions, the first letters of a column, checks, what triggers say) shows when
 * the row is put in. Pure.
 */
export function mayGoIn(side: TableShape, current: TableShape, schema: SchemaShape): MayGoIn {
  return {
    isFree: all(current.uniqueKeys.map((unique) => freeOf(side, current, unique))),
    hasParents: all(parentsOf(side, current, schema)),
  };
}

function freeOf(side: TableShape, current: TableShape, { parts }: TableShape['uniqueKeys'][number]): string | null {
  const same: string[] = [];
  for (const { name, prefix } of parts) {
    const own = columnNamed(side, name);
    const there = columnNamed(current, name);
    if (own === undefined || there === undefined || prefix !== null) return null;
    same.push(sameValue(own, 's', there, 'c'));
  }
  return `NOT EXISTS (SELECT 1 FROM ${quotedTable(current)} AS c WHERE ${same.join(' AND ')})`;
}

function parentsOf(side: TableShape, current: TableShape, schema: SchemaShape): readonly (string | null)[] {
  return current.foreignKeys.map((key) => {
    const parent = schema.tables.get(schema.folded(key.parent));
    if (parent === undefined || schema.folded(key.parentSchema) !== schema.folded(schema.schema)) return null;
    const pairs = key.columns.map((name, index) => ({
      own: columnNamed(side, name),
      there: columnNamed(parent, key.parentColumns[index] ?? null),
      self: columnNamed(side, key.parentColumns[index] ?? null),
    }));
    const isNull: string[] = [];
    const same: string[] = [];
    const isItself: string[] = [];
    for (const { own, there, self } of pairs) {
      if (own === undefined || there === undefined) return null;
      isNull.push(`s.${quoteName(own.name)} IS NULL`);
      same.push(sameValue(own, 's', there, 'p'));
      if (self !== undefined) isItself.push(`s.${quoteName(own.name)} = s.${quoteName(self.name)}`);
    }
    const ways = [...isNull, `EXISTS (SELECT 1 FROM ${quotedTable(parent)} AS p WHERE ${same.join(' AND ')})`];
    if (parent === current && isItself.length === pairs.length) ways.push(`(${isItself.join(' AND ')})`);
    return `(${ways.join(' OR ')})`;
  });
}

function all(conditions: readonly (string | null)[]): string {
  const known = conditions.filter((condition) => condition !== null);
  return known.length === 0 ? 'TRUE' : known.join(' AND ');
}

function columnNamed({ columns }: TableShape, name: string | null) {
  return columns.find((column) => column.name.toLowerCase() === name?.toLowerCase());
}
