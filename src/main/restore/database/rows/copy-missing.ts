import type { DatabaseSession } from '../../../sites/database-session.ts';
import { hasRows, quoteName } from '../../../sites/live-inventory.ts';
import { fillHashes, HASHES, keyPieces, missingByHash, missingJoin } from './missing-rows.ts';
import { differs, type Pair } from './pair-tables.ts';
import { hasWindows, rowsDone } from './rows-session.ts';
import { keeping, makeSide, makeSideTable, rowNumber } from './side-schema.ts';
import { quotedTable, type TableShape } from './table-shapes.ts';

/** Tables without a key are compared row by row up to so many rows on either side: all of them are read and told apart by a hash. */
const MOST_WITHOUT_KEY = 200_000;

export interface CopyOrder {
  readonly pair: Pair;
  /** The side schema. */
  readonly schema: string;
  /** Its table for these rows; null: there is none yet. */
  readonly there: TableShape | null;
  readonly signal: AbortSignal;
}

export interface Copied {
  readonly kept: number;
  readonly changed: number | null;
}

/** Throws `restore.rows-not-kept`, `database.*` and the reason of the signal. */
export async function copyByKey(session: DatabaseSession, { pair, schema, there, signal }: CopyOrder): Promise<Copied> {
  const columns = storedColumns(pair.from);
  let side = there;
  let kept = 0;
  let changed: number | null = 0;
  for await (const piece of keyPieces(session, pair, () => side, signal)) {
    changed = changed === null || piece.changed === null ? null : changed + piece.changed;
    if (piece.missing === 0) continue;
    side ??= await sideFor(session, pair, schema);
    const { from, isMissing } = missingJoin(pair, side);
    kept += await writing(session, pair, side, 'INSERT', columns, 'l', `FROM ${from} WHERE ${piece.range} AND ${isMissing}`);
  }
  return { kept, changed };
}

/** For tables that no key tells the rows of apart: as often as a row occurs here more than there, it is kept. `why`: not compared. Throws as `copyByKey`. */
export async function copyByRows(
  session: DatabaseSession,
  { pair, schema, there, signal }: CopyOrder,
): Promise<Copied | { readonly why: string }> {
  const { from, against } = pair;
  const name = from.name;
  if (!(await hasRows(session, from.schema, name, 1))) return { kept: 0, changed: null };
  if (pair.columns.length === 0) return { why: `${name} was not compared: the two tables have no column in common.` };
  if (!hasWindows(session)) return { why: `${name} was not compared: it has no key, and this server is too old to number rows.` };
  for (const side of [from, against]) {
    if (await hasRows(session, side.schema, side.name, MOST_WITHOUT_KEY + 1))
      return { why: `${name} was not compared: it has no key and more than ${MOST_WITHOUT_KEY.toLocaleString('en-US')} rows.` };
  }
  await makeSide(session, schema);
  const hashes = `${quoteName(schema)}.${quoteName(HASHES)}`;
  try {
    await keeping(name, fillHashes(session, pair, schema, there));
    signal.throwIfAborted();
    const [counted] = await session.query(`SELECT COUNT(*) AS n FROM ${missingByHash(pair, schema)}`);
    if (Number(counted?.['n']) === 0) return { kept: 0, changed: null };
    const side = there ?? (await sideFor(session, pair, schema));
    const rows = `FROM ${missingByHash(pair, schema)}`;
    return { kept: await writing(session, pair, side, 'INSERT', storedColumns(from), 'x', rows), changed: null };
  } finally {
    if (!signal.aborted) await session.query(`DROP TABLE IF EXISTS ${hashes}`);
  }
}

/** Rows that lie aside, and were changed since where they came from, are brought up to date. */
export async function renewKept(session: DatabaseSession, pair: Pair, side: TableShape): Promise<void> {
  if (pair.by.kind === 'rows') return;
  const columns = pair.from.columns.filter(({ generated }) => !generated);
  const names = columns.map(({ name }) => quoteName(name));
  const key = pair.by.key.map(({ name }) => `s.${quoteName(name)} = l.${quoteName(name)}`).join(' AND ');
  const rows = `FROM ${quotedTable(side)} AS s JOIN ${quotedTable(pair.from)} AS l ON ${key} WHERE ${differs({ ...pair, columns, against: side }, 'l', 's')}`;
  await writing(session, pair, side, 'REPLACE', names, 'l', rows);
}

async function sideFor(session: DatabaseSession, { from }: Pair, schema: string): Promise<TableShape> {
  await makeSide(session, schema);
  return makeSideTable(session, from, schema);
}

/** Writes rows of `alias` into the side table; how many. */
async function writing(
  session: DatabaseSession,
  { from }: Pair,
  side: TableShape,
  how: 'INSERT' | 'REPLACE',
  columns: readonly string[],
  alias: string,
  rows: string,
): Promise<number> {
  const number = await rowNumber(session, from, side);
  const into = number === null ? columns : [...columns, number.into];
  const values = columns.map((column) => `${alias}.${column}`);
  const list = number === null ? values : [...values, number.value];
  await keeping(from.name, session.query(`${how} INTO ${quotedTable(side)} (${into.join(', ')}) SELECT ${list.join(', ')} ${rows}`));
  return rowsDone(session);
}

function storedColumns({ columns }: TableShape): string[] {
  return columns.filter(({ generated }) => !generated).map(({ name }) => quoteName(name));
}
