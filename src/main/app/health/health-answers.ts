import type { DiskRow } from '../../../shared/model/disk.ts';
import { effectiveRetention } from '../../../shared/model/effective-retention.ts';
import type { FleetStatus, SiteStatus } from '../../../shared/model/fleet.ts';
import { type FleetHealth, type HealthTargets, type HealthTrend, type SiteHealthReport, TREND_DAYS } from '../../../shared/model/health.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { Job } from '../../../shared/model/job.ts';
import { checksOf, componentsOf } from '../../health/checks.ts';
import { fleetDisks, fleetStatus, siteStatus } from '../../health/fleet-status.ts';
import { daysUntil } from '../../health/nights.ts';
import { planPlace } from '../../retention/plan-place.ts';
import { instantOf } from '../../support/clock.ts';
import type { Modules } from '../modules.ts';

type Needs = Pick<Modules, 'catalog' | 'clock' | 'presences' | 'sites'>;

/** Throws `site.not-found`. */
export async function siteHealthReport(modules: Needs, siteId: SiteId): Promise<SiteHealthReport> {
  const { catalog, clock, presences, sites } = modules;
  const known = await presences.known();
  const now = clock.now();
  const status = siteStatus(catalog, sites.get(siteId).id, now, known);
  const disks = disksOfSite(status, fleetDisks(catalog, now, known));
  const checks = checksOf({ now, status, disks, ...retentionFacts(modules, status) });
  return {
    siteId,
    siteName: status.site.name,
    checkedAt: instantOf(clock),
    health: status.health,
    rpo: status.rpo,
    rto: status.rto,
    targets: targetsOf(modules, siteId),
    checks: [...checks],
    components: [...componentsOf(checks)],
    disks: [...disks],
  };
}

export function targetsOf({ catalog }: Pick<Needs, 'catalog'>, siteId: SiteId): HealthTargets {
  const { rpoGoalMinutes, rtoGoalMinutes } = catalog.siteRecoveries.of(siteId);
  return { rpoMinutes: rpoGoalMinutes, rtoMinutes: rtoGoalMinutes };
}

export async function fleetHealthNow({ catalog, clock, presences }: Needs): Promise<FleetHealth> {
  const known = await presences.known();
  const { sites, health } = fleetStatus(catalog, clock.now(), known);
  return {
    checkedAt: instantOf(clock),
    ...health,
    sites: sites
      .map((status) => ({ siteId: status.site.id, siteName: status.site.name, health: status.health, rpo: status.rpo, rto: status.rto }))
      .toSorted((a, b) => a.health.score - b.health.score || a.siteName.localeCompare(b.siteName, 'en')),
  };
}

/** Days without a record stay without a score: it cannot be worked out afterwards. */
export function healthTrend({ catalog, clock }: Pick<Needs, 'catalog' | 'clock'>, siteId: SiteId | null): HealthTrend {
  const days = daysUntil(clock.now(), TREND_DAYS);
  const recorded = new Map(catalog.healthDays.since(siteId, days[0] ?? '').map((each) => [each.day, each]));
  return {
    siteId,
    days: days.map((day) => recorded.get(day) ?? { day, score: null, lowest: null }),
    known: days.filter((day) => recorded.has(day)).length,
  };
}

/** The server the site runs on, and the places it lies in or is meant to. */
export function disksOfSite({ server, board }: SiteStatus, disks: FleetStatus['disks']): readonly DiskRow[] {
  const places = new Set(board.cells.map(({ placeId }) => placeId));
  return disks.filter(({ subject }) => (subject.kind === 'place' ? places.has(subject.placeId) : subject.serverId === server.id));
}

/** Of the places the site lies in where something may be deleted at all. */
function retentionFacts({ catalog, clock }: Needs, { site, board }: SiteStatus) {
  const policies = catalog.retentionPolicies.list();
  const governed = board.cells.filter(
    ({ placeId, newest }) => newest !== null && effectiveRetention(policies, site.id, placeId).policy.enabled,
  );
  const plans = governed.map(({ placeId }) => planPlace({ catalog, placeId, siteId: site.id, now: clock.now() }));
  const job = newer(catalog.jobs.newestOutcome(site.id, 'prune'), catalog.jobs.newestOutcomeOfAll('prune'));
  const at = job?.endedAt ?? null;
  return {
    retention: { enabled: governed.length > 0, lastPruned: job === null || at === null ? null : { at, ok: job.state === 'succeeded' } },
    overdue: governed.length === 0 ? null : plans.reduce((sum, { deletes }) => sum + deletes, 0),
  };
}

function newer(a: Job | null, b: Job | null): Job | null {
  if (a === null || b === null) return a ?? b;
  return a.createdAt >= b.createdAt ? a : b;
}
