import { quoteName } from '../../../sites/live-inventory.ts';
import { canAddress } from './key-values.ts';
import type { Column, TableShape, UniqueKey } from './table-shapes.ts';

/** Two tables of one name, and how a row of the one is found in the other. */
export interface Pair {
  readonly from: TableShape;
  readonly against: TableShape;
  /** Columns both have, as `from` has them, without those the server computes. */
  readonly columns: readonly Column[];
  /**
   * `key`: by a key both have, so that one row is asked for by index. `rows`: whole rows against whole rows, as often as they occur.
   */
  readonly by:
    | { readonly kind: 'key'; readonly key: readonly Column[]; readonly index: string; readonly otherIndex: string }
    | { readonly kind: 'rows' };
  /** Of `l`, a row of `from`, for a WHERE: its number was given after the backup, so whoever has it in `against` is another row. Null: not known. */
  readonly isLater: string | null;
}

export function pairOf(from: TableShape, against: TableShape): Pair {
  const others = new Map(against.columns.map((column) => [column.name.toLowerCase(), column]));
  const columns = from.columns.filter(({ name, generated }) => !generated && others.get(name.toLowerCase())?.generated === false);
  for (const unique of from.uniqueKeys.filter(identifies)) {
    const key = columnsOf(from, unique);
    const other = against.uniqueKeys
      .filter(identifies)
      .find(({ parts }) => parts.length === key.length && parts.every(({ name }) => key.some((column) => sameName(column.name, name))));
    if (other === undefined || !key.every((column) => kindOf(column) === kindOf(others.get(column.name.toLowerCase())))) continue;
    return { from, against, columns, by: { kind: 'key', key, index: unique.index, otherIndex: other.index }, isLater: null };
  }
  return { from, against, columns, by: { kind: 'rows' }, isLater: null };
}

/** `firstLater`: the number the imported table would have given next. Digits. */
export function withLater(pair: Pair, firstLater: string | undefined): Pair {
  const column = pair.from.columns.find(({ counts }) => counts);
  if (column === undefined || firstLater === undefined) return pair;
  return { ...pair, isLater: `l.${quoteName(column.name)} >= ${BigInt(firstLater)}` };
}

/** The columns rows of a table can be told apart by, found again and put in order by; null: there are none. */
export function addressOf(shape: TableShape): { readonly key: readonly Column[]; readonly index: string } | null {
  for (const unique of shape.uniqueKeys.filter(identifies)) {
    const key = columnsOf(shape, unique);
    if (canAddress(key)) return { key, index: unique.index };
  }
  return null;
}

/** Each row has a value of its own in it. */
function identifies({ parts }: UniqueKey): boolean {
  return parts.every(({ name, prefix, nullable }) => name !== null && prefix === null && !nullable);
}

function columnsOf({ columns }: TableShape, { parts }: UniqueKey): readonly Column[] {
  return parts.map(({ name }) => columns.find((column) => column.name === name)).filter((column) => column !== undefined);
}

/** What of a key the two rows have alike, compared as the key of `against` does: that is the one which decides whether a row finds its place. */
export function sameKey({ by, against }: Pair, from: string, other: string): string {
  if (by.kind === 'rows') return 'FALSE';
  return by.key.map((column) => sameValue(column, from, columnIn(against, column.name), other)).join(' AND ');
}

export function sameValue(column: Column, from: string, otherColumn: Column, other: string): string {
  const value = `${from}.${quoteName(column.name)}`;
  const { characterSet, collation, name } = otherColumn;
  const isAlike = column.collation === collation && column.characterSet === characterSet;
  const converted =
    isAlike || characterSet === null || collation === null ? value : `CONVERT(${value} USING ${characterSet}) COLLATE ${collation}`;
  return `${other}.${quoteName(name)} = ${converted}`;
}

/** Two rows of one key that are not the same in every column both have; case and accents count, whatever the collation says. */
export function differs({ columns, against }: Pair, from: string, other: string): string {
  if (columns.length === 0) return 'FALSE';
  const same = columns.map((column) => {
    const one = columnIn(against, column.name);
    const values = [`${from}.${quoteName(column.name)}`, `${other}.${quoteName(one.name)}`];
    if (column.type === one.type && isPlain(column)) return values.join(' <=> ');
    return [bytesOf(column, values[0] ?? ''), bytesOf(one, values[1] ?? '')].join(' <=> ');
  });
  return `NOT (${same.join(' AND ')})`;
}

/** One value for all of a row: equal rows have equal ones. NULL is not the empty text. 16 bytes. */
export function rowHash({ columns }: Pick<Pair, 'columns'>, alias: string): string {
  const parts = columns.map((column) => `COALESCE(MD5(${bytesOf(column, `${alias}.${quoteName(column.name)}`)}), '-')`);
  return `UNHEX(MD5(CONCAT(${parts.join(', ')})))`;
}

/** What a column holds, so that two of them can be compared whatever their character sets are. FLOAT prints six digits: all of them are asked for. */
function bytesOf({ characterSet, type }: Column, value: string): string {
  if (type === 'float' || type === 'double') return `CAST(${value} + 0e0 AS BINARY)`;
  if (type === 'json') return `CAST(CAST(${value} AS CHAR) AS BINARY)`;
  return characterSet === null || characterSet === 'utf8mb4'
    ? `CAST(${value} AS BINARY)`
    : `CAST(CONVERT(${value} USING utf8mb4) AS BINARY)`;
}

function isPlain({ type, characterSet }: Column): boolean {
  return characterSet === null && !/text|blob|geometry|point|polygon|linestring|collection/.test(type);
}

export function columnIn({ columns }: Pick<TableShape, 'columns'>, name: string): Column {
  const found = columns.find((column) => sameName(column.name, name));
  if (found === undefined) throw new RangeError(`no column ${name}`);
  return found;
}

function sameName(one: string, other: string | null): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}

/** Values of one kind are compared by the index of a key; across kinds the server would convert each. */
function kindOf(column: Column | undefined): string {
  if (column === undefined) return 'none';
  const { type, characterSet } = column;
  if (characterSet !== null) return type === 'enum' || type === 'set' ? type : 'text';
  if (/int$|^(decimal|numeric|bit|year|float|double)$/.test(type)) return /float|double/.test(type) ? 'real' : 'number';
  if (/binary|blob/.test(type)) return 'bytes';
  return type;
}
