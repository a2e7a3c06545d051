import type { SiteId } from '../../shared/model/ids.ts';
import type { ServerBackupsSource } from '../../shared/model/source.ts';
import { listAdoptable, type ListedBackup } from '../capture/adopted/list-adoptable.ts';
import { AppError } from '../errors/app-error.ts';
import type { Modules } from './modules.ts';

export interface SourceListing {
  readonly source: ServerBackupsSource;
  /** Newest first. */
  readonly files: readonly ListedBackup[];
}

/**
 * What the server made, by source; a file that two sources name belongs to the first. Only reads. Throws `site.not-found`, `adopt.no-source`, `ssh.*`.
 */
export async function listServerBackups(
  { sites, catalog, connections }: Pick<Modules, 'sites' | 'catalog' | 'connections'>,
  siteId: SiteId,
  signal: AbortSignal,
): Promise<readonly SourceListing[]> {
  const site = sites.get(siteId);
  const sources = catalog.sources.list(siteId).filter((source) => source.kind === 'server-backups');
  if (sources.length === 0) throw new AppError('adopt.no-source', { detail: site.name });
  const isAdopted = (path: string, bytes: number, modifiedAt: string) => catalog.adoptedFiles.has(siteId, path, bytes, modifiedAt);
  return connections.withShell(site.serverId, signal, async (shell) => {
    const listings: SourceListing[] = [];
    const seen = new Set<string>();
    for (const source of sources) {
      const files = await listAdoptable(shell, site, source, isAdopted, signal);
      listings.push({ source, files: files.filter(({ path }) => !seen.has(path)) });
      for (const { path } of files) seen.add(path);
    }
    return listings;
  });
}
