import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../errors/app-error.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import { switchProblem } from './switch-problem.ts';
import { dropStatement } from './plan-code.ts';
import { type Move, renameStatement } from './plan-renames.ts';
import type { CodeObject } from './schema-content.ts';
import type { SwitchServer } from './switch-sessions.ts';

/** Seconds a lock is waited for. The site waits behind it for as long, so not longer than a patient visitor. */
export const LOCK_WAIT_SECONDS = 10;
/** Seconds. Locks of a session that went silent, a line cut without a word, are free after these. */
const SILENT_SECONDS = 15;
/** Until the rename stands in the queue. Milliseconds. */
const QUEUE_MS = 10_000;
const POLL_MS = 10;

export interface Crossing {
  readonly moves: readonly Move[];
  /** The schema the site works in. */
  readonly live: string;
  /** Triggers of live tables, all of them: none may be there when its table goes to another schema. */
  readonly triggers: readonly CodeObject[];
  /** Live tables that a lock can be had on: all but sequences. */
  readonly lockable: readonly string[];
}

/**
 * Renames all tables in one statement. Where live tables have triggers, rows are not written without them: all live tables are locked, the rename is put into the
 * queue behind the lock, the triggers are dropped, and the lock is let go. Whoever comes to write waits behind the rename; only one who waited for another table
 * than the rename's first can come through once in that moment.
 * Throws `restore.swap-locked` and `restore.swap-failed` with nothing renamed; triggers may be dropped then. `database.*`, `ssh.*`: read the state.
 */
export async function crossOver({ session, another }: SwitchServer, { moves, live, triggers, lockable }: Crossing): Promise<void> {
  if (triggers.length === 0) return rename(session, moves);
  const second = await another();
  const [own] = await second.query('SELECT CONNECTION_ID() AS id');
  await second.query(`SET SESSION lock_wait_timeout = ${2 * LOCK_WAIT_SECONDS}`);
  const usual = await silentSeconds(session);
  await session.query(`SET SESSION wait_timeout = ${SILENT_SECONDS}`);
  let renamed: Promise<void> | null = null;
  try {
    await locked(session.query(`LOCK TABLES ${lockable.map((table) => `${quoteName(live)}.${quoteName(table)} WRITE`).join(', ')}`));
    renamed = rename(second, moves);
    renamed.catch(() => {});
    await Promise.race([untilQueued(session, Number(own?.['id'])), renamed]);
    for (const trigger of triggers) await session.query(dropStatement(live, trigger));
    await session.query('UNLOCK TABLES');
    await session.query(`SET SESSION wait_timeout = ${usual}`);
    await renamed;
  } catch (error) {
    if (!isLost(error)) {
      // What waits in the queue must not come through behind our back.
      if (renamed !== null) await session.query(`KILL ${Number(own?.['id'])}`).catch(() => {});
      await session.query('UNLOCK TABLES');
      await renamed?.catch(() => {});
      await session.query(`SET SESSION wait_timeout = ${usual}`);
    }
    throw error;
  }
}

async function rename(session: DatabaseSession, moves: readonly Move[]): Promise<void> {
  await locked(session.query(renameStatement(moves)));
}

async function untilQueued(session: DatabaseSession, id: number): Promise<void> {
  const started = Date.now();
  while (Date.now() - started < QUEUE_MS) {
    const rows = await session.query('SHOW FULL PROCESSLIST');
    const row = rows.find((one) => Number(one['Id']) === id);
    if (/metadata lock/i.test(String(row?.['State'] ?? ''))) return;
    await sleep(POLL_MS);
  }
  throw new AppError('restore.swap-failed', { detail: 'The rename did not come to wait for its tables.' });
}

async function locked<T>(statement: Promise<T>): Promise<T> {
  try {
    return await statement;
  } catch (error) {
    throw switchProblem(error);
  }
}

async function silentSeconds(session: DatabaseSession): Promise<number> {
  const [row] = await session.query('SELECT @@wait_timeout AS seconds');
  return Number(row?.['seconds'] ?? 28_800);
}

function isLost(error: unknown): boolean {
  return !(error instanceof AppError) || !/^(restore\.|database\.refused)/.test(error.code);
}
