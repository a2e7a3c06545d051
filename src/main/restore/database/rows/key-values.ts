import { quoteName } from '../../../sites/live-inventory.ts';
import { AppError } from '../../../errors/app-error.ts';
import type { Row } from '../../../sites/database-session.ts';
import type { Column } from './table-shapes.ts';

/** How values of a column travel to us and back without changing: as digits, as the bytes they are, or as the server prints them. */
type Way = 'digits' | 'bytes' | 'printed';

const DIGITS = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'decimal', 'numeric', 'year', 'bit', 'enum', 'set']);
const BYTES = new Set([
  'char',
  'varchar',
  'tinytext',
  'text',
  'mediumtext',
  'longtext',
  'binary',
  'varbinary',
  'tinyblob',
  'blob',
  'mediumblob',
  'longblob',
]);
const PRINTED = new Set(['date', 'time', 'datetime', 'timestamp', 'uuid', 'inet4', 'inet6']);

/** Null: a value of it that went through text may not find its row again (FLOAT, DOUBLE, JSON). */
function wayOf({ type }: Pick<Column, 'type'>): Way | null {
  if (DIGITS.has(type)) return 'digits';
  if (BYTES.has(type)) return 'bytes';
  return PRINTED.has(type) ? 'printed' : null;
}

/** Whether rows can be found again, and put in order, by the values of these columns. */
export function canAddress(key: readonly Column[]): boolean {
  return key.length > 0 && key.every((column) => wayOf(column) !== null);
}

/** Values of a key as literals of SQL, in the order of its columns. */
export type KeyValues = readonly string[];

/** The select list that `keyOf` reads. */
export function keyList(alias: string, key: readonly Column[]): string {
  return key
    .map((column, index) => {
      const value = `${alias}.${quoteName(column.name)}`;
      const as = `k${index}`;
      switch (wayOf(column)) {
        case 'bytes':
          return `HEX(${value}) AS ${as}`;
        case 'digits':
          return `CAST(${column.type === 'decimal' || column.type === 'numeric' ? value : `${value} + 0`} AS CHAR) AS ${as}`;
        case 'printed':
        case null:
          return `CAST(${value} AS CHAR) AS ${as}`;
      }
    })
    .join(', ');
}

/** Throws where a value is not what its column can hold: nothing of a row is ever pasted into a statement unseen. */
export function keyOf(row: Row, key: readonly Column[]): KeyValues {
  return key.map((column, index) => literal(column, String(row[`k${index}`] ?? '')));
}

export function literal(column: Column, value: string): string {
  switch (wayOf(column)) {
    case 'digits':
      if (/^-?\d+(\.\d+)?$/.test(value)) return value;
      break;
    case 'bytes':
      if (!/^(?:[0-9A-F]{2})*$/i.test(value)) break;
      if (column.characterSet === null) return `x'${value}'`;
      return `_${column.characterSet} x'${value}' COLLATE ${column.collation ?? `${column.characterSet}_bin`}`;
    case 'printed':
      if (/^[-0-9a-f:. ]+$/i.test(value)) return `'${value}'`;
      break;
    case null:
  }
  throw new AppError('unexpected', { detail: `${column.name} has a value that ${column.type} cannot have.` });
}

/** Rows whose key comes behind these values, written so that the server walks its index. */
export function isBehind(alias: string, key: readonly Column[], values: KeyValues): string {
  return `(${bound(alias, key, values, '>=')} AND (${steps(alias, key, values, '>', '>')}))`;
}

/** Rows whose key comes no later than these values. */
export function isUpTo(alias: string, key: readonly Column[], values: KeyValues): string {
  return `(${bound(alias, key, values, '<=')} AND (${steps(alias, key, values, '<', '<=')}))`;
}

export function isOneOf(alias: string, key: readonly Column[], all: readonly KeyValues[]): string {
  const [only] = key;
  if (key.length === 1 && only !== undefined) return `${alias}.${quoteName(only.name)} IN (${all.map(([value]) => value).join(', ')})`;
  return `(${all.map((values) => `(${key.map(({ name }, index) => `${alias}.${quoteName(name)} = ${values[index]}`).join(' AND ')})`).join(' OR ')})`;
}

export function inOrder(alias: string, key: readonly Column[]): string {
  return key.map(({ name }) => `${alias}.${quoteName(name)}`).join(', ');
}

function bound(alias: string, [first]: readonly Column[], [value]: KeyValues, sign: string): string {
  return `${alias}.${quoteName(first?.name ?? '')} ${sign} ${value}`;
}

/** `a > 1 OR (a = 1 AND b > 2) OR ...`: (a, b) > (1, 2) would be answered without an index. */
function steps(alias: string, key: readonly Column[], values: KeyValues, sign: string, lastSign: string): string {
  return key
    .map((column, index) => {
      const equal = key.slice(0, index).map(({ name }, before) => `${alias}.${quoteName(name)} = ${values[before]}`);
      const last = `${alias}.${quoteName(column.name)} ${index === key.length - 1 ? lastSign : sign} ${values[index]}`;
      return `(${[...equal, last].join(' AND ')})`;
    })
    .join(' OR ');
}
