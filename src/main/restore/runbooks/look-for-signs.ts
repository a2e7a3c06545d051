import type { Sign } from '../../../shared/model/proposal.ts';
import type { DatabaseSource } from '../../../shared/model/source.ts';
import { AppError } from '../../errors/app-error.ts';
import type { RemoteShell, ServerConnections } from '../../servers/ssh/remote-shell.ts';
import { openDatabaseSession } from '../../sites/database-session.ts';
import { resolveCredentials } from '../../sites/resolve-credentials.ts';
import type { Clock } from '../../support/clock.ts';
import type { SecretStore } from '../../support/secret-store.ts';
import type { RestoreTarget } from '../step.ts';
import { findChanges } from './find-changes.ts';
import { findNewAdmins } from './new-admins.ts';
import { fileSigns, keySigns, SIGN_DAYS } from './file-signs.ts';
import { uploadFolders } from './site-folders.ts';

export interface SignsAccess {
  readonly target: RestoreTarget;
  readonly connections: ServerConnections;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  /** Milliseconds the whole look may take; default: a minute. */
  readonly longestMs?: number;
}

const LONGEST_MS = 60_000;
const MOST_SIGNS = 200;
const DAY_MINUTES = 24 * 60;
const KEY_FILES = ['~/.ssh/authorized_keys', '~/.ssh/authorized_keys2'];

/**
 * What on the server tells when it began, the earliest first: files that can be run among uploads, code that changed, new accounts with rights, keys that may sign in.
 * Only reads, for a minute at most: what was not looked at by then is left out, and so is a database that cannot be reached. `note`: sentences about what was left out.
 * Throws `site.root-missing`, `ssh.*` when the server cannot be reached, and the reason of `signal`.
 */
export async function lookForSigns(
  { target, connections, secrets, clock, longestMs = LONGEST_MS }: SignsAccess,
  signal: AbortSignal,
  note: (sentence: string) => void = () => {},
): Promise<readonly Sign[]> {
  const deadline = AbortSignal.timeout(longestMs);
  const bounded = AbortSignal.any([signal, deadline]);
  const uploads = uploadFolders(target.sources);
  const { root } = target.site;
  return connections.withShell(target.server.id, signal, async (shell) => {
    const signs: Sign[] = [];
    const look = async (what: string, work: () => Promise<readonly Sign[]>): Promise<void> => {
      try {
        signs.push(...(await work()));
      } catch (error) {
        signal.throwIfAborted();
        const isLeftOut = deadline.aborted || (error instanceof AppError && /^(?:database|source)\./.test(error.code));
        if (!isLeftOut) throw error;
        note(`${what} could not be looked at: ${deadline.aborted ? 'it took too long' : (error as Error).message}.`);
      }
    };
    const find = (what: 'changed' | 'executables', folders: readonly string[]) =>
      findChanges(shell, { root, what, minutes: SIGN_DAYS * DAY_MINUTES, folders }, bounded);
    await look('Files', async () => {
      const executables = await find('executables', uploads);
      const changed = await find('changed', ['.']);
      if (executables.isCut || changed.isCut) note('There are more changed files than are looked at.');
      return fileSigns(executables.files, changed.files, uploads, clock.now());
    });
    await look('Keys', async () => keySigns((await find('changed', KEY_FILES)).files, clock.now()));
    for (const source of target.sources)
      if (source.kind === 'database')
        await look(`Accounts in ${source.database}`, () => adminSigns(shell, target, source, { secrets, clock }, bounded));
    return signs.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).slice(0, MOST_SIGNS);
  });
}

async function adminSigns(
  shell: RemoteShell,
  { site }: RestoreTarget,
  source: DatabaseSource,
  { secrets, clock }: { readonly secrets: SecretStore; readonly clock: Clock },
  signal: AbortSignal,
): Promise<readonly Sign[]> {
  const credentials = await resolveCredentials(shell, site, source, secrets, signal);
  await using session = await openDatabaseSession(shell, credentials, signal);
  return await findNewAdmins(session, source.database, SIGN_DAYS, clock.now());
}
