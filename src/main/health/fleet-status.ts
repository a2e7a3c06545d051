import type { BackupSummary } from '../../shared/model/backup.ts';
import type { Place } from '../../shared/model/place.ts';
import type { FleetStatus, SiteStatus } from '../../shared/model/fleet.ts';
import type { ServerId, SiteId } from '../../shared/model/ids.ts';
import type { Job, JobKind } from '../../shared/model/job.ts';
import type { Server } from '../../shared/model/server.ts';
import type { Site } from '../../shared/model/site.ts';
import type { Source } from '../../shared/model/source.ts';
import { AppError } from '../errors/app-error.ts';
import { SEVERITY, siteVerdict } from './site-verdict.ts';

/** The part of the catalog that the state of the fleet is read from. */
export interface FleetCatalog {
  readonly servers: { list(): readonly Server[]; find(id: ServerId): Server | null };
  readonly sites: { list(): readonly Site[]; find(id: SiteId): Site | null };
  readonly sources: { list(siteId: SiteId): readonly Source[] };
  readonly places: { list(): readonly Place[] };
  readonly backups: {
    newest(siteId: SiteId): BackupSummary | null;
    newestFull(siteId: SiteId): BackupSummary | null;
    totalsOf(siteId: SiteId): {
      readonly count: number;
      readonly bytes: number;
      readonly oldestAt: string | null;
      readonly newestGoodAt: string | null;
    };
  };
  readonly jobs: {
    list(options: { readonly limit: number }): readonly Job[];
    activeOf(siteId: SiteId): Job | null;
    newestEnded(siteId: SiteId): Job | null;
    newestOutcome(siteId: SiteId, kind: JobKind): Job | null;
  };
}

/** As many as the dashboard's recent activity shows. */
const RECENT_JOBS = 20;

/** All sites, worst first; among equals the one with the oldest good copy. `now`: milliseconds since the epoch. */
export function fleetStatus(catalog: FleetCatalog, now: number): FleetStatus {
  const servers = catalog.servers.list();
  const byId = new Map(servers.map((server) => [server.id, server]));
  const places = catalog.places.list();
  const sites = catalog.sites.list().map((site) => statusOf(catalog, site, byId.get(site.serverId) ?? null, places, now));
  return { sites: sites.toSorted(worstFirst), servers: [...servers], recentJobs: [...catalog.jobs.list({ limit: RECENT_JOBS })] };
}

/** Throws `site.not-found`. */
export function siteStatus(catalog: FleetCatalog, siteId: SiteId, now: number): SiteStatus {
  const site = catalog.sites.find(siteId);
  if (site === null) throw new AppError('site.not-found', { detail: siteId });
  return statusOf(catalog, site, catalog.servers.find(site.serverId), catalog.places.list(), now);
}

function statusOf(catalog: FleetCatalog, site: Site, server: Server | null, places: readonly Place[], now: number): SiteStatus {
  if (server === null) throw new AppError('server.not-found', { detail: site.serverId });
  const sources = catalog.sources.list(site.id);
  const newest = catalog.backups.newest(site.id);
  const totals = catalog.backups.totalsOf(site.id);
  const { verdict, because, nextAction } = siteVerdict({
    now,
    serverName: server.name,
    hostKeyPinned: server.hostKey !== null,
    databases: sources.map(({ database }) => database),
    newest,
    newestFull: newest?.kind === 'full' ? newest : catalog.backups.newestFull(site.id),
    newestGoodAt: totals.newestGoodAt,
    lastBackupJob: catalog.jobs.newestOutcome(site.id, 'backup'),
    places,
  });
  return {
    site,
    server,
    sources: [...sources],
    verdict,
    because,
    nextAction,
    backupCount: totals.count,
    totalBytes: totals.bytes,
    newest,
    newestGoodAt: totals.newestGoodAt,
    oldestAt: totals.oldestAt,
    lastJob: catalog.jobs.newestEnded(site.id),
    activeJob: catalog.jobs.activeOf(site.id),
  };
}

function worstFirst(a: SiteStatus, b: SiteStatus): number {
  const severity = SEVERITY[b.verdict] - SEVERITY[a.verdict];
  if (severity !== 0) return severity;
  const [goodA, goodB] = [a.newestGoodAt ?? '', b.newestGoodAt ?? ''];
  if (goodA !== goodB) return goodA < goodB ? -1 : 1;
  return a.site.name.localeCompare(b.site.name, 'en');
}
