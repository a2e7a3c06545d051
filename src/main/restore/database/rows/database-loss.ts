import type { TableInventory } from '../../../../shared/model/artifact.ts';
import type { TableLoss } from '../../../../shared/model/restore.ts';
import type { StepContext } from '../../step.ts';
import { isTableBeside } from '../../../sites/tables-beside.ts';
import type { DatabaseWork } from '../database-work.ts';
import { withSession } from '../swap/sign-in.ts';
import { countTables } from './count-tables.ts';
import { newestInDump } from './newest-in-dump.ts';
import { beginReading } from './rows-session.ts';
import { readShapes, withoutBeside } from './table-shapes.ts';

/** What a switch or an undo would take away from one database. */
export interface DatabaseLoss {
  readonly tables: readonly TableLoss[];
  /** Sentences: what could not be counted or read, and why. */
  readonly unknown: readonly string[];
}

/** A server that is read before there are steps. */
export type RowsAccess = Pick<StepContext, 'target' | 'connections' | 'secrets'>;

/**
 * The live database against the dump of a work, table by table, before anything is touched. Only reads, from one consistent moment, without a lock.
 * With tables chosen, only those. Throws `database.*`, `source.*`, `ssh.*`.
 */
export async function databaseLoss(work: DatabaseWork, access: RowsAccess, signal: AbortSignal): Promise<DatabaseLoss> {
  const { artifact, choice, database } = work;
  const job = { jobId: 'loss', signal, step: () => {}, advance: () => {}, log: () => {} };
  const { live, counted } = await withSession(work, { ...access, job }, async (session) => {
    const shapes = withoutBeside(await readShapes(session, database));
    const wanted = choice.tables === null ? null : new Set(choice.tables.map(({ name }) => shapes.folded(name)));
    const tables = [...shapes.tables].filter(([folded]) => wanted?.has(folded) ?? true).map(([, shape]) => shape);
    await beginReading(session);
    return { live: shapes, counted: await countTables(session, tables, signal) };
  });
  const chosen = choice.tables === null ? null : new Set(choice.tables.map(({ name }) => live.folded(name)));
  const backup = new Map(
    artifact.inventory.tables
      .filter(({ name }) => chosen?.has(live.folded(name)) ?? !isTableBeside(name))
      .map((table) => [live.folded(table.name), table]),
  );
  const timed = new Map(
    counted.tables.flatMap(({ shape, timeColumn }) => {
      const there = backup.get(live.folded(shape.name));
      return timeColumn === null || there === undefined ? [] : [[there.name, timeColumn] as const];
    }),
  );
  const { newest, why } = await newestInDump(work, timed, signal);
  const rowsOf = ({ rows }: TableInventory): number => (choice.content === 'structure' ? 0 : (rows ?? 0));
  const here = new Set(counted.tables.map(({ shape }) => live.folded(shape.name)));
  const tables: TableLoss[] = counted.tables.map(({ shape, rows, estimated, timeColumn, newest: newestNow }) => {
    const there = backup.get(live.folded(shape.name));
    return {
      table: shape.name,
      rowsNow: rows,
      rowsBackup: there === undefined ? null : rowsOf(there),
      estimated,
      timeColumn,
      newestNow,
      newestBackup: there === undefined ? null : (newest.get(there.name) ?? null),
    };
  });
  for (const [folded, table] of backup) {
    if (here.has(folded) || live.tables.has(folded)) continue;
    const none = { rowsNow: null, estimated: false, timeColumn: null, newestNow: null, newestBackup: null };
    tables.push({ table: table.name, rowsBackup: rowsOf(table), ...none });
  }
  const unknown = [...counted.unknown, ...(why === null ? [] : [why])];
  if (artifact.kind === 'structure' || choice.content === 'structure')
    unknown.push(`Only the structure of ${database} comes back: its tables would hold no rows.`);
  return { tables: tables.toSorted((one, other) => (one.table < other.table ? -1 : 1)), unknown };
}
