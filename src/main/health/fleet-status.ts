import { drillDueAt } from '../../shared/model/drill-due.ts';
import type { Drill } from '../../shared/model/drill.ts';
import type { FleetStatus, SiteStatus } from '../../shared/model/fleet.ts';
import type { SiteId } from '../../shared/model/ids.ts';
import type { SitePolicy } from '../../shared/model/policy.ts';
import type { Server } from '../../shared/model/server.ts';
import type { Site } from '../../shared/model/site.ts';
import type { Source } from '../../shared/model/source.ts';
import { AppError } from '../errors/app-error.ts';
import { anomalyFindings } from './anomaly-findings.ts';
import { checklistFacts } from './checklist-facts.ts';
import { checklistFindings } from './checklist-findings.ts';
import { scheduleFindings } from './schedule-findings.ts';
import { cronFindings } from './cron-findings.ts';
import { alertFindings } from './alert-findings.ts';
import { diskRows } from './disk-rows.ts';
import { FORECAST_DAYS } from './disk-forecast.ts';
import type { FleetCatalog, Presences, World } from './fleet-catalog.ts';
import { fleetFindings } from './fleet-findings.ts';
import { fleetHealth } from './fleet-health.ts';
import { type FindingFacts, findingsOf, FINDINGS_FOR_MS, withoutToldKey, worstFindingFirst } from './findings.ts';
import { dayOf } from './nights.ts';
import { proofBoard } from './proof-board.ts';
import { healthOf } from './read-health.ts';
import { readConditions } from './read-conditions.ts';
import { rpoStatus, rtoStatus } from './rpo-rto.ts';
import { toVerify } from './to-verify.ts';
import { heldToHealth, SEVERITY, type SiteFacts, siteVerdict } from './site-verdict.ts';

/** As many as the dashboard's recent activity shows. */
const RECENT_JOBS = 20;

const DAY = 24 * 3_600_000;

/** More failed copies than these are counted by the board, and need no sentence each. */
const FAILED_NAMED = 20;

/** All sites, worst first; among equals the one with the oldest good copy. `now`: milliseconds since the epoch. */
export function fleetStatus(catalog: FleetCatalog, now: number, presences: Presences = new Map()): FleetStatus {
  const servers = catalog.servers.list();
  const byId = new Map(servers.map((server) => [server.id, server]));
  const world = worldOf(catalog, now, presences);
  const sites = catalog.sites.list().map((site) => statusOf(catalog, site, byId.get(site.serverId) ?? null, world));
  const disks = disksOf(catalog, servers, world);
  const findings = fleetFindings({
    now,
    places: world.places,
    presences,
    disks,
    sealing: catalog.settings.get('sealing'),
    lastPruneJob: catalog.jobs.newestOutcomeOfAll('prune'),
    lastVerifyJob: catalog.jobs.newestOutcomeOfAll('verify-rolling'),
  });
  return {
    sites: sites.toSorted(worstFirst),
    servers: [...servers],
    recentJobs: [...catalog.jobs.list({ limit: RECENT_JOBS })],
    findings: [
      ...findings,
      ...checklistFindings(checklistFacts(catalog, sites, now)),
      ...alertFindings(catalog.alerts.unsettledMessages(), now),
    ].toSorted(worstFindingFirst),
    health: fleetHealth(sites),
    disks: [...disks],
  };
}

/** How full everything is, with its forecast. `now`: milliseconds since the epoch. */
export function fleetDisks(catalog: FleetCatalog, now: number, presences: Presences = new Map()): FleetStatus['disks'] {
  return [...disksOf(catalog, catalog.servers.list(), worldOf(catalog, now, presences))];
}

function disksOf(catalog: FleetCatalog, servers: readonly Server[], { now, places, presences }: World): FleetStatus['disks'] {
  return [
    ...diskRows({
      now,
      servers,
      places,
      presences,
      readings: catalog.diskReadings.since(dayOf(now - FORECAST_DAYS * DAY)),
      backupBytes: catalog.diskReadings.backupBytes(),
    }),
  ];
}

/** Throws `site.not-found`. */
export function siteStatus(catalog: FleetCatalog, siteId: SiteId, now: number, presences: Presences = new Map()): SiteStatus {
  const site = catalog.sites.find(siteId);
  if (site === null) throw new AppError('site.not-found', { detail: siteId });
  return statusOf(catalog, site, catalog.servers.find(site.serverId), worldOf(catalog, now, presences));
}

function worldOf(catalog: FleetCatalog, now: number, presences: Presences): World {
  return {
    places: catalog.places.list(),
    retention: catalog.retentionPolicies.list(),
    homeId: catalog.settings.get('place-id'),
    presences,
    now,
  };
}

