import { quoteName } from '../../../sites/live-inventory.ts';
import { columnIn, type Pair, rowHash, sameKey, sameValue } from '../rows/pair-tables.ts';
import { quotedTable, type TableShape } from '../rows/table-shapes.ts';

/** Two tables of one name, whose rows come together in `live`. Aliases: `l` live, `a` imported, `k` the keys of the rows that are added. */
export interface Merge {
  readonly table: string;
  readonly live: TableShape;
  readonly backup: TableShape;
  readonly pair: Pair;
  readonly keys: { readonly schema: string; readonly name: string };
  /** Columns of the primary key, and those that are filled. */
  readonly key: readonly string[];
  readonly columns: readonly string[];
}

/** Rows looked at in one go. */
const MOST_AT_ONCE = 2000;

/** `hf_row`: null until the row is added, '' while it is, then a hash of what it held when it was. */
export function createKeys({ keys, key, live }: Merge): string {
  const list = key.map((name) => `l.${quoteName(name)}`).join(', ');
  return `CREATE TABLE IF NOT EXISTS ${quoteName(keys.schema)}.${quoteName(keys.name)} (
    hf_n BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, hf_row VARBINARY(16) NULL, UNIQUE KEY hf_key (${key.map(quoteName).join(', ')})
  ) ENGINE=InnoDB SELECT ${list} FROM ${quotedTable(live)} l WHERE FALSE`;
}

export function fillKeys({ keys, key, pair }: Merge): string {
  const list = key.map((name) => `a.${quoteName(columnIn(pair.from, name).name)}`).join(', ');
  return `INSERT INTO ${quotedTable(keys)} (${key.map(quoteName).join(', ')}) SELECT ${list} FROM ${quotedTable(pair.from)} a
    WHERE NOT EXISTS (SELECT 1 FROM ${quotedTable(pair.against)} l WHERE ${sameKey(pair, 'a', 'l')})`;
}

/** Rows that have the value of another live row in a unique key: they cannot come in. */
export function takenByUnique(merge: Merge): readonly string[] {
  const { live, pair, columns } = merge;
  return live.uniqueKeys.flatMap(({ index, parts }) => {
    const own = parts.map(({ name }) =>
      name === null ? undefined : pair.from.columns.find((column) => column.name.toLowerCase() === name.toLowerCase()),
    );
    const isComputed = (name: string) => columnIn(live, name).generated;
    // A key over a column the backup lacks gets what the column is by itself; the server says no if that repeats.
    if (index === 'PRIMARY' || own.some((column) => column === undefined)) return [];
    if (
      !parts.every(
        ({ name }) => name !== null && (columns.some((column) => column.toLowerCase() === name.toLowerCase()) || isComputed(name)),
      )
    )
      return [];
    const same = parts.map(({ name, prefix }, at) => {
      const value = sameValue(own[at]!, 'a', columnIn(live, name!), 'l');
      if (prefix === null) return value;
      const [left = '', ...right] = value.split(' = ');
      return `LEFT(${left}, ${prefix}) = LEFT(${right.join(' = ')}, ${prefix})`;
    });
    return [`DELETE k FROM ${joined(merge)} JOIN ${quotedTable(live)} l ON ${same.join(' AND ')} WHERE k.hf_row IS NULL`];
  });
}

/** Numbers of rows whose parents are neither live nor about to be added. */
export function withoutParents(merge: Merge, merges: readonly Merge[]): readonly string[] {
  const { live, pair } = merge;
  return live.foreignKeys.flatMap(({ columns, parentSchema, parent, parentColumns }) => {
    const own = columns.map((name) => pair.from.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())?.name);
    if (own.some((name) => name === undefined)) return [];
    const filled = own.map((name) => `a.${quoteName(name!)} IS NOT NULL`);
    const same = (alias: string) =>
      own.map((name, at) => `${alias}.${quoteName(parentColumns[at] ?? '')} = a.${quoteName(name!)}`).join(' AND ');
    const other = parentSchema === live.schema ? merges.find(({ table }) => table === parent) : undefined;
    const coming =
      other === undefined
        ? ''
        : ` AND NOT EXISTS (SELECT 1 FROM ${quotedTable(other.keys)} pk JOIN ${quotedTable(other.backup)} pa ON ${keyAgainst(other, 'pk', 'pa')} WHERE ${same('pa')})`;
    return [
      `SELECT k.hf_n AS n FROM ${joined(merge)} WHERE k.hf_row IS NULL AND ${filled.join(' AND ')}
        AND NOT EXISTS (SELECT 1 FROM ${quoteName(parentSchema)}.${quoteName(parent)} p WHERE ${same('p')})${coming} LIMIT ${MOST_AT_ONCE}`,
    ];
  });
}

