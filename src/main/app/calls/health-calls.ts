import { drillDueAt } from '../../../shared/model/drill-due.ts';
import type { FleetStatus } from '../../../shared/model/fleet.ts';
import { fleetDisks, fleetStatus, siteStatus } from '../../health/fleet-status.ts';
import { REPORT_DAYS, statusReport, type StatusReportFacts, statusReportJson } from '../../health/status-report.ts';
import { instantOf } from '../../support/clock.ts';
import { saveReport } from '../drills/save-report.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import { disksOfSite, fleetHealthNow, healthTrend, siteHealthReport, targetsOf } from '../health/health-answers.ts';
import type { Modules } from '../modules.ts';

const DAY = 24 * 3_600_000;
/** More drills than a page tells of. */
const LISTED = 1000;

export function healthCalls(modules: Modules): Handlers<CallsOf<'health' | 'disk' | 'report'>> {
  const { catalog, clock, presences, sites, host, emit } = modules;
  return {
    'health.site': ({ siteId }) => siteHealthReport(modules, siteId),
    'health.fleet': () => fleetHealthNow(modules),
    'health.trend': ({ siteId }) => healthTrend(modules, siteId === null ? null : sites.get(siteId).id),
    'health.set-targets': ({ siteId, targets: { rpoMinutes, rtoMinutes } }) => {
      const recovery = catalog.siteRecoveries.of(sites.get(siteId).id);
      catalog.siteRecoveries.put(siteId, { ...recovery, rpoGoalMinutes: rpoMinutes, rtoGoalMinutes: rtoMinutes });
      emit('fleet.changed', undefined);
      return targetsOf(modules, siteId);
    },
    async 'disk.list'({ siteId }) {
      const known = await presences.known();
      const disks = fleetDisks(catalog, clock.now(), known);
      if (siteId === null) return disks;
      return [...disksOfSite(siteStatus(catalog, sites.get(siteId).id, clock.now(), known), disks)];
    },
    async 'report.status'({ format }) {
      const facts = await statusReportFacts(modules);
      return format === 'html' ? statusReport(facts) : statusReportJson(facts);
    },
    async 'report.save-status'({ format, file }) {
      const facts = await statusReportFacts(modules);
      return saveReport(host, {
        name: `backup status ${facts.writtenAt.slice(0, 10)}`,
        format,
        file,
        html: () => statusReport(facts),
        json: () => statusReportJson(facts),
      });
    },
  };
}

async function statusReportFacts({ catalog, clock, presences, appVersion }: Modules): Promise<StatusReportFacts> {
  const now = clock.now();
  const fleet = fleetStatus(catalog, now, await presences.known());
  const since = new Date(now - REPORT_DAYS * DAY).toISOString();
  return {
    fleet,
    drills: catalog.drills.list({ siteId: null, limit: LISTED }),
    drillDueAt: new Map(fleet.sites.map((status) => [status.site.id, dueAt(catalog, status)])),
    jobs: catalog.jobs.endedSince(since),
    writtenAt: instantOf(clock),
    appVersion,
  };
}

function dueAt(catalog: Modules['catalog'], { site, rto }: FleetStatus['sites'][number]): string | null {
  const passed = rto.drillId === null ? null : (catalog.drills.find(rto.drillId)?.startedAt ?? null);
  return drillDueAt(catalog.siteRecoveries.drillOf(site.id).rhythm, passed, site.createdAt);
}
