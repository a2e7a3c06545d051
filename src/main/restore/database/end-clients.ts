import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../errors/app-error.ts';
import { errorNumber, type DatabaseSession } from '../../sites/database-session.ts';

const POLL_MS = 50;
const MOST_MS = 60_000;
const NO_SUCH_THREAD = 1094;

/**
 * Ends all sessions of this account that are signed in to a schema: clients of an earlier import which nobody feeds any more, also one that has not come so far as to take
 * its lock. Only for a schema the site does not use. Throws `restore.swap-locked` when one does not end.
 */
export async function endClients(session: DatabaseSession, schema: string): Promise<void> {
  const started = Date.now();
  for (;;) {
    const [own] = await session.query("SELECT CONNECTION_ID() AS id, SUBSTRING_INDEX(USER(), '@', 1) AS user");
    const rows = await session.query('SHOW PROCESSLIST');
    const clients = rows.filter(
      (row) => row['db'] === schema && row['User'] === own?.['user'] && Number(row['Id']) !== Number(own?.['id']),
    );
    if (clients.length === 0) return;
    if (Date.now() - started > MOST_MS)
      throw new AppError('restore.swap-locked', { detail: `Clients of an earlier import still run in ${schema}.` });
    for (const row of clients) {
      try {
        await session.query(`KILL ${Number(row['Id'])}`);
      } catch (error) {
        if (errorNumber(error) !== NO_SUCH_THREAD) throw error;
      }
    }
    await sleep(POLL_MS);
  }
}
