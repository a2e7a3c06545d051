import { drillDueAt } from '../../../shared/model/drill-due.ts';
import { isActive, type JobKind } from '../../../shared/model/job.ts';
import { type ScheduledWork } from '../../../shared/model/schedule.ts';
import { createRunTimes } from '../../schedule/run-times.ts';
import { createScheduler, type Scheduler } from '../../schedule/scheduler.ts';
import { sshAnswers } from '../../servers/ssh/answers.ts';
import { zoneHere } from '../../retention/calendar.ts';
import { watchClock } from '../clock-watch.ts';
import type { Modules } from '../modules.ts';
import { launchWork } from './launch-work.ts';

/** Which jobs are the same as what a schedule would begin. What works in a place or for all sites looks for itself. */
const WORK_OF: Readonly<Partial<Record<JobKind, ScheduledWork>>> = { backup: 'backup', adopt: 'pull', drill: 'drill' };

const NOTHING_KNOWN = { onBattery: null, online: null, metered: null };

/** The scheduler of this app, with what its work, its servers and its computer are. */
export function createAppScheduler(modules: Modules): Scheduler {
  const { catalog, clock, logger, host, emit } = modules;
  const watch = watchClock(modules);
  return createScheduler({
    catalog,
    clock,
    logger,
    runTimes: createRunTimes(),
    zone: zoneHere,
    launch: (siteId, work, schedule) => launchWork(modules, siteId, work, schedule),
    job: (id) =>
      modules
        .runner()
        .list({ limit: RECENT })
        .find((job) => job.id === id) ?? catalog.jobs.readable(id),
    async whenAnyEnded(ids, signal) {
      const aborted = Promise.withResolvers<void>();
      const stop = (): void => aborted.resolve();
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      await Promise.race([aborted.promise, ...ids.map((id) => modules.runner().whenEnded(id))]);
      signal.removeEventListener('abort', stop);
    },
    busy: () =>
      new Set(
        modules.jobs().flatMap(({ kind, siteId, state }) => {
          const work = WORK_OF[kind];
          return work === undefined || siteId === null || !isActive(state) ? [] : [`${siteId} ${work}`];
        }),
      ),
    drillDueAt(siteId) {
      const site = catalog.sites.find(siteId);
      if (site === null) return null;
      const { rhythm } = catalog.siteRecoveries.drillOf(siteId);
      const due = drillDueAt(rhythm, catalog.drills.newestPassed(siteId)?.startedAt ?? null, site.createdAt);
      return due === null ? null : Date.parse(due);
    },
    async answers(serverId, signal) {
      const server = catalog.servers.find(serverId);
      return server !== null && sshAnswers(server, (id) => catalog.servers.list().find((other) => other.id === id) ?? null, signal);
    },
    computer: async () => (await host.computer?.()) ?? NOTHING_KNOWN,
    clockStanding: () => watch.standing(),
    changed: () => emit('schedule.changed', undefined),
  });
}

/** Jobs that are looked through for the live state of one; older ones are read from the catalog. */
const RECENT = 200;
