import { AppError } from '../../../errors/app-error.ts';
import { openLastingLine, realPause, type Pause } from '../../../servers/ssh/lasting-line.ts';
import { openDatabaseSession, type DatabaseSession } from '../../../sites/database-session.ts';
import type { StepContext } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { workSchemas } from '../schema-names.ts';
import { LOCK_WAIT_SECONDS } from './cross-over.ts';
import { credentialsOf } from './sign-in.ts';

/** A database server that is reached again after the line to it, or the server itself, was gone. */
export interface SwitchServer {
  readonly session: DatabaseSession;
  /** Another session of the same user; ends with this one. */
  readonly another: () => Promise<DatabaseSession>;
}

/** A database server that restarts is back within a minute; 68 seconds in all. */
const MOST_ATTEMPTS = 6;

/**
 * Runs work that may be done again from anywhere. `heed`: `job` ends what is running when the job is stopped; `nothing` lets it come to its end, for what is
 * finished in a moment and must not be left in the middle.
 */
export async function withServer<T>(
  work: DatabaseWork,
  context: StepContext,
  heed: 'job' | 'nothing',
  use: (server: SwitchServer) => Promise<T>,
  pause: Pause = realPause,
): Promise<T> {
  const { connections, target, job } = context;
  const signal = heed === 'job' ? job.signal : new AbortController().signal;
  const line = openLastingLine(connections, target.server.id, job, pause);
  let stood = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await line.withShell(async (shell) => {
        const credentials = { ...(await credentialsOf(shell, work, context)), database: null };
        await using sessions = new AsyncDisposableStack();
        const open = async () => {
          const session = marked(sessions.use(await openDatabaseSession(shell, credentials, signal)), markOf(work));
          // The server's own limit is a day.
          await session.query(`SET SESSION lock_wait_timeout = ${LOCK_WAIT_SECONDS}`);
          return session;
        };
        const session = await open();
        stood = true;
        return await use({ session, another: open });
      });
    } catch (error) {
      const isLost = error instanceof AppError && error.code === 'database.unreachable';
      if (!isLost || !stood || attempt === MOST_ATTEMPTS) throw error;
      job.log('The database server ended the session; trying again');
      await line.wait(error);
    }
  }
}

/** What every statement of a restore's switch carries, so that one that goes on without its session is known. */
export function markOf(work: DatabaseWork): string {
  return `holdfast ${workSchemas(work).aside.slice(-12)}`;
}

function marked(session: DatabaseSession, mark: string): DatabaseSession {
  return { ...session, query: (sql, values) => session.query(`/* ${mark} */ ${sql}`, values) };
}
