import { errorNumber, type DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import { inOrder, isBehind, isOneOf, keyList, keyOf, type KeyValues } from './key-values.ts';
import { mayGoIn } from './may-go-in.ts';
import { addressOf, differs, pairOf, sameKey } from './pair-tables.ts';
import { isRefusal, rowsDone } from './rows-session.ts';
import { PLACED } from './side-rows.ts';
import { isTransactional, quotedTable, type Column, type SchemaShape, type TableShape } from './table-shapes.ts';

/** Rows of one statement; of those the server refuses one, each half is tried alone. */
const ROWS_AT_ONCE = 200;

export interface PlaceOrder {
  readonly side: TableShape;
  readonly current: TableShape;
  readonly schema: SchemaShape;
  readonly signal: AbortSignal;
  /** Why the server refused a row, in its own words. */
  readonly onRefused: (why: string) => void;
}

/** Notes rows of a table as put back: in the same transaction where there is one. */
const NOTE = 'INSERT INTO ?? (name, placed) VALUES (?, ?) ON DUPLICATE KEY UPDATE placed = placed + VALUES(placed)';

/** Makes the list of what was put back, once. */
export async function makePlacedList(session: DatabaseSession, side: string): Promise<void> {
  await session.query(
    `CREATE TABLE IF NOT EXISTS ${placedList(side)} (name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY, placed BIGINT NOT NULL) ENGINE=InnoDB`,
  );
}

/** Lets go of rows that are back where they were, as they were: a table without transactions was left between two statements, or somebody was faster. */
export async function dropIdentical(session: DatabaseSession, { side, current, signal }: PlaceOrder): Promise<void> {
  const pair = pairOf(side, current);
  const address = addressOf(side);
  if (pair.by.kind === 'rows' || address === null) return;
  for (;;) {
    signal.throwIfAborted();
    // Asked for first: a DELETE that looks into the live table would wait for whoever is at work in it.
    const rows = await session.query(
      `SELECT ${keyList('s', address.key)} FROM ${quotedTable(side)} AS s JOIN ${quotedTable(current)} AS c ON ${sameKey(pair, 's', 'c')}
         WHERE NOT (${differs(pair, 's', 'c')}) LIMIT ${ROWS_AT_ONCE}`,
    );
    if (rows.length === 0) return;
    const keys = rows.map((row) => keyOf(row, address.key));
    await session.query(`DELETE s FROM ${quotedTable(side)} AS s WHERE ${isOneOf('s', address.key, keys)}`);
    await note(session, side, await rowsDone(session));
  }
}

/** Puts rows that may go in into the live table, and takes them out of the side table. Resolves with how many. Throws `database.*`, the reason of the signal. */
export async function placeRows(session: DatabaseSession, order: PlaceOrder): Promise<number> {
  const { side, current, schema, signal } = order;
  const address = addressOf(side);
  if (address === null) throw new RangeError(`rows of ${side.name} cannot be told apart`);
  const { isFree, hasParents } = mayGoIn(side, current, schema);
  let after: KeyValues | null = null;
  let placed = 0;
  for (;;) {
    signal.throwIfAborted();
    const behind = after === null ? 'TRUE' : isBehind('s', address.key, after);
    const rows = await session.query(
      `SELECT ${keyList('s', address.key)} FROM ${quotedTable(side)} AS s WHERE ${behind} AND ${isFree} AND ${hasParents}
         ORDER BY ${inOrder('s', address.key)} LIMIT ${ROWS_AT_ONCE}`,
    );
    const keys: KeyValues[] = rows.map((row) => keyOf(row, address.key));
    after = keys.at(-1) ?? null;
    if (after === null) return placed;
    // A table without transactions keeps the first half of a statement that failed.
    const pieces = isTransactional(current) ? [keys] : keys.map((key) => [key]);
    for (const piece of pieces) placed += await placeSome(session, order, address.key, piece);
  }
}

async function placeSome(session: DatabaseSession, order: PlaceOrder, key: readonly Column[], rows: readonly KeyValues[]): Promise<number> {
  const { side, current, signal, onRefused } = order;
  signal.throwIfAborted();
  const columns = current.columns.flatMap((column) => {
    const own = side.columns.find(({ name }) => name.toLowerCase() === column.name.toLowerCase());
    return column.generated || own === undefined || own.generated
      ? []
      : [{ into: quoteName(column.name), from: `s.${quoteName(own.name)}` }];
  });
  const which = isOneOf('s', key, rows);
  // Only where both tables take part in it is a transaction worth something: else a row is put in for good before it is taken out.
  const isAtomic = isTransactional(side) && isTransactional(current);
  try {
    if (isAtomic) await session.query('START TRANSACTION');
    await session.query(
      `INSERT INTO ${quotedTable(current)} (${columns.map(({ into }) => into).join(', ')})
         SELECT ${columns.map(({ from }) => from).join(', ')} FROM ${quotedTable(side)} AS s WHERE ${which}`,
    );
  } catch (error) {
    if (isAtomic) await session.query('ROLLBACK').catch(() => {});
    if (!isRefusal(error)) throw error;
    if (rows.length === 1 || isHeld(error)) {
      onRefused(error.detail);
      return 0;
    }
    const half = Math.ceil(rows.length / 2);
    return (await placeSome(session, order, key, rows.slice(0, half))) + (await placeSome(session, order, key, rows.slice(half)));
  }
  await session.query(`DELETE s FROM ${quotedTable(side)} AS s WHERE ${which}`);
  const placed = await rowsDone(session);
  await note(session, side, placed);
  if (isAtomic) await session.query('COMMIT');
  return placed;
}

/** Somebody holds a lock on one of the rows, or on one they need: the halves would wait as long. */
function isHeld(error: unknown): boolean {
  return [1205, 1213].includes(errorNumber(error));
}

async function note(session: DatabaseSession, { schema, name }: TableShape, placed: number): Promise<void> {
  if (placed > 0) await session.query(NOTE.replace('??', placedList(schema)), [name, placed]);
}

function placedList(side: string): string {
  return `${quoteName(side)}.${quoteName(PLACED)}`;
}
