import { drillDueAt } from '../../../shared/model/drill-due.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import { overdueSince } from '../../../shared/model/schedule-due.ts';
import {
  type PlannedRun,
  type Schedule,
  SCHEDULED_WORKS,
  type ScheduledWork,
  type ScheduleStatus,
  type SiteSchedules,
  type Slot,
} from '../../../shared/model/schedule.ts';
import type { Site } from '../../../shared/model/site.ts';
import { lastDoneAt } from '../../health/schedule-findings.ts';
import { zoneHere } from '../../retention/calendar.ts';
import { proposedSchedules } from '../../schedule/proposed-schedules.ts';
import type { RunTimes } from '../../schedule/run-times.ts';
import type { Modules } from '../modules.ts';

type StatusModules = Pick<Modules, 'catalog' | 'clock'>;

/** All schedules of a site with how they stand; the proposed ones where nobody has looked at the site yet. */
export function siteSchedules(modules: StatusModules, runTimes: RunTimes, site: Site): SiteSchedules {
  const { catalog } = modules;
  const open = catalog.slots.open().filter(({ siteId }) => siteId === site.id);
  const schedules = schedulesOf(modules, site);
  const works = SCHEDULED_WORKS.map((work) => statusOf(modules, runTimes, site, work, schedules, open));
  return { siteId: site.id, siteName: site.name, works };
}

function schedulesOf({ catalog, clock }: StatusModules, site: Site): ReadonlyMap<ScheduledWork, Schedule> {
  const set = new Map(catalog.schedules.of(site.id).map(({ work, schedule }) => [work, schedule]));
  const kinds = catalog.sources.list(site.id).map(({ kind }) => kind);
  const since = new Date(clock.now()).toISOString();
  return new Map(
    [...proposedSchedules(kinds, zoneHere())].map(([work, draft]) => [work, set.get(work) ?? { ...draft, since, setBy: 'proposed' }]),
  );
}

function statusOf(
  modules: StatusModules,
  runTimes: RunTimes,
  site: Site,
  work: ScheduledWork,
  schedules: ReadonlyMap<ScheduledWork, Schedule>,
  openOfSite: readonly Slot[],
): ScheduleStatus {
  const { catalog, clock } = modules;
  const schedule = schedules.get(work);
  if (schedule === undefined) throw new Error(`no schedule for ${work}`);
  const now = clock.now();
  const until = new Date(now).toISOString();
  const mine = openOfSite.filter((slot) => slot.work === work);
  const open = mine.find(({ state }) => state === 'running') ?? mine[0] ?? null;
  const done = lastDoneAt(catalog, site.id, work, until);
  const overdue = overdueSince({ work, schedule, lastDoneAt: done, awakeSince: catalog.settings.get('awake-since'), now });
  return {
    work,
    schedule,
    nextAt: nextAt(modules, runTimes, site.id, work, schedule),
    last: catalog.slots.newestRun(site.id, work, until),
    lastDoneAt: done,
    open,
    state: stateOf(schedule, open, overdue),
    overdueSince: overdue,
  };
}

function stateOf({ rhythm }: Schedule, open: Slot | null, overdue: string | null): ScheduleStatus['state'] {
  if (open?.state === 'running') return 'running';
  if (rhythm === null && open === null) return 'off';
  if (overdue !== null) return 'overdue';
  return open === null ? 'scheduled' : 'waiting';
}

function nextAt(
  modules: StatusModules,
  runTimes: RunTimes,
  siteId: SiteId,
  work: ScheduledWork,
  { rhythm, zone }: Schedule,
): string | null {
  const from = earliest(modules, siteId, work);
  if (rhythm === null || from === null) return null;
  const next = runTimes.nextAfter(rhythm, zone, from);
  return next === null ? null : new Date(next).toISOString();
}

/** After which a run can come; null: none will. A drill waits until it is due. */
function earliest({ catalog, clock }: StatusModules, siteId: SiteId, work: ScheduledWork): number | null {
  const now = clock.now();
  if (work !== 'drill') return now;
  const { rhythm } = catalog.siteRecoveries.drillOf(siteId);
  const createdAt = catalog.sites.find(siteId)?.createdAt ?? new Date(now).toISOString();
  const due = drillDueAt(rhythm, catalog.drills.newestPassed(siteId)?.startedAt ?? null, createdAt);
  return due === null ? null : Math.max(now, Date.parse(due) - 1);
}

/** Runs to come until a time, oldest first. A drill comes once: whether it comes again depends on how it ends. */
export function plannedRuns(
  modules: StatusModules,
  runTimes: RunTimes,
  site: Site,
  question: { readonly work: ScheduledWork | null; readonly until: number },
): readonly PlannedRun[] {
  return [...schedulesOf(modules, site)].flatMap(([work, { rhythm, zone }]): readonly PlannedRun[] => {
    const from = earliest(modules, site.id, work);
    if (rhythm === null || from === null || (question.work !== null && question.work !== work)) return [];
    const runs = runTimes.between(rhythm, zone, from, question.until);
    return runs.slice(0, work === 'drill' ? 1 : undefined).map((at) => ({ siteId: site.id, work, at: new Date(at).toISOString() }));
  });
}
