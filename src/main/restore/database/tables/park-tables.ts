import { AppError } from '../../../errors/app-error.ts';
import { errorNumber, type DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import type { WorkSchemas } from '../schema-names.ts';
import { LOCK_WAIT_SECONDS } from '../swap/cross-over.ts';
import { readTables } from '../swap/read-schema.ts';
import { dropTriggers } from './table-triggers.ts';

/** A table that changes its place, and perhaps its name. */
export interface Move {
  readonly table: string;
  readonly from: string;
  readonly to: string;
  /** Its name where it goes. */
  readonly as: string;
}

/** A table with triggers on its way out of live: none goes to another schema, so it waits in live under a name nobody uses until they are dropped. */
export interface Parked {
  readonly name: string;
  readonly table: string;
  readonly to: 'old' | 'aside';
}

/** The renames with tables that have triggers parked on their way out of live. Pure. No row is ever written to a table without its triggers. */
export function parkTriggered(
  { live, old }: WorkSchemas,
  moves: readonly Omit<Move, 'as'>[],
  triggered: ReadonlySet<string>,
): { readonly moves: readonly Move[]; readonly parked: readonly Parked[] } {
  const parked: Parked[] = [];
  const changed = moves.map(({ table, from, to }): Move => {
    if (from !== live || !triggered.has(table)) return { table, from, to, as: table };
    // The mark of the old schema: it tells the restore, and that nobody else has such a name.
    const name = `${old.slice(-19)}_${parked.length}`;
    parked.push({ name, table, to: to === old ? 'old' : 'aside' });
    return { table, from, to: live, as: name };
  });
  return { moves: changed, parked };
}

/** Brings what is parked to where it was going. May be called again. Throws as `renameAtOnce`. */
export async function settleParked(session: DatabaseSession, { live, aside, old }: WorkSchemas, parked: readonly Parked[]): Promise<void> {
  if (parked.length === 0) return;
  const there = await readTables(session, live);
  const left = parked.filter(({ name }) => there.has(name));
  await dropTriggers(session, live, new Set(left.map(({ name }) => name)));
  await renameAtOnce(
    session,
    left.map(({ name, table, to }) => ({ table: name, from: live, to: to === 'old' ? old : aside, as: table })),
  );
}

const LOCK_WAIT_TIMEOUT = 1205;
const DEADLOCK = 1213;

/**
 * Makes all renames or none, in one statement; nobody sees a state in between. Throws `restore.swap-locked` and `restore.swap-failed` with nothing renamed; with
 * `database.unreachable` and `ssh.*` only the server knows.
 */
export async function renameAtOnce(session: DatabaseSession, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0) return;
  await session.query(`SET SESSION lock_wait_timeout = ${LOCK_WAIT_SECONDS}`);
  const named = (schema: string, table: string) => `${quoteName(schema)}.${quoteName(table)}`;
  try {
    await session.query(`RENAME TABLE ${moves.map(({ table, from, to, as }) => `${named(from, table)} TO ${named(to, as)}`).join(', ')}`);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'database.refused') throw error;
    const isLocked = [LOCK_WAIT_TIMEOUT, DEADLOCK].includes(errorNumber(error));
    throw new AppError(isLocked ? 'restore.swap-locked' : 'restore.swap-failed', { detail: error.detail, cause: error });
  }
}
