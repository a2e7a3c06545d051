import type { SiteId } from '../../../shared/model/ids.ts';
import { liveTables } from '../../restore/database/rows/live-tables.ts';
import { openDatabaseSession } from '../../sites/database-session.ts';
import { resolveCredentials } from '../../sites/resolve-credentials.ts';
import type { Modules } from '../modules.ts';
import { restoreTarget } from './restore-works.ts';

export interface LiveDatabase {
  readonly database: string;
  readonly tables: { name: string; approximateRows: number }[];
}

/** Tables of the live databases of a site. Only reads. Throws `site.not-found`, `database.*`, `source.*`, `ssh.*`. */
export async function liveTablesOf(modules: Modules, siteId: SiteId, signal: AbortSignal): Promise<LiveDatabase[]> {
  const { site, server, sources } = restoreTarget(modules, { targetSiteId: siteId });
  return modules.connections.withShell(server.id, signal, async (shell) => {
    const found: LiveDatabase[] = [];
    for (const source of sources) {
      if (source.kind !== 'database') continue;
      const credentials = await resolveCredentials(shell, site, source, modules.secrets, signal);
      await using session = await openDatabaseSession(shell, credentials, signal);
      found.push({ database: source.database, tables: [...(await liveTables(session, source.database))] });
    }
    return found;
  });
}
