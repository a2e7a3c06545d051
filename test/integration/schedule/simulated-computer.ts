import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { JobId, type SiteId } from '../../../src/shared/model/ids.ts';
import type { Job, JobState } from '../../../src/shared/model/job.ts';
import { type Problem } from '../../../src/shared/model/problem.ts';
import { type ScheduledWork, type ScheduleDraft, SCHEDULED_WORKS, type Slot, WHOLE_SITE } from '../../../src/shared/model/schedule.ts';
import type { Rhythm } from '../../../src/shared/model/rhythm.ts';
import { openCatalog } from '../../../src/main/catalog/open-catalog.ts';
import type { Launched } from '../../../src/main/schedule/ports.ts';
import { watchClock } from '../../../src/main/app/clock-watch.ts';
import { createRunTimes } from '../../../src/main/schedule/run-times.ts';
import { createScheduler } from '../../../src/main/schedule/scheduler.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { sampleServer, sampleSite, sampleSource } from '../../unit/model-samples.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export interface Begun {
  readonly siteId: SiteId;
  readonly work: ScheduledWork;
  readonly at: string;
  readonly jobId: JobId;
}

export const LOST: Problem = {
  code: 'ssh.connection-lost',
  title: 'The connection was lost',
  hint: '',
  retryable: true,
  detail: '',
};

/** A computer with a scheduler, a catalog on disk, a clock that is set by the test, and jobs that end when the test says so. */
export function simulatedComputer(
  begin: string,
  { sites = 1, watchesClock = false }: { readonly sites?: number; readonly watchesClock?: boolean } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-schedule-'));
  const catalog = openCatalog(join(folder, 'catalog.sqlite'));
  onTestFinished(() => {
    catalog.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const server = sampleServer();
  catalog.servers.insert(server);
  const ids = Array.from({ length: sites }, (_, index) => {
    const site = sampleSite(server, { name: `site-${index}`, createdAt: begin });
    catalog.sites.insert(site);
    catalog.sources.insert(sampleSource(site));
    return site.id;
  }).toSorted();
  const [siteId] = ids;
  if (siteId === undefined) throw new Error('a computer without sites');
  const state = {
    now: Date.parse(begin),
    serverAnswers: true,
    online: null as boolean | null,
    onBattery: null as boolean | null,
    metered: null as boolean | null,
    asked: 0,
    /** How long jobs take, and how they end. */
    jobMs: 10 * MINUTE,
    ends: (() => 'succeeded') as (begun: Begun) => JobState,
    /** What a launch comes to instead of a job; null: a job. */
    launched: null as Launched | null,
  };
  const clock = { now: () => state.now };
  let watch = watchClock({ catalog, clock });
  const jobs = new Map<string, Job>();
  const begun: Begun[] = [];
  const ports = {
    catalog,
    clock,
    logger: silentLogger,
    runTimes: createRunTimes(),
    zone: () => 'Europe/Berlin',
    launch: async (site: SiteId, work: ScheduledWork): Promise<Launched> => {
      if (state.launched !== null) return setImmediate(state.launched);
      const jobId = JobId.parse(randomUUID());
      const at = new Date(state.now).toISOString();
      begun.push({ siteId: site, work, at, jobId });
      jobs.set(jobId, jobOf(jobId, site, at));
      return { kind: 'jobs', jobIds: [jobId] } as const;
    },
    job: (id: JobId) => jobs.get(id) ?? null,
    whenAnyEnded: async () => {},
    busy: () => new Set<string>(),
    drillDueAt: () => null,
    answers: async () => {
      state.asked += 1;
      return state.serverAnswers;
    },
    computer: async () => ({ onBattery: state.onBattery, online: state.online, metered: state.metered }),
    clockStanding: () => (watchesClock ? watch.standing() : ('trusted' as const)),
    changed: () => {},
  };
  let scheduler = createScheduler(ports);

  function endJobs(): void {
    for (const one of begun) {
      const job = jobs.get(one.jobId);
      if (job === undefined || job.state !== 'running' || state.now - Date.parse(one.at) < state.jobMs) continue;
      const ended = state.ends(one);
      jobs.set(one.jobId, { ...job, state: ended, endedAt: new Date(state.now).toISOString(), problem: ended === 'failed' ? LOST : null });
    }
  }

  function interruptJobs(): void {
    for (const [id, job] of jobs)
      if (job.state === 'running') jobs.set(id, { ...job, state: 'interrupted', endedAt: new Date(state.now).toISOString() });
  }

  return {
    state,
    catalog,
    siteId,
    siteIds: ids,
    begun,
    jobs,
    /** Everything off but what is named. */
    only(works: Readonly<Partial<Record<ScheduledWork, Rhythm>>>, zone = 'UTC', changes: Partial<ScheduleDraft> = {}): void {
      for (const site of ids)
        for (const work of SCHEDULED_WORKS)
          catalog.schedules.put({
            siteId: site,
            work,
            schedule: {
              rhythm: works[work] ?? null,
              zone,
              capture: WHOLE_SITE,
              onBattery: null,
              metered: null,
              ...changes,
              since: new Date(state.now).toISOString(),
              setBy: 'operator',
            },
          });
    },
    scheduler: () => scheduler,
    isClockTrusted: () => ports.clockStanding() !== 'ahead',
    tick: async () => {
      endJobs();
      await scheduler.tick();
    },
    /** The computer is on: a tick each minute, or as often as is asked. */
    async run(ms: number, stepMs = MINUTE) {
      const until = state.now + ms;
      while (state.now < until) {
        state.now = Math.min(until, state.now + stepMs);
        await this.tick();
      }
    },
    /** No tick; jobs go nowhere. */
    sleep(ms: number) {
      state.now += ms;
    },
    /** Closed with what was running, and opened again after a time. */
    async closeFor(ms: number) {
      await scheduler.close();
      interruptJobs();
      scheduler.settleClosed();
      state.now += ms;
      watch = watchClock({ catalog, clock });
      scheduler = createScheduler(ports);
      await this.tick();
    },
    /** Gone all at once with what was running, as by a crash, and started again after a time. */
    async killFor(ms: number) {
      state.now += ms;
      interruptJobs();
      watch = watchClock({ catalog, clock });
      scheduler = createScheduler(ports);
      await this.tick();
    },
    slots: (work?: ScheduledWork): readonly Slot[] =>
      catalog.slots.between({ siteId: null, work: work ?? null, from: '1970-01-01T00:00:00.000Z', until: '9999-01-01T00:00:00.000Z' }),
    stateOf: (work: ScheduledWork): readonly string[] =>
      catalog.slots
        .between({ siteId, work, from: '1970-01-01T00:00:00.000Z', until: '9999-01-01T00:00:00.000Z' })
        .map(({ dueAt, state: is, reason }) => `${dueAt.slice(5, 16)} ${is}${reason === null ? '' : ` ${reason}`}`),
  };
}

function jobOf(id: JobId, siteId: SiteId, at: string): Job {
  return {
    id,
    kind: 'backup',
    title: 'work',
    serverId: null,
    siteId,
    state: 'running',
    cancelRequested: false,
    progress: null,
    problem: null,
    backupId: null,
    createdAt: at,
    startedAt: at,
    endedAt: null,
  };
}
