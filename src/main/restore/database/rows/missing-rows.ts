import { quoteName } from '../../../sites/live-inventory.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import { canAddress, inOrder, isBehind, isUpTo, keyList, keyOf, type KeyValues } from './key-values.ts';
import { differs, rowHash, sameKey, type Pair } from './pair-tables.ts';
import { isRefusal } from './rows-session.ts';
import { quotedTable, type TableShape } from './table-shapes.ts';

/** Rows of `from` that `against` lacks; and rows of one key that are not the same, null where that was not looked at. */
export interface MissingRows {
  readonly missing: number;
  readonly changed: number | null;
}

/** Compared key by key in one statement; larger ones in pieces. Rows. */
export const SMALL_TABLE = 5_000;
/** Contents of rows are compared up to so many: both rows are read whole for it. */
export const MOST_COMPARED = 200_000;
/** Keys between two bounds: a statement of some tens of milliseconds, and the most that a lost line does again. */
const PIECE_ROWS = 10_000;
/** Tables asked for in one statement: over a line with distance the questions cost more than the answers. */
const TABLES_AT_ONCE = 40;

/** `FROM l LEFT JOIN a`: rows with `l` alone are missing. `side`: rows that are kept already are not missing. */
export function missingJoin(pair: Pair, side: TableShape | null): { readonly from: string; readonly isMissing: string } {
  const { by, from, against } = pair;
  if (by.kind === 'rows') throw new RangeError(`${from.name} has no key`);
  const first = quoteName(by.key[0]?.name ?? '');
  const joined = `${quotedTable(from)} AS l FORCE INDEX (${quoteName(by.index)}) LEFT JOIN ${quotedTable(against)} AS a FORCE INDEX (${quoteName(by.otherIndex)}) ON ${sameKey(pair, 'l', 'a')}`;
  const isMissing = pair.isLater === null ? `a.${first} IS NULL` : `(a.${first} IS NULL OR ${pair.isLater})`;
  if (side === null) return { from: joined, isMissing };
  const kept = by.key.map(({ name }) => `s.${quoteName(name)} = l.${quoteName(name)}`).join(' AND ');
  return {
    from: `${joined} LEFT JOIN ${quotedTable(side)} AS s FORCE INDEX (${quoteName(by.index)}) ON ${kept}`,
    isMissing: `${isMissing} AND s.${first} IS NULL`,
  };
}

function countList(pair: Pair, isMissing: string, compares: boolean): string {
  const first = pair.by.kind === 'key' ? quoteName(pair.by.key[0]?.name ?? '') : '';
  const changed = compares
    ? `COALESCE(SUM(a.${first} IS NOT NULL${pair.isLater === null ? '' : ` AND NOT (${pair.isLater})`} AND ${differs(pair, 'l', 'a')}), 0)`
    : 'NULL';
  return `COALESCE(SUM(${isMissing}), 0) AS missing, ${changed} AS changed`;
}

export function isCompared({ from, against }: Pair): boolean {
  return Math.max(from.approximateRows, against.approximateRows) <= MOST_COMPARED;
}

/**
 * Small tables with a key, many in one question. The server may refuse one of them (a table that is damaged, or that went meanwhile): then each is asked
 * for alone, and `refused` hears of it.
 */
export async function countSmall(
  session: DatabaseSession,
  pairs: readonly Pair[],
  side: ReadonlyMap<Pair, TableShape>,
  refused: (pair: Pair, why: string) => void,
): Promise<ReadonlyMap<Pair, MissingRows>> {
  const found = new Map<Pair, MissingRows>();
  const ask = async (some: readonly Pair[]): Promise<void> => {
    const sql = some.map((pair, index) => {
      const { from, isMissing } = missingJoin(pair, side.get(pair) ?? null);
      return `SELECT ${index} AS at, ${countList(pair, isMissing, true)} FROM ${from}`;
    });
    for (const row of await session.query(sql.join(' UNION ALL '))) {
      const pair = some[Number(row['at'])];
      if (pair !== undefined) found.set(pair, { missing: Number(row['missing']), changed: Number(row['changed']) });
    }
  };
  for (let at = 0; at < pairs.length; at += TABLES_AT_ONCE) {
    const some = pairs.slice(at, at + TABLES_AT_ONCE);
    try {
      await ask(some);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      for (const pair of some) await ask([pair]).catch((one: unknown) => refuse(one, pair, refused));
    }
  }
  return found;
}

