import type { TableChoice, TableComparison } from '../../../../shared/model/restore.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import type { DatabaseWork } from '../database-work.ts';
import { differs, type Pair, pairOf, sameKey } from '../rows/pair-tables.ts';
import { isRefusal } from '../rows/rows-session.ts';
import { exampleKeys } from './example-keys.ts';
import { quotedTable, type SchemaShape, type TableShape } from '../rows/table-shapes.ts';
import { tablePlaces } from './table-places.ts';
import { primaryKeyOf } from './plan-merge.ts';
import { readSides } from './read-sides.ts';

/** Above so many rows the columns of all of them are not compared. */
const MOST_ROWS_COMPARED = 500_000;

type Compared = Omit<TableComparison, 'artifactId' | 'database'>;

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
    const [now, backup] = [shapeOf(live, choice.name), shapeOf(aside, choice.name)];
    const compared = await compareTable(session, choice, now, backup).catch((error: unknown) => unreadable(error, choice, now, backup));
    comparisons.push({ artifactId: work.artifact.id, database: schemas.live, ...compared });
  }
  return comparisons;
}

const UNKNOWN = { onlyNow: null, onlyBackup: null, changed: null, examples: { onlyNow: [], onlyBackup: [], changed: [] } };

/** A table that is broken is just the one to be replaced: that it cannot be compared stops nothing. */
function unreadable(error: unknown, { name, action }: TableChoice, now: TableShape | undefined, backup: TableShape | undefined): Compared {
  if (!isRefusal(error)) throw error;
  const why = `it could not be read, so its rows are an estimate: ${error.detail}`;
  return { table: name, action, rowsNow: now?.approximateRows ?? null, rowsBackup: backup?.approximateRows ?? null, ...UNKNOWN, why };
}

export function shapeOf({ tables, folded }: SchemaShape, name: string): TableShape | undefined {
  return tables.get(folded(name));
}

async function compareTable(
  session: DatabaseSession,
  { name, action }: TableChoice,
  now: TableShape | undefined,
  backup: TableShape | undefined,
): Promise<Compared> {
  const rowsNow = now === undefined ? null : await countOf(session, `${quotedTable(now)}`);
  const rowsBackup = backup === undefined ? null : await countOf(session, `${quotedTable(backup)}`);
  const counted = { table: name, action, rowsNow, rowsBackup };
  if (now === undefined) return { ...counted, ...UNKNOWN, why: 'it is not in the live database' };
  if (backup === undefined) return { ...counted, ...UNKNOWN, why: 'it was not imported' };
  const [pair, turned] = [pairOf(backup, now), pairOf(now, backup)];
  if (primaryKeyOf(pair) === null || primaryKeyOf(turned) === null)
    return { ...counted, ...UNKNOWN, why: 'both sides have no primary key in common, so rows cannot be told apart' };
  const [ofBackup, ofLive] = [missing(pair), missing(turned)];
  const onlyBackup = await countOf(session, ofBackup);
  const onlyNow = await countOf(session, ofLive);
  const examples = {
    onlyNow: onlyNow === 0 ? [] : await exampleKeys(session, turned, ofLive),
    onlyBackup: onlyBackup === 0 ? [] : await exampleKeys(session, pair, ofBackup),
  };
  const isLarge = Math.min(rowsNow ?? 0, rowsBackup ?? 0) > MOST_ROWS_COMPARED;
  const found = { ...counted, onlyNow, onlyBackup };
  if (isLarge)
    return {
      ...found,
      changed: null,
      examples: { ...examples, changed: [] },
      why: 'it has too many rows to compare what stands in each',
    };
  const ofBoth = `${quotedTable(pair.from)} a JOIN ${quotedTable(pair.against)} b ON ${sameKey(pair, 'a', 'b')} WHERE ${differs(pair, 'a', 'b')}`;
  const changed = await countOf(session, ofBoth);
  return {
    ...found,
    changed,
    examples: { ...examples, changed: changed === 0 ? [] : await exampleKeys(session, pair, ofBoth) },
    why: null,
  };
}

/** Rows `a` of the one side that the other has not, for a FROM. */
function missing(pair: Pair): string {
  return `${quotedTable(pair.from)} a WHERE NOT EXISTS (SELECT 1 FROM ${quotedTable(pair.against)} b WHERE ${sameKey(pair, 'a', 'b')})`;
}

async function countOf(session: DatabaseSession, from: string): Promise<number> {
  const [row] = await session.query(`SELECT COUNT(*) AS n FROM ${from}`);
  return Number(row?.['n'] ?? 0);
}