function statusOf(catalog: FleetCatalog, site: Site, server: Server | null, world: World): SiteStatus {
  if (server === null) throw new AppError('server.not-found', { detail: site.serverId });
  const sources = catalog.sources.list(site.id);
  const newest = catalog.backups.newest(site.id);
  const newestFull = catalog.backups.newestFull(site.id);
  const totals = catalog.backups.totalsOf(site.id);
  const policy = catalog.sitePolicies.of(site.id);
  const goals = catalog.siteRecoveries.of(site.id);
  const passed = catalog.drills.newestPassed(site.id);
  const rpo = rpoStatus(totals.newestGoodAt, goals.rpoGoalMinutes, world.now);
  const rto = rtoStatus(passed, goals.rtoGoalMinutes);
  const lastBackupJob = catalog.jobs.newestOutcome(site.id, 'backup');
  const lastJob = catalog.jobs.newestEnded(site.id);
  const activeJob = catalog.jobs.activeOf(site.id);
  const facts = findingFacts(catalog, site, policy, world, { newest, newestWhole: newestFull, passed });
  const holdings = catalog.holdings.of(site.id);
  // What is missing breaks every backup after it; it is one fault.
  const broken = new Set(facts.brokenChains.map(({ placeId, needsId }) => `${placeId} ${needsId}`));
  const owes = new Set([
    ...facts.lacking.keys(),
    ...facts.brokenChains.filter(({ placeId, canBring }) => canBring && policy.copyTo.includes(placeId)).map(({ placeId }) => placeId),
  ]);
  const board = proofBoard({
    ...world,
    holdings,
    brokenChains: broken.size,
    wanted: policy.copyTo,
    owes,
    healable: new Set(facts.failed.filter(({ healable }) => healable).map(({ copy }) => copy.placeId)),
    newestWholeIn: (placeId) => catalog.holdings.newestGoodIn(site.id, placeId)?.copy.backupId ?? null,
  });
  const copyFailed = new Set(facts.failed.map(({ copy }) => copy.backupId));
  const conditions = readConditions(catalog, { site, server, world, holdings, newest, rpo, rto, lastBackupJob, copyFailed });
  const cron = cronFindings(catalog.siteCrons.find(site.id), server.id, world.now);
  const standing = [...findingsOf(facts), ...conditions, ...cron, ...scheduleFindings(catalog, site.id, world.now)];
  const findings = [...standing, ...anomalyFindings(catalog.anomalies.openOf(site.id), standing)].toSorted(worstFindingFirst);
  const has = (kind: Source['kind']): boolean => sources.some((source) => source.kind === kind);
  const partOf = (part: 'media' | 'config') => (has(part) ? { newestGoodAt: catalog.holdings.newestGoodOf(site.id, part) } : null);
  const verdictFacts: SiteFacts = {
    now: world.now,
    rpoTargetMs: rpo.targetMs,
    serverName: server.name,
    hostKeyPinned: server.hostKey !== null,
    databases: sources.flatMap((source) => (source.kind === 'database' ? [source.database] : [])),
    media: partOf('media'),
    config: partOf('config'),
    adopts: has('server-backups'),
    newest,
    newestFull: newestFull === null ? null : withoutToldKey(newestFull, facts.keyChanges),
    newestGoodAt: totals.newestGoodAt,
    lastBackupJob,
    places: world.places,
    findings,
    board,
    owes,
    presences: world.presences,
  };
  const verdict = siteVerdict(verdictFacts);
  const unproved = catalog.healthFacts.unproved(site.id);
  const read = toVerify({ newest, newestFull, unproved, step: board.next });
  const { health, nights } = healthOf(catalog, {
    site,
    world,
    totals,
    newest,
    board,
    passed,
    verdict,
    verdictFacts,
    activeJob,
    unproved,
    brings: read.brings,
  });
  return {
    site,
    server,
    sources: [...sources],
    ...heldToHealth(verdict, health),
    board,
    findings,
    policy,
    backupCount: totals.count,
    totalBytes: totals.bytes,
    newest,
    newestGoodAt: totals.newestGoodAt,
    oldestAt: totals.oldestAt,
    lastJob,
    activeJob,
    health,
    rpo,
    rto,
    nights: [...nights],
    toVerify: read.copy,
  };
}

function findingFacts(
  { holdings, keyChanges, siteRecoveries }: FleetCatalog,
  { id: siteId, createdAt }: Site,
  { copyTo }: SitePolicy,
  { places, now }: World,
  { passed, ...newest }: Pick<FindingFacts, 'newest' | 'newestWhole'> & { readonly passed: Pick<Drill, 'startedAt'> | null },
): FindingFacts {
  const since = new Date(now - FINDINGS_FOR_MS).toISOString();
  const lastPassedAt = passed?.startedAt ?? null;
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
    keyChanges: keyChanges.of(siteId, since),
  };
}

function worstFirst(a: SiteStatus, b: SiteStatus): number {
  const severity = SEVERITY[b.verdict] - SEVERITY[a.verdict];
  if (severity !== 0) return severity;
  const [goodA, goodB] = [a.newestGoodAt ?? '', b.newestGoodAt ?? ''];
  if (goodA !== goodB) return goodA < goodB ? -1 : 1;
  return a.site.name.localeCompare(b.site.name, 'en');
}