/**
 * In one transaction: rows that came in by themselves meanwhile are not ours; the others are claimed, added, and what they hold is written down. Where the engine
 * knows no transactions a claim that is found later counts as ours.
 */
export function addChunk(merge: Merge, from: number, to: number): readonly string[] {
  const { live, backup, keys, columns, pair } = merge;
  const range = `k.hf_n BETWEEN ${from} AND ${to}`;
  const ofLive = `${quotedTable(keys)} k JOIN ${quotedTable(live)} l ON ${keyEquals(merge, 'k', 'l')}`;
  const source = columns.map((name) => `a.${quoteName(columnIn(backup, name).name)}`);
  return [
    `DELETE k FROM ${ofLive} WHERE ${range} AND k.hf_row IS NULL`,
    `UPDATE ${quotedTable(keys)} k SET k.hf_row = '' WHERE ${range} AND k.hf_row IS NULL`,
    `INSERT INTO ${quotedTable(live)} (${columns.map(quoteName).join(', ')}) SELECT ${source.join(', ')} FROM ${joined(merge)}
      WHERE ${range} AND k.hf_row = '' AND NOT EXISTS (SELECT 1 FROM ${quotedTable(live)} l WHERE ${sameKey(pair, 'a', 'l')})`,
    `UPDATE ${ofLive} SET k.hf_row = ${liveHash(merge)} WHERE ${range} AND k.hf_row = ''`,
  ];
}

/** Numbers of added rows that nobody has changed since and that no other live row refers to. `inbound`: keys that lead to this table. */
export function removable(
  merge: Merge,
  inbound: readonly {
    readonly schema: string;
    readonly table: string;
    readonly columns: readonly string[];
    readonly parentColumns: readonly string[];
  }[],
): string {
  const needed = inbound.map(({ schema, table, columns, parentColumns }) => {
    const on = columns.map((name, at) => `c.${quoteName(name)} = l.${quoteName(parentColumns[at] ?? '')}`);
    return ` AND NOT EXISTS (SELECT 1 FROM ${quoteName(schema)}.${quoteName(table)} c WHERE ${on.join(' AND ')})`;
  });
  return `SELECT k.hf_n AS n FROM ${unchanged(merge)}${needed.join('')} LIMIT ${MOST_AT_ONCE}`;
}

export function removeRows(merge: Merge, numbers: readonly number[]): readonly string[] {
  const list = numbers.join(', ');
  return [
    `DELETE l FROM ${unchanged(merge)} AND k.hf_n IN (${list})`,
    `DELETE k FROM ${quotedTable(merge.keys)} k WHERE k.hf_n IN (${list})`,
  ];
}

function unchanged(merge: Merge): string {
  const { keys, live, backup } = merge;
  return `${quotedTable(keys)} k JOIN ${quotedTable(live)} l ON ${keyEquals(merge, 'k', 'l')} LEFT JOIN ${quotedTable(backup)} a ON ${keyAgainst(merge, 'k', 'a')}
    WHERE k.hf_row IS NOT NULL AND ${liveHash(merge)} = IF(k.hf_row = '', ${rowHash({ columns: columnsOf(merge, backup) }, 'a')}, k.hf_row)`;
}

function liveHash(merge: Merge): string {
  return rowHash({ columns: columnsOf(merge, merge.live) }, 'l');
}

function columnsOf({ columns }: Merge, shape: TableShape) {
  return columns.map((name) => columnIn(shape, name));
}

function joined(merge: Merge): string {
  return `${quotedTable(merge.keys)} k JOIN ${quotedTable(merge.backup)} a ON ${keyAgainst(merge, 'k', 'a')}`;
}

/** Keys have the columns of the live table. */
function keyEquals({ key }: Merge, keys: string, live: string): string {
  return key.map((name) => `${keys}.${quoteName(name)} = ${live}.${quoteName(name)}`).join(' AND ');
}

function keyAgainst({ key, live, backup }: Merge, keys: string, alias: string): string {
  return key.map((name) => sameValue(columnIn(backup, name), alias, columnIn(live, name), keys)).join(' AND ');
}
