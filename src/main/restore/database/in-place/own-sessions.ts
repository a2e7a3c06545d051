import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../errors/app-error.ts';
import { errorNumber, type DatabaseSession } from '../../../sites/database-session.ts';
import { MOST_SESSIONS } from '../../import/open-sessions.ts';
import type { WorkSchemas } from '../schema-names.ts';
import { endOthers } from '../swap/end-others.ts';

const POLL_MS = 50;
const MOST_MS = 60_000;
const NO_SUCH_THREAD = 1094;

/** The name under which the sessions of an import in place are found again: only they hold a lock of it. At most 64 characters with a number behind it. */
export function importMark({ old }: Pick<WorkSchemas, 'old'>): string {
  return `holdfast${old.slice(-19)}`;
}

/**
 * Ends what goes on by itself after a line was lost: clients that import on the server, and single statements. What they had not committed is gone with them.
 * Throws `restore.swap-locked` when one does not end.
 */
export async function endEarlier(session: DatabaseSession, schemas: WorkSchemas): Promise<void> {
  const started = Date.now();
  for (;;) {
    const holders = await holdersOf(session, importMark(schemas));
    if (holders.length === 0) break;
    if (Date.now() - started > MOST_MS)
      throw new AppError('restore.swap-locked', { detail: `An import of an earlier attempt still runs: ${holders.join(', ')}` });
    for (const id of holders) {
      try {
        await session.query(`KILL ${id}`);
      } catch (error) {
        if (errorNumber(error) !== NO_SUCH_THREAD) throw error;
      }
    }
    await sleep(POLL_MS);
  }
  await endOthers(session, schemas.old.slice(-12));
}

async function holdersOf(session: DatabaseSession, mark: string): Promise<readonly number[]> {
  const locks = Array.from({ length: MOST_SESSIONS }, (_, at) => `IS_USED_LOCK('${mark}:${at}') AS l${at}`);
  const [row] = await session.query(`SELECT ${locks.join(', ')}`);
  return Object.values(row ?? {})
    .filter((id) => id !== null)
    .map(Number);
}
