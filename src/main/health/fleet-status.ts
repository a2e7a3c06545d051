import type { BackupSummary } from '../../shared/model/backup.ts';
import type { Place, Presence } from '../../shared/model/place.ts';
import type { SitePolicy } from '../../shared/model/policy.ts';
import { drillDueAt } from '../../shared/model/drill-due.ts';
import type { Drill, DrillSettings } from '../../shared/model/drill.ts';
import type { FleetStatus, SiteStatus } from '../../shared/model/fleet.ts';
import type { PlaceId, ServerId, SiteId } from '../../shared/model/ids.ts';
import type { Job, JobKind } from '../../shared/model/job.ts';
import type { Server } from '../../shared/model/server.ts';
import type { Site } from '../../shared/model/site.ts';
import type { Source } from '../../shared/model/source.ts';
import { AppError } from '../errors/app-error.ts';
import { type FindingFacts, findingsOf, FINDINGS_FOR_MS } from './findings.ts';
import { type PlaceHolding, proofBoard } from './proof-board.ts';
import { SEVERITY, siteVerdict } from './site-verdict.ts';

/** The part of the catalog that the state of the fleet is read from. */
export interface FleetCatalog {
  readonly servers: { list(): readonly Server[]; find(id: ServerId): Server | null };
  readonly sites: { list(): readonly Site[]; find(id: SiteId): Site | null };
  readonly sources: { list(siteId: SiteId): readonly Source[] };
  readonly places: { list(): readonly Place[] };
  readonly settings: { get(name: 'place-id'): PlaceId | null };
  readonly sitePolicies: { of(siteId: SiteId): SitePolicy };
  readonly drills: { newestPassed(siteId: SiteId): Pick<Drill, 'startedAt'> | null };
  readonly siteRecoveries: { drillOf(siteId: SiteId): DrillSettings };
  readonly holdings: {
    of(siteId: SiteId): readonly PlaceHolding[];
    failed(siteId: SiteId, limit: number): FindingFacts['failed'];
    brokenChains(siteId: SiteId, since: string): FindingFacts['brokenChains'];
    keyChanges(siteId: SiteId, since: string): FindingFacts['keyChanges'];
    newestGoodOf(siteId: SiteId, part: 'media' | 'config'): string | null;
    lacksSince(siteId: SiteId, placeId: PlaceId): string | null;
  };
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

/** More failed copies than these are counted by the board, and need no sentence each. */
const FAILED_NAMED = 20;

/** What is known of places at this moment, for the board; empty where nobody has looked. */
export type Presences = ReadonlyMap<PlaceId, Presence>;

interface World {
  readonly places: readonly Place[];
  readonly homeId: PlaceId | null;
  readonly presences: Presences;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** All sites, worst first; among equals the one with the oldest good copy. `now`: milliseconds since the epoch. */
export function fleetStatus(catalog: FleetCatalog, now: number, presences: Presences = new Map()): FleetStatus {
  const servers = catalog.servers.list();
  const byId = new Map(servers.map((server) => [server.id, server]));
  const world = worldOf(catalog, now, presences);
  const sites = catalog.sites.list().map((site) => statusOf(catalog, site, byId.get(site.serverId) ?? null, world));
  const recentJobs = [...catalog.jobs.list({ limit: RECENT_JOBS })];
  return { sites: sites.toSorted(worstFirst), servers: [...servers], recentJobs, findings: [] };
}

/** Throws `site.not-found`. */
export function siteStatus(catalog: FleetCatalog, siteId: SiteId, now: number, presences: Presences = new Map()): SiteStatus {
  const site = catalog.sites.find(siteId);
  if (site === null) throw new AppError('site.not-found', { detail: siteId });
  return statusOf(catalog, site, catalog.servers.find(site.serverId), worldOf(catalog, now, presences));
}

function worldOf(catalog: FleetCatalog, now: number, presences: Presences): World {
  return { places: catalog.places.list(), homeId: catalog.settings.get('place-id'), presences, now };
}

function statusOf(catalog: FleetCatalog, site: Site, server: Server | null, world: World): SiteStatus {
  if (server === null) throw new AppError('server.not-found', { detail: site.serverId });
  const sources = catalog.sources.list(site.id);
  const newest = catalog.backups.newest(site.id);
  const newestFull = catalog.backups.newestFull(site.id);
  const totals = catalog.backups.totalsOf(site.id);
  const policy = catalog.sitePolicies.of(site.id);
  const facts = findingFacts(catalog, site, policy, world, { newest, newestWhole: newestFull });
  const holdings = catalog.holdings.of(site.id);
  // What is missing breaks every backup after it; it is one fault.
  const broken = new Set(facts.brokenChains.map(({ placeId, needsId }) => `${placeId} ${needsId}`));
  const board = proofBoard({ ...world, holdings, brokenChains: broken.size, wanted: policy.copyTo });
  const findings = findingsOf(facts);
  const has = (kind: Source['kind']): boolean => sources.some((source) => source.kind === kind);
  const partOf = (part: 'media' | 'config') => (has(part) ? { newestGoodAt: catalog.holdings.newestGoodOf(site.id, part) } : null);
  const { verdict, because, nextAction } = siteVerdict({
    now: world.now,
    serverName: server.name,
    hostKeyPinned: server.hostKey !== null,
    databases: sources.flatMap((source) => (source.kind === 'database' ? [source.database] : [])),
    media: partOf('media'),
    config: partOf('config'),
    adopts: has('server-backups'),
    newest,
    newestFull,
    newestGoodAt: totals.newestGoodAt,
    lastBackupJob: catalog.jobs.newestOutcome(site.id, 'backup'),
    places: world.places,
    findings,
    board,
  });
  return {
    site,
    server,
    sources: [...sources],
    verdict,
    because,
    nextAction,
    board,
    findings: [...findings],
    policy,
    backupCount: totals.count,
    totalBytes: totals.bytes,
    newest,
    newestGoodAt: totals.newestGoodAt,
    oldestAt: totals.oldestAt,
    lastJob: catalog.jobs.newestEnded(site.id),
    activeJob: catalog.jobs.activeOf(site.id),
  };
}

function findingFacts(
  { holdings, drills, siteRecoveries }: FleetCatalog,
  { id: siteId, createdAt }: Site,
  { copyTo }: SitePolicy,
  { places, now }: World,
  newest: Pick<FindingFacts, 'newest' | 'newestWhole'>,
): FindingFacts {
  const since = new Date(now - FINDINGS_FOR_MS).toISOString();
  const lastPassedAt = drills.newestPassed(siteId)?.startedAt ?? null;
  const dueAt = drillDueAt(siteRecoveries.drillOf(siteId).rhythm, lastPassedAt, createdAt);
  const lacking = copyTo.flatMap((placeId) => {
    const lacksSince = holdings.lacksSince(siteId, placeId);
    return lacksSince === null ? [] : [[placeId, lacksSince] as const];
  });
  return {
    now,
    places,
    ...newest,
    drill: dueAt === null ? null : { dueAt, lastPassedAt, since: createdAt },
    lacking: new Map(lacking),
    failed: holdings.failed(siteId, FAILED_NAMED),
    brokenChains: holdings.brokenChains(siteId, since),
    keyChanges: holdings.keyChanges(siteId, since),
  };
}

function worstFirst(a: SiteStatus, b: SiteStatus): number {
  const severity = SEVERITY[b.verdict] - SEVERITY[a.verdict];
  if (severity !== 0) return severity;
  const [goodA, goodB] = [a.newestGoodAt ?? '', b.newestGoodAt ?? ''];
  if (goodA !== goodB) return goodA < goodB ? -1 : 1;
  return a.site.name.localeCompare(b.site.name, 'en');
}
