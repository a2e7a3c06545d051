import type { DatabaseCredentials } from '../../../sites/credentials.ts';
import { openDatabaseSession, type DatabaseSession } from '../../../sites/database-session.ts';
import { resolveCredentials } from '../../../sites/resolve-credentials.ts';
import { AppError } from '../../../errors/app-error.ts';
import type { RemoteShell } from '../../../servers/ssh/remote-shell.ts';
import type { StepContext } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { workSchemas } from '../schema-names.ts';

export type SignInContext = Pick<StepContext, 'target' | 'connections' | 'secrets' | 'job'>;

/**
 * How to sign in to the database server of a work, also while the settings of the site name the imported schema (`switch-env`) and the source still the old one.
 * Throws as `resolveCredentials`.
 */
export async function credentialsOf(
  shell: RemoteShell,
  work: DatabaseWork,
  { target, secrets, job }: SignInContext,
): Promise<DatabaseCredentials> {
  const { live, aside } = workSchemas(work);
  const names = [...new Set([work.source.database, live, aside])];
  for (const database of names) {
    try {
      return await resolveCredentials(shell, target.site, { ...work.source, database }, secrets, job.signal);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'source.database-changed' || database === names.at(-1)) throw error;
    }
  }
  throw new AppError('source.database-changed', { detail: names.join(', ') });
}

/** A session of the target's user, signed in without a database: the schemas of a restore are named in every statement. Throws as `openDatabaseSession`. */
export async function withSession<T>(
  work: DatabaseWork,
  context: SignInContext,
  use: (session: DatabaseSession) => Promise<T>,
): Promise<T> {
  const { connections, target, job } = context;
  return connections.withShell(target.server.id, job.signal, async (shell) => {
    const credentials = await credentialsOf(shell, work, context);
    await using session = await openDatabaseSession(shell, { ...credentials, database: null }, job.signal);
    return await use(session);
  });
}
