import { AppError } from '../../errors/app-error.ts';
import { openLastingLine, realPause, type Pause } from '../../servers/ssh/lasting-line.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import type { DatabaseCredentials } from '../../sites/credentials.ts';
import { openDatabaseSession, type DatabaseSession } from '../../sites/database-session.ts';
import type { DatabaseWork } from './database-work.ts';
import { endEarlier } from './in-place/own-sessions.ts';
import { workSchemas } from './schema-names.ts';
import { endOthers } from './swap/end-others.ts';
import { credentialsOf, type SignInContext } from './swap/sign-in.ts';

/** The database server of a work, as a step reaches it. */
export interface OpenDatabase {
  readonly shell: RemoteShell;
  readonly credentials: DatabaseCredentials;
  /** Signed in without a database: the schemas of a restore are named in every statement. */
  readonly session: DatabaseSession;
}

/** A database server that restarts is back within a minute; 68 seconds in all. */
const MOST_ATTEMPTS = 6;
/** What a line that is lost, and a database server that ends, leave behind. */
const CUT = new Set(['database.unreachable', 'import.not-finished']);

/**
 * Runs work that may be done again from its beginning: again, when the line to the server or the database server itself was gone for a while. When it begins, nothing of
 * an earlier attempt of this restore runs on the server any more. Throws as `credentialsOf` and `openDatabaseSession`, `restore.swap-locked`, and what `use` throws.
 */
export async function withDatabase<T>(
  work: DatabaseWork,
  context: SignInContext,
  use: (open: OpenDatabase) => Promise<T>,
  pause: Pause = realPause,
): Promise<T> {
  const { connections, target, job } = context;
  const line = openLastingLine(connections, target.server.id, job, pause);
  const schemas = workSchemas(work);
  let stood = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await line.withShell(async (shell) => {
        const credentials = await credentialsOf(shell, work, context);
        await using session = await openDatabaseSession(shell, { ...credentials, database: null }, job.signal);
        await endEarlier(session, schemas);
        await endOthers(session, schemas.aside);
        stood = true;
        return await use({ shell, credentials, session });
      });
    } catch (error) {
      job.signal.throwIfAborted();
      if (!stood || !(error instanceof AppError) || !CUT.has(error.code) || attempt === MOST_ATTEMPTS) throw error;
      job.log(`Stopped in the middle (${error.code} ${error.detail.slice(0, 200)}); trying again`);
      await line.wait(error);
    }
  }
}
