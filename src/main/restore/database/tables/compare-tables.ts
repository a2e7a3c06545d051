import type { TableChoice } from '../../../../shared/model/restore.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import type { DatabaseWork } from '../database-work.ts';
import { differs, type Pair, pairOf, sameKey } from '../rows/pair-tables.ts';
import { quotedTable, type SchemaShape, type TableShape } from '../rows/table-shapes.ts';
import { tablePlaces } from './table-places.ts';
import { primaryKeyOf } from './plan-merge.ts';
import { readSides } from './read-sides.ts';

/** One table, live and imported, side by side. Counts are exact. */
export interface TableComparison {
  readonly table: string;
  readonly action: TableChoice['action'];
  /** Null: the table is not there. */
  readonly rowsNow: number | null;
  readonly rowsBackup: number | null;
  /** Rows told apart by primary key; null where they cannot be (`why`). */
  readonly onlyNow: number | null;
  readonly onlyBackup: number | null;
  /** Rows of both sides that differ in a column both have; null where that is not known or would take long (`why`). */
  readonly changed: number | null;
  /** Why something of the above is not known; null: all is. */
  readonly why: string | null;
}

/** Above so many rows the columns of all of them are not compared. */
const MOST_ROWS_COMPARED = 500_000;

/** The chosen tables, live against what was imported beside them. Only reads. Throws `database.*`, and the reason of `signal`. */
export async function compareTables(
  work: DatabaseWork,
  session: DatabaseSession,
  signal: AbortSignal,
): Promise<readonly TableComparison[]> {
  const schemas = tablePlaces(work);
  const { live, aside } = await readSides(session, schemas);
  const comparisons: TableComparison[] = [];
  for (const choice of work.choice.tables ?? []) {
    signal.throwIfAborted();
    comparisons.push(await compareTable(session, choice, shapeOf(live, choice.name), shapeOf(aside, choice.name)));
  }
  return comparisons;
}

export function shapeOf({ tables, folded }: SchemaShape, name: string): TableShape | undefined {
  return tables.get(folded(name));
}

async function compareTable(
  session: DatabaseSession,
  { name, action }: TableChoice,
  now: TableShape | undefined,
  backup: TableShape | undefined,
): Promise<TableComparison> {
  const rowsNow = now === undefined ? null : await countOf(session, `${quotedTable(now)}`);
  const rowsBackup = backup === undefined ? null : await countOf(session, `${quotedTable(backup)}`);
  const counted = { table: name, action, rowsNow, rowsBackup };
  const unknown = { onlyNow: null, onlyBackup: null, changed: null };
  if (now === undefined) return { ...counted, ...unknown, why: 'it is not in the live database' };
  if (backup === undefined) return { ...counted, ...unknown, why: 'it was not imported' };
  const [pair, turned] = [pairOf(backup, now), pairOf(now, backup)];
  if (primaryKeyOf(pair) === null || primaryKeyOf(turned) === null)
    return { ...counted, ...unknown, why: 'both sides have no primary key in common, so rows cannot be told apart' };
  const onlyBackup = await countMissing(session, pair);
  const onlyNow = await countMissing(session, turned);
  const isLarge = Math.min(rowsNow ?? 0, rowsBackup ?? 0) > MOST_ROWS_COMPARED;
  if (isLarge) return { ...counted, onlyNow, onlyBackup, changed: null, why: 'it has too many rows to compare what stands in each' };
  const changed = await countOf(
    session,
    `${quotedTable(pair.from)} a JOIN ${quotedTable(pair.against)} b ON ${sameKey(pair, 'a', 'b')} WHERE ${differs(pair, 'a', 'b')}`,
  );
  return { ...counted, onlyNow, onlyBackup, changed, why: null };
}

async function countMissing(session: DatabaseSession, pair: Pair): Promise<number> {
  return countOf(
    session,
    `${quotedTable(pair.from)} a WHERE NOT EXISTS (SELECT 1 FROM ${quotedTable(pair.against)} b WHERE ${sameKey(pair, 'a', 'b')})`,
  );
}

async function countOf(session: DatabaseSession, from: string): Promise<number> {
  const [row] = await session.query(`SELECT COUNT(*) AS n FROM ${from}`);
  return Number(row?.['n'] ?? 0);
}
