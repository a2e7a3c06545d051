import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import * as z from 'zod';
import { CALLS, type CallName, type EventName } from '../../shared/ipc/channels.ts';
import { calls, type Output, type Payload } from '../../shared/ipc/contract.ts';
import type { Reply } from '../../shared/ipc/reply.ts';
import { isActive } from '../../shared/model/job.ts';
import { describeHomeOwner, tryLockHome } from '../catalog/home-lock.ts';
import { AppError, problemOf } from '../errors/app-error.ts';
import { createJobRunner, type JobRunner } from '../jobs/job-runner.ts';
import { systemClock, type Clock } from '../support/clock.ts';
import type { Logger } from '../support/logger.ts';
import type { SecretStore } from '../support/secret-store.ts';
import type { App, HostAbilities } from './app.ts';
import { alertCalls } from './calls/alert-calls.ts';
import { anomalyCalls } from './calls/anomaly-calls.ts';
import { auditCalls } from './calls/audit-calls.ts';
import { adoptCalls } from './calls/adopt-calls.ts';
import { appCalls } from './calls/app-calls.ts';
import { backupCalls } from './calls/backup-calls.ts';
import { checklistCalls } from './calls/checklist-calls.ts';
import { copyCalls } from './calls/copy-calls.ts';
import { cronCalls } from './calls/cron-calls.ts';
import { scheduleCalls } from './calls/schedule-calls.ts';
import { documentsCalls } from './calls/documents-calls.ts';
import { drillCalls } from './calls/drill-calls.ts';
import { healthCalls } from './calls/health-calls.ts';
import { createHealthRecorder, type HealthRecorder } from './health/health-recorder.ts';
import { incidentCalls } from './calls/incident-calls.ts';
import { keyCalls } from './calls/key-calls.ts';
import { incidentAnswers } from './calls/incident-answers.ts';
import { placeCalls } from './calls/place-calls.ts';
import { recoveryCalls } from './calls/recovery-calls.ts';
import { restoreCalls } from './calls/restore-calls.ts';
import { reportCalls } from './calls/report-calls.ts';
import { retentionCalls } from './calls/retention-calls.ts';
import { searchCalls } from './calls/search-calls.ts';
import { serverCalls } from './calls/server-calls.ts';
import { siteCalls } from './calls/site-calls.ts';
import { sourceCalls } from './calls/source-calls.ts';
import { transferCalls } from './calls/transfer-calls.ts';
import type { OpenEntry } from './audit/auditing.ts';
import type { Handlers } from './handlers.ts';
import type { Housekeeping } from './housekeeping.ts';
import { jobHandlers } from './job-handlers.ts';
import { keepHouse } from './keep-house.ts';
import { afterRestoreJob, markInterruptedRestores, settleRestores } from './recovery/settle-restores.ts';
import { buildModules, LOG_FOLDER, type Modules } from './modules.ts';
import { createAppScheduler } from './schedule/app-scheduler.ts';
import { keepScheduling, type Scheduling } from './schedule/keep-scheduling.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import { takeStock } from './take-stock.ts';
import { APP_VERSION } from './version.ts';

export interface AppOptions {
  /** Absolute data folder: catalog, settings, job logs. */
  readonly home: string;
  readonly host: HostAbilities;
  readonly secrets: SecretStore;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** `work` (the default) needs the data folder for itself; `read` may run beside an app that has it, and starts no job. */
  readonly access?: 'work' | 'read';
  /** Runs schedules and chores by itself while it is open; default: every host but a terminal. */
  readonly stays?: boolean;
}

/** Jobs at the same time, over all servers: enough to keep the line busy, few enough that each is still quick. */
const LANES = 4;

