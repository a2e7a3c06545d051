import type { TargetIdentity } from '../../../shared/model/restore.ts';
import type { DatabaseSource } from '../../../shared/model/source.ts';
import { AppError } from '../../errors/app-error.ts';
import type { RemoteShell, ServerConnections } from '../../servers/ssh/remote-shell.ts';
import { openDatabaseSession, type DatabaseSession } from '../../sites/database-session.ts';
import { dialectOf } from '../../sites/detect-sites.ts';
import { parseEnv } from '../../sites/env/parse-env.ts';
import { lookAtSite } from '../../sites/look-at-site.ts';
import { resolveCredentials } from '../../sites/resolve-credentials.ts';
import type { SecretStore } from '../../support/secret-store.ts';
import type { RestoreTarget } from '../step.ts';
import { compareIdentity, isMarkedForAnother } from './compare-identity.ts';
import { readMarker } from './site-marker.ts';

/**
 * What tells the target from every other, read anew; changes nothing. The connection proves the pinned host key.
 * Throws `site.root-missing`, `restore.target-differs` (an unreadable marker), `source.*`, `database.*`, `ssh.*`.
 */
export async function readIdentity(
  target: RestoreTarget,
  connections: ServerConnections,
  secrets: SecretStore,
  signal: AbortSignal,
): Promise<TargetIdentity> {
  const { site, server } = target;
  const { hostKey } = server;
  if (hostKey === null) throw new AppError('restore.target-differs', { detail: `No host key of ${server.name} was accepted.` });
  const sources = target.sources.filter((source): source is DatabaseSource => source.kind === 'database');
  return connections.withShell(server.id, signal, async (shell) => {
    const { root, marker } = await readMarker(shell, site.root, signal);
    const databases: TargetIdentity['databases'] = [];
    for (const source of sources) {
      const credentials = await resolveCredentials(shell, site, source, secrets, signal);
      await using session = await openDatabaseSession(shell, credentials, signal);
      const serverUuid = await readServerUuid(session);
      databases.push({ database: source.database, user: credentials.user, serverVersion: session.serverVersion, serverUuid });
    }
    const appUrl = await readAppUrl(shell, target, sources, signal);
    return {
      serverName: server.name,
      address: `${server.address}:${server.port}`,
      hostKey: hostKey.fingerprint,
      root,
      marker,
      appUrl,
      databases,
    };
  });
}

/**
 * Throws `restore.target-differs` with all that is different, and what `readIdentity` throws. `essence`: what has to be the same; default: all of it.
 */
export async function confirmTarget(
  planned: TargetIdentity,
  target: RestoreTarget,
  connections: ServerConnections,
  secrets: SecretStore,
  signal: AbortSignal,
  essence: (identity: TargetIdentity) => TargetIdentity = (identity) => identity,
): Promise<void> {
  const found = await readIdentity(target, connections, secrets, signal).catch((cause: unknown) => {
    // A folder that is gone, or settings that name another database: that is a different target, not a reading that failed.
    if (cause instanceof AppError && (cause.code === 'site.root-missing' || cause.code === 'source.database-changed'))
      throw new AppError('restore.target-differs', { detail: cause.detail, cause });
    throw cause;
  });
  const differences = [...compareIdentity(essence(planned), essence(found))];
  if (isMarkedForAnother(found, target.site.id)) differences.push('The marker in the site folder names another site.');
  if (differences.length > 0) throw new AppError('restore.target-differs', { detail: differences.join(' ') });
}

/** MariaDB has no uuid of a server: what stands for it are its host, port, data folder and id. */
async function readServerUuid(session: DatabaseSession): Promise<string> {
  const [row] = await session.query(
    session.isMariaDb ? "SELECT CONCAT_WS(':', @@hostname, @@port, @@datadir, @@server_id) AS uuid" : 'SELECT @@server_uuid AS uuid',
  );
  return String(row?.['uuid'] ?? '');
}

async function readAppUrl(
  shell: RemoteShell,
  { site }: RestoreTarget,
  sources: readonly DatabaseSource[],
  signal: AbortSignal,
): Promise<string | null> {
  const fromSite = sources.map(({ access }) => access).find((access) => access.from === 'site-env');
  const look = await lookAtSite(shell, site.root, fromSite?.envFile ?? '.env', signal);
  if (look.env.state !== 'read') return null;
  return parseEnv(look.env.text, dialectOf(site.profile)).values.get('APP_URL') ?? null;
}
