import type { TableLoss } from '../../../../shared/model/restore.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import type { StepContext } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { withSession } from '../swap/sign-in.ts';
import { countTables, type CountedTable } from './count-tables.ts';
import { codeSince, nameOfCode } from '../swap/code-since.ts';
import { readSchema } from '../swap/read-schema.ts';
import { switchMemo } from '../swap/switch-memo.ts';
import type { DatabaseLoss } from './database-loss.ts';
import { isSmall, pairsOf } from './keep-missing.ts';
import { countSmall } from './missing-rows.ts';
import type { Numbers } from './number-fences.ts';
import type { Pair } from './pair-tables.ts';
import { rowHomes } from './row-homes.ts';
import { fencesOf } from './rows-memo.ts';
import { beginReading, isTimeout, reading } from './rows-session.ts';
import { quotedTable, readShapes, type TableShape, withoutBeside } from './table-shapes.ts';

type UndoContext = Pick<StepContext, 'target' | 'connections' | 'secrets' | 'job' | 'memo' | 'memoOf' | 'restore'>;

export interface UndoLoss extends DatabaseLoss {
  /** What an undo drops beside rows: "trigger stamp on orders". */
  readonly code: readonly string[];
}

/**
 * What an undo would take away now: for each table with rows that came since the switch, `rowsNow` in the live table, `rowsBackup` how many of them would be
 * left without those. Rows the backup itself brought back are not among them: that they go is what an undo is for. Tables without new rows are left out.
 * `estimated`: told by numbers of rows, because no number tells new rows of the table from old ones. Only reads. Throws `database.*`, `source.*`, `ssh.*`.
 */
export async function undoLoss(work: DatabaseWork, context: UndoContext): Promise<UndoLoss> {
  const { signal } = context.job;
  const { current, after, tables: chosen } = rowHomes(work);
  const isInPlace = work.method === 'in-place';
  return withSession(work, context, async (session) => {
    const now = withoutBeside(await readShapes(session, current));
    // Where a backup goes in place, nothing is left to compare with: each table stands for itself.
    const { pairs, onlyHere } = pairsOf(now, isInPlace ? now : await readShapes(session, after.from), chosen);
    const added = onlyHere.flatMap((name) => now.tables.get(now.folded(name)) ?? []);
    await beginReading(session);
    const counted = await countTables(session, [...pairs.map(({ from }) => from), ...added], signal);
    const unknown = [...counted.unknown];
    const behind = await countBehindFences(session, pairs, fencesOf(context, work.database).fences);
    const missing = isInPlace
      ? new Map<TableShape, number>()
      : await countOnlyHere(
          session,
          pairs.filter((pair) => isSmall(pair) && !behind.has(pair.from)),
          unknown,
        );
    const old = new Map(pairs.map(({ from, against }) => [from, isInPlace ? null : against]));
    const brought = new Map(work.artifact.inventory.tables.map(({ name, rows }) => [now.folded(name), rows ?? 0]));
    const tables: TableLoss[] = [];
    for (const table of counted.tables) {
      signal.throwIfAborted();
      const { shape, rows, estimated } = table;
      const backup = brought.get(now.folded(shape.name));
      const more = Math.max(0, rows - (backup ?? 0));
      const fresh = behind.get(shape) ?? Math.min(more, missing.get(shape) ?? more);
      if (fresh === 0) continue;
      tables.push({
        table: shape.name,
        rowsNow: rows,
        // A table that was made since goes whole.
        rowsBackup: backup === undefined && added.includes(shape) ? null : Math.max(0, rows - fresh),
        estimated: estimated || !behind.has(shape),
        timeColumn: table.timeColumn,
        newestNow: table.newest,
        newestBackup: await newestBefore(session, old.get(shape) ?? null, table),
      });
    }
    if (isInPlace && chosen?.length !== 0)
      unknown.push('Told by the numbers of rows alone: where a backup went in place, nothing is left to compare with.');
    return { tables, code: await codeThatGoes(session, work, context), unknown };
  });
}

/** A switch of schemas knows what code it brought and what was there before; the other ways leave the code of the live schema to whoever made it. */
async function codeThatGoes(session: DatabaseSession, work: DatabaseWork, context: UndoContext): Promise<readonly string[]> {
  const memo = work.method === 'swap' ? switchMemo(context.memo()) : null;
  if (memo === null || !memo.begun) return [];
  const { code } = await readSchema(session, work.database);
  return codeSince(work.database, code, memo).map(nameOfCode);
}

/** Rows with numbers that were first given after the switch. */
async function countBehindFences(
  session: DatabaseSession,
  pairs: readonly Pair[],
  fences: Numbers,
): Promise<ReadonlyMap<TableShape, number>> {
  const found = new Map<TableShape, number>();
  for (const { from } of pairs) {
    const column = from.columns.find(({ counts }) => counts);
    const fence = fences[from.name];
    if (column === undefined || fence === undefined || !from.indexed.has(column.name)) continue;
    const sql = `SELECT COUNT(*) AS n FROM ${quotedTable(from)} WHERE ${quoteName(column.name)} >= ${BigInt(fence)}`;
    try {
      const [row] = await reading(session, () => session.query(sql));
      found.set(from, Number(row?.['n'] ?? 0));
    } catch (error) {
      // More rows than can be counted in time: the estimate tells.
      if (!isTimeout(error)) throw error;
    }
  }
  return found;
}

/** Rows the tables from before do not have. */
async function countOnlyHere(
  session: DatabaseSession,
  pairs: readonly Pair[],
  unknown: string[],
): Promise<ReadonlyMap<TableShape, number>> {
  const refused = (pair: Pair, why: string) => unknown.push(`${pair.from.name} was not compared: ${why}.`);
  const counted = await reading(session, () => countSmall(session, pairs, new Map(), refused));
  return new Map([...counted].map(([{ from }, { missing }]) => [from, missing]));
}

async function newestBefore(
  session: DatabaseSession,
  old: TableShape | null,
  { timeColumn, estimated }: CountedTable,
): Promise<string | null> {
  if (old === null || timeColumn === null || (estimated && !old.indexed.has(timeColumn))) return null;
  if (!old.columns.some(({ name }) => name === timeColumn)) return null;
  const sql = `SELECT CAST(MAX(${quoteName(timeColumn)}) AS CHAR) AS newest FROM ${quotedTable(old)}`;
  const [row] = await reading(session, () => session.query(sql));
  const newest = row?.['newest'] ?? null;
  return newest === null ? null : String(newest);
}
