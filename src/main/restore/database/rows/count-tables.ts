import type { DatabaseSession, Row } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import { isRefusal, isTimeout, reading } from './rows-session.ts';
import { chooseTimeColumn } from './time-column.ts';
import { quotedTable, type TableShape } from './table-shapes.ts';

export interface CountedTable {
  readonly shape: TableShape;
  readonly rows: number;
  /** The server's own estimate. */
  readonly estimated: boolean;
  readonly timeColumn: string | null;
  readonly newest: string | null;
}

export interface CountedTables {
  readonly tables: readonly CountedTable[];
  readonly unknown: readonly string[];
}

/** Rows a table is counted exactly up to: InnoDB keeps no count and walks an index for it, some million rows a second from memory, far fewer from a disk. */
export const MOST_EXACT = 1_000_000;
/** What all counting together may take of a person's patience and of the site's disk; what is not counted by then is estimated. */
const COUNTING_MS = 30_000;
const SMALL = 20_000;
const TABLES_AT_ONCE = 40;

/** Counts tables and reads their newest rows, small ones first, in one consistent moment (`beginReading`). Throws `database.*`, the reason of the signal. */
export async function countTables(
  session: DatabaseSession,
  shapes: readonly TableShape[],
  signal: AbortSignal,
  now: () => number = () => performance.now(),
): Promise<CountedTables> {
  const until = now() + COUNTING_MS;
  const counted: CountedTable[] = [];
  const unknown: string[] = [];
  const estimated: TableShape[] = [];
  const take = async (some: readonly TableShape[]): Promise<void> => {
    counted.push(...(await reading(session, () => countSome(session, some))));
  };
  const bySize = shapes.toSorted((one, other) => one.approximateRows - other.approximateRows);
  for (let at = 0; at < bySize.length;) {
    signal.throwIfAborted();
    const small = bySize.slice(at, at + TABLES_AT_ONCE).filter(({ approximateRows }) => approximateRows <= SMALL);
    const some = small.length > 0 ? small : bySize.slice(at, at + 1);
    at += some.length;
    if (some.some(({ approximateRows }) => approximateRows > MOST_EXACT) || now() > until) {
      estimated.push(...some);
      continue;
    }
    try {
      await take(some);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      for (const shape of some) await take([shape]).catch((one: unknown) => refuse(one, shape, estimated, unknown));
    }
  }
  for (const shape of estimated) counted.push(await estimate(session, shape));
  return { tables: counted, unknown: [...unknown, ...estimateWords(estimated, counted)] };
}

function refuse(error: unknown, shape: TableShape, estimated: TableShape[], unknown: string[]): void {
  if (!isRefusal(error)) throw error;
  if (isTimeout(error)) estimated.push(shape);
  else unknown.push(`${shape.name} could not be read: ${error.detail}.`);
}

async function countSome(session: DatabaseSession, shapes: readonly TableShape[]): Promise<readonly CountedTable[]> {
  const columns = shapes.map((shape) => chooseTimeColumn(shape.columns));
  const asked = shapes.map((shape, index) => {
    const column = columns[index] ?? null;
    const newest = column === null ? 'NULL' : `CAST(MAX(${quoteName(column)}) AS CHAR)`;
    return `SELECT ${index} AS at, COUNT(*) AS n, ${newest} AS newest FROM ${quotedTable(shape)}`;
  });
  const rows = await session.query(asked.join(' UNION ALL '));
  return rows.flatMap((row) => {
    const shape = shapes[Number(row['at'])];
    if (shape === undefined) return [];
    return [{ shape, rows: Number(row['n']), estimated: false, timeColumn: columns[Number(row['at'])] ?? null, newest: momentOf(row) }];
  });
}

/** The newest row only where an index leads to it. */
async function estimate(session: DatabaseSession, shape: TableShape): Promise<CountedTable> {
  const timeColumn = chooseTimeColumn(shape.columns);
  const rest = { shape, rows: shape.approximateRows, estimated: true, timeColumn };
  if (timeColumn === null || !shape.indexed.has(timeColumn)) return { ...rest, newest: null };
  const sql = `SELECT CAST(MAX(${quoteName(timeColumn)}) AS CHAR) AS newest FROM ${quotedTable(shape)}`;
  try {
    const [row] = await reading(session, () => session.query(sql));
    return { ...rest, newest: row === undefined ? null : momentOf(row) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { ...rest, newest: null };
  }
}

/** `0000-00-00` is no moment. */
function momentOf(row: Row): string | null {
  const { newest } = row;
  return newest === null || newest === undefined || String(newest).startsWith('0000') ? null : String(newest);
}

function estimateWords(estimated: readonly TableShape[], counted: readonly CountedTable[]): readonly string[] {
  if (estimated.length === 0) return [];
  const names = new Set(estimated.map(({ name }) => name));
  const unread = counted.filter(({ shape, timeColumn, newest }) => names.has(shape.name) && timeColumn !== null && newest === null);
  const border = MOST_EXACT.toLocaleString('en-US');
  return [
    `${[...names].join(', ')}: the figures of the server are shown, because to count more than ${border} rows, or for longer than ${COUNTING_MS / 1000} seconds, would burden the site.`,
    ...unread.map(({ shape, timeColumn }) => `The newest row of ${shape.name} was not read: no index leads to ${timeColumn}.`),
  ];
}