function refuse(error: unknown, pair: Pair, refused: (pair: Pair, why: string) => void): void {
  if (!isRefusal(error)) throw error;
  refused(pair, error.detail);
}

/** Some rows of a table, by the order of its key. */
export interface KeyPiece extends MissingRows {
  /** For a WHERE; `l` is the table. */
  readonly range: string;
}

/** Counts by key, piece after piece: a statement holds a lock on nothing for long, and memory stays flat. */
export async function* keyPieces(
  session: DatabaseSession,
  pair: Pair,
  side: () => TableShape | null,
  signal: AbortSignal,
  rows = PIECE_ROWS,
): AsyncGenerator<KeyPiece, void, undefined> {
  const { by } = pair;
  if (by.kind === 'rows') return;
  const compares = isCompared(pair);
  let after: KeyValues | null = null;
  do {
    signal.throwIfAborted();
    const last: KeyValues | null = canAddress(by.key) ? await boundBehind(session, pair, after, rows) : null;
    const bounds: string[] = [];
    if (after !== null) bounds.push(isBehind('l', by.key, after));
    if (last !== null) bounds.push(isUpTo('l', by.key, last));
    const range = bounds.length === 0 ? 'TRUE' : bounds.join(' AND ');
    const join = missingJoin(pair, side());
    const [row] = await session.query(`SELECT ${countList(pair, join.isMissing, compares)} FROM ${join.from} WHERE ${range}`);
    yield { range, missing: Number(row?.['missing'] ?? 0), changed: compares ? Number(row?.['changed'] ?? 0) : null };
    after = last;
  } while (after !== null);
}

/** The key a piece ends with; null: so many rows are not left. */
async function boundBehind(session: DatabaseSession, { by, from }: Pair, after: KeyValues | null, rows: number): Promise<KeyValues | null> {
  if (by.kind === 'rows') return null;
  const where = after === null ? 'TRUE' : isBehind('l', by.key, after);
  const [row] = await session.query(
    `SELECT ${keyList('l', by.key)} FROM ${quotedTable(from)} AS l FORCE INDEX (${quoteName(by.index)}) WHERE ${where}
       ORDER BY ${inOrder('l', by.key)} LIMIT 1 OFFSET ${rows - 1}`,
  );
  return row === undefined ? null : keyOf(row, by.key);
}

/** Where the rows of a side table without a key of its own are numbered. */
export const ROW_MARK = '__hf_row';
/** Table of the side schema: how often each row occurs on the other side. */
export const HASHES = '__hf_rows';

/** Counts how often each row of `against`, and of what is kept already, occurs. */
export async function fillHashes(session: DatabaseSession, pair: Pair, schema: string, side: TableShape | null): Promise<void> {
  const hashes = `${quoteName(schema)}.${quoteName(HASHES)}`;
  const there = pair.columns.map(({ name }) => pair.against.columns.find((column) => column.name.toLowerCase() === name.toLowerCase()));
  const others = { columns: there.filter((column) => column !== undefined) };
  await session.query(`DROP TABLE IF EXISTS ${hashes}`);
  await session.query(`CREATE TABLE ${hashes} (h BINARY(16) NOT NULL PRIMARY KEY, n BIGINT NOT NULL) ENGINE=InnoDB`);
  const kept = side === null ? '' : ` UNION ALL SELECT ${rowHash(pair, 's')} FROM ${quotedTable(side)} AS s`;
  await session.query(
    `INSERT INTO ${hashes} SELECT h, COUNT(*) FROM (SELECT ${rowHash(others, 'a')} AS h FROM ${quotedTable(pair.against)} AS a${kept}) AS every GROUP BY h`,
  );
}

/** Whole rows that occur more often in `from` than `fillHashes` has counted: `x` are the rows. */
export function missingByHash(pair: Pair, schema: string): string {
  const columns = pair.from.columns.filter(({ generated }) => !generated).map(({ name }) => `l.${quoteName(name)}`);
  const hash = rowHash(pair, 'l');
  return `(SELECT ${columns.join(', ')}, ${hash} AS ${quoteName('__hf_h')}, ROW_NUMBER() OVER (PARTITION BY ${hash}) AS ${quoteName('__hf_n')}
    FROM ${quotedTable(pair.from)} AS l) AS x LEFT JOIN ${quoteName(schema)}.${quoteName(HASHES)} AS r ON r.h = x.${quoteName('__hf_h')}
    WHERE r.n IS NULL OR x.${quoteName('__hf_n')} > r.n`;
}
