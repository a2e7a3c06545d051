import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../errors/app-error.ts';
import { errorNumber, type DatabaseSession } from '../../../sites/database-session.ts';

const POLL_MS = 50;
const MOST_MS = 60_000;
const NO_SUCH_THREAD = 1094;

/**
 * Ends statements of this restore that go on by themselves: the session they came from was lost, the server works on. Only when none is left does what lies in the
 * schemas say how far it came. `mark`: a name only they carry. Throws `restore.swap-locked` when one does not end.
 */
export async function endOthers(session: DatabaseSession, mark: string): Promise<void> {
  const started = Date.now();
  for (;;) {
    const running = await runningWith(session, mark);
    if (running.length === 0) return;
    if (Date.now() - started > MOST_MS)
      throw new AppError('restore.swap-locked', { detail: `A statement of an earlier attempt still runs: ${running.join(', ')}` });
    for (const id of running) {
      try {
        await session.query(`KILL ${id}`);
      } catch (error) {
        if (errorNumber(error) !== NO_SUCH_THREAD) throw error;
      }
    }
    await sleep(POLL_MS);
  }
}

async function runningWith(session: DatabaseSession, mark: string): Promise<readonly number[]> {
  const [own] = await session.query("SELECT CONNECTION_ID() AS id, SUBSTRING_INDEX(USER(), '@', 1) AS user");
  const rows = await session.query('SHOW FULL PROCESSLIST');
  return rows
    .filter((row) => Number(row['Id']) !== Number(own?.['id']) && row['User'] === own?.['user'])
    .filter((row) => String(row['Info'] ?? '').includes(mark))
    .map((row) => Number(row['Id']));
}
