import type { Site } from '../../shared/model/site.ts';
import type { DatabaseSource } from '../../shared/model/source.ts';
import { AppError } from '../errors/app-error.ts';
import { findDatabaseSocket } from '../remote/programs.ts';
import type { RemoteShell } from '../servers/ssh/remote-shell.ts';
import type { SecretStore } from '../support/secret-store.ts';
import type { DatabaseCredentials } from './credentials.ts';
import { dialectOf, frameworkOf } from './detect-sites.ts';
import { parseEnv } from './env/parse-env.ts';
import { lookAtSite } from './look-at-site.ts';
import { databaseSettings } from './profiles/database-settings.ts';

/**
 * The credentials of a source as they are now: read anew from the site's settings file, or from the secret store.
 * "localhost" becomes the database's unix socket where the server has one, because that is what it means to the site.
 * Throws `source.env-unreadable`, `source.env-incomplete`, `source.database-changed`, `source.secret-missing`, `site.root-missing`, `ssh.*`.
 */
export async function resolveCredentials(
  shell: RemoteShell,
  site: Pick<Site, 'root' | 'profile'>,
  source: DatabaseSource,
  secrets: SecretStore,
  signal: AbortSignal,
): Promise<DatabaseCredentials> {
  const credentials =
    source.access.from === 'site-env'
      ? await readFromSite(shell, site, source.access.envFile, signal)
      : await readFromStore(source, secrets);
  // A site that has moved to another database must not be backed up under the old one's name, nor the old one in its place.
  if (credentials.database !== source.database) {
    const detail = `Registered: ${source.database}. The settings file says: ${credentials.database}.`;
    throw new AppError('source.database-changed', { detail });
  }
  if (credentials.address.socket !== null || credentials.address.host !== 'localhost') return credentials;
  const socket = await findSocket(shell, signal);
  return { ...credentials, address: { ...credentials.address, host: socket === null ? '127.0.0.1' : 'localhost', socket } };
}

async function readFromSite(
  shell: RemoteShell,
  site: Pick<Site, 'root' | 'profile'>,
  envFile: string,
  signal: AbortSignal,
): Promise<DatabaseCredentials> {
  const look = await lookAtSite(shell, site.root, envFile, signal);
  if (look.env.state !== 'read') {
    const what = look.env.state === 'missing' ? 'is not there' : 'may not be read by the SSH user';
    throw new AppError('source.env-unreadable', { detail: `${envFile} in ${site.root} ${what}.` });
  }
  const env = parseEnv(look.env.text, dialectOf(site.profile));
  const settings = databaseSettings(site.profile, env.values, frameworkOf(look, site.profile));
  if (settings.found) return settings.credentials;
  const lines = env.unreadableLines.length === 0 ? '' : ` Lines not understood: ${env.unreadableLines.join(', ')}.`;
  throw new AppError('source.env-incomplete', { detail: `${envFile}: ${settings.reason}${lines}` });
}

async function readFromStore(source: DatabaseSource, secrets: SecretStore): Promise<DatabaseCredentials> {
  const password = await secrets.get(`source:${source.id}`);
  if (password === null) throw new AppError('source.secret-missing', { detail: `${source.user} of ${source.database}` });
  return { database: source.database, address: source.address, user: source.user, password };
}

async function findSocket(shell: RemoteShell, signal: AbortSignal): Promise<string | null> {
  const result = await shell.run({ program: findDatabaseSocket, args: [], signal });
  const [first = ''] = result.stdout.toString('utf8').split('\n');
  return first.startsWith('/') ? first : null;
}