/** Builds Holdfast from a data folder. Throws `home.in-use`, `catalog.from-newer-app`, `catalog.damaged`. */
export async function createApp(options: AppOptions): Promise<App> {
  const { home, logger, clock = systemClock, access = 'work' } = options;
  const lock = access === 'work' ? tryLockHome(home) : null;
  if (access === 'work' && lock === null) throw new AppError('home.in-use', { detail: describeHomeOwner(home) });
  const events = new EventEmitter();
  const closing = new AbortController();
  let runner: JobRunner | null = null;
  let modules: Modules | null = null;
  let house: Housekeeping | null = null;
  let recorder: HealthRecorder | null = null;
  let scheduler: Scheduler | null = null;
  let scheduling: Scheduling | null = null;
  let isStockTaken = false;
  let isOver = false;
  const release = async (): Promise<void> => {
    closing.abort(new AppError('job.interrupted'));
    await scheduling?.close();
    await scheduler?.close();
    await house?.close();
    await runner?.close();
    scheduler?.settleClosed();
    await recorder?.close();
    await modules?.connections.close();
    await modules?.alerting.close();
    isOver = true;
    modules?.catalog.close();
    lock?.release();
  };
  try {
    modules = buildModules({
      ...options,
      clock,
      access,
      appVersion: APP_VERSION,
      closing: closing.signal,
      runnerIfAny: () => runner,
      emit: (name, payload) => void events.emit(name, payload),
    });
    if (access === 'work') {
      const built = modules;
      recorder = createHealthRecorder(built);
      events.on('fleet.changed', () => recorder?.hear());
      await built.auditing.log.settle((action, details) => built.auditing.ownEvent(action, details));
      markInterruptedRestores(built);
      runner = createJobRunner({
        jobs: modules.catalog.jobs,
        clock,
        logger,
        logFolder: join(home, LOG_FOLDER),
        handlers: jobHandlers(modules),
        lanesLimit: LANES,
        onChanged(job) {
          // First: whoever listens may fail, and what happened is on record all the same.
          built.auditing.jobChanged(job);
          events.emit('job.changed', job);
          scheduling?.jobChanged(job);
          if (isActive(job.state)) return;
          afterRestoreJob(built, job);
          // What was interrupted may turn out to be done, and is heard then.
          if (isStockTaken) built.alerting.hear();
          // Whoever does not stay sends before it ends.
          if (house !== null) built.alerting.send();
          events.emit('fleet.changed');
        },
      });
      await takeStock(modules);
      isStockTaken = true;
      // What ended while nobody was told; from here on every job counts.
      modules.alerting.hear();
      scheduler = createAppScheduler(modules);
      // A command at the terminal ends before anything would be due; the agent stays.
      if (options.stays ?? options.host.kind !== 'terminal') {
        settleRestores(modules);
        house = keepHouse(modules, scheduler, clock, logger);
        scheduling = keepScheduling(scheduler, modules);
      }
    }
    return appOf(modules, events, { release, isOver: () => isOver, schedulerIfAny: () => scheduler });
  } catch (error) {
    // Else this process would keep the data folder from the next attempt, although nothing of it works there.
    await release();
    throw error;
  }
}

interface End {
  readonly release: () => Promise<void>;
  /** Whether nothing can be answered any more: the catalog is closed. */
  readonly isOver: () => boolean;
  /** Null in an app that only reads. */
  readonly schedulerIfAny: () => Scheduler | null;
}

function appOf(modules: Modules, events: EventEmitter, { release, isOver, schedulerIfAny }: End): App {
  const handlers: Handlers = {
    ...appCalls(modules),
    ...placeCalls(modules),
    ...serverCalls(modules),
    ...siteCalls(modules),
    ...sourceCalls(modules),
    ...backupCalls(modules),
    ...copyCalls(modules),
    ...adoptCalls(modules),
    ...retentionCalls(modules),
    ...transferCalls(modules),
    ...keyCalls(modules),
    ...drillCalls(modules),
    ...cronCalls(modules),
    ...scheduleCalls(modules, schedulerIfAny),
    ...incidentCalls(modules),
    ...incidentAnswers(modules),
    ...recoveryCalls(modules),
    ...restoreCalls(modules),
    ...reportCalls(modules),
    ...healthCalls(modules),
    ...checklistCalls(modules),
    ...documentsCalls(modules),
    ...auditCalls(modules),
    ...alertCalls(modules),
    ...anomalyCalls(modules),
    ...searchCalls(modules),
  };
  return {
    call: (name, input) => answer(handlers, name, input, { modules, isOver }),
    on<N extends EventName>(name: N, listener: (payload: Payload<N>) => void) {
      events.on(name, listener);
      return () => void events.off(name, listener);
    },
    activeJobCount: () => modules.activeJobCount(),
    async sendAlerts({ looks, isCaughtUp, signal }) {
      if (looks) {
        schedulerIfAny()?.notice();
        if (isCaughtUp) schedulerIfAny()?.caughtUp();
        await modules.alerting.look();
      }
      return modules.alerting.deliver(signal);
    },
    close: release,
  };
}

async function answer<N extends CallName>(
  handlers: Handlers,
  name: N,
  input: unknown,
  { modules: { logger, auditing }, isOver }: Pick<End, 'isOver'> & { readonly modules: Pick<Modules, 'logger' | 'auditing'> },
): Promise<Reply<Output<N>>> {
  let entry: OpenEntry | null = null;
  try {
    if (!CALLS.includes(name)) throw new AppError('input.invalid', { detail: `no call ${JSON.stringify(name)}` });
    const parsed = calls[name].input.safeParse(input);
    entry = auditing.beginCall(name, parsed.data);
    if (!parsed.success) throw new AppError('input.invalid', { detail: z.prettifyError(parsed.error), cause: parsed.error });
    // The compiler cannot follow N into the table; name, input and output belong to the same entry.
    const handler = handlers[name] as (checked: unknown) => Promise<Output<N>> | Output<N>;
    const value = await auditing.asPerson(async () => handler(parsed.data));
    entry?.done(value);
    return { ok: true, value };
  } catch (error) {
    // A window asks until it is closed: what came too late is no bug.
    if (isOver()) return { ok: false, problem: problemOf(new AppError('job.interrupted', { cause: error })) };
    entry?.refused(problemOf(error).code);
    if (!(error instanceof AppError)) logger.error('call.unexpected', { name, cause: error });
    return { ok: false, problem: problemOf(error) };
  }
}
