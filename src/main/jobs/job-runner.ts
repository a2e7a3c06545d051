import type { JobId } from '../../shared/model/ids.ts';
import { type Job, PAUSABLE } from '../../shared/model/job.ts';
import type { JobsRepository } from '../catalog/jobs.ts';
import { AppError } from '../errors/app-error.ts';
import { type Clock, instantOf } from '../support/clock.ts';
import type { Logger } from '../support/logger.ts';
import { type JobContext, JobPaused } from './job-context.ts';
import { type JobHandlers, type JobRequest, sameWorkKey } from './job-handler.ts';
import { openJobLog, readJobLog } from './job-log.ts';
import { createLanes, laneOf, type Turn } from './lanes.ts';
import { endAfter, INTERRUPTED, isBug, type JobEnd, lastWordOf, type LiveJob, liveJob, queuedJob } from './live-job.ts';
import { createProgressMeter } from './progress-meter.ts';
import { startProgressPump } from './progress-pump.ts';

export interface JobRunnerOptions {
  readonly jobs: JobsRepository;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Absolute; made when needed. */
  readonly logFolder: string;
  readonly handlers: JobHandlers;
  /** Every change of a job; of its progress at most four times a second. */
  readonly onChanged: (job: Job) => void;
  /** Jobs that may run at the same time, in all lanes together. */
  readonly lanesLimit: number;
  /** How long `close` waits for jobs to clean up, in milliseconds. */
  readonly closeWithinMs?: number;
}

export interface JobRunner {
  /** The row is written before this returns. Throws `job.already-running`, and `job.interrupted` once the runner is closed. */
  start(request: JobRequest): Job;
  /** The same work as a new job. Throws `job.not-found`, `job.already-running`. */
  again(id: JobId): Job;
  /** Accepts the request; the job has ended later. Nothing happens to a job that has ended. Throws `job.not-found`. */
  cancel(id: JobId): void;
  /**
   * Accepts the request; the job ends as `paused` later, and `again` goes on from what it kept. Nothing happens to a job that has ended or is
   * being cancelled. Throws `job.not-found`, and `job.cannot-pause` for work that could only begin anew.
   */
  pause(id: JobId): void;
  /** Newest first, with the progress of this moment. */
  list(options?: { readonly limit?: number }): readonly Job[];
  /** Throws `job.not-found`. */
  find(id: JobId): Job;
  /** Resolves with the job when it has ended. Throws `job.not-found`. */
  whenEnded(id: JobId): Promise<Job>;
  /** Throws `job.not-found`. */
  log(id: JobId): string;
  activeCount(): number;
  /** Interrupts everything and waits for it, but not for ever. No job changes and nothing is reported afterwards. */
  close(): Promise<void>;
}

const CLOSE_WITHIN_MS = 15_000;

/**
 * Runs jobs, one lane per server. Only for who holds the data folder: jobs found queued or running are nobody's any more and become
 * `interrupted` here.
 */
export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const { jobs, clock, logger, logFolder, handlers, lanesLimit } = options;
  const lanes = createLanes(lanesLimit);
  const live = new Map<string, LiveJob>();
  let closing: Promise<void> | null = null;

  const report = (job: Job): void => {
    try {
      options.onChanged(job);
    } catch (cause) {
      logger.error('job.listener-failed', { jobId: job.id, cause });
    }
  };

  for (const job of jobs.markInterrupted(instantOf(clock))) {
    const log = openJobLog(logFolder, job.id, clock, logger);
    log.lastWord(lastWordOf(job));
    log.close();
    logger.warn('job.interrupted', { jobId: job.id, kind: job.kind });
    report(job);
  }

  /** A catalog that cannot be written must not stop the work: what counts lies in the place, and a rebuild finds it. */
  const keep = (job: Job): void => {
    try {
      jobs.update(job);
    } catch (cause) {
      logger.error('job.row-not-written', { jobId: job.id, state: job.state, cause });
    }
  };

  const change = (entry: LiveJob, changes: Partial<Job>): void => {
    entry.job = { ...entry.job, ...changes };
    keep(entry.job);
    report(entry.job);
  };

  const end = (entry: LiveJob, changes: JobEnd): void => {
    live.delete(entry.job.id);
    const progress = entry.pump?.stop() ?? null;
    entry.job = { ...entry.job, ...changes, progress, endedAt: instantOf(clock) };
    // The log is whole before anybody hears that the job has ended.
    entry.log.lastWord(lastWordOf(entry.job));
    entry.log.close();
    keep(entry.job);
    report(entry.job);
    const { id, kind, state, problem } = entry.job;
    logger.info('job.ended', { jobId: id, kind, state, problem: problem?.code ?? null });
    entry.settle(entry.job);
  };

  const run = async (entry: LiveJob, turn: Turn): Promise<void> => {
    const { id, kind, title } = entry.job;
    // Whoever starts a job gets it back, queued, before it begins.
    await Promise.resolve();
    // Cancelled or interrupted while it waited.
    if (!live.has(id)) return;
    change(entry, { state: 'running', startedAt: instantOf(clock) });
    entry.log.line(`Started: ${title}`);
    const meter = createProgressMeter();
    entry.pump = startProgressPump(
      meter,
      clock,
      (progress) => {
        entry.job = { ...entry.job, progress };
        report(entry.job);
      },
      (progress) => keep({ ...entry.job, progress }),
    );
    const over = (): boolean => !live.has(id);
    const context: JobContext = {
      jobId: id,
      signal: entry.controller.signal,
      step(step, totalBytes = null) {
        if (over()) return;
        meter.step(step, totalBytes, clock.now());
        entry.log.line(step);
      },
      advance(doneBytes) {
        if (!over()) meter.advance(doneBytes);
      },
      log(line) {
        if (!over()) entry.log.line(line);
      },
      waitAside: (wait) => turn.waitAside(wait, entry.controller.signal),
    };
    let result: JobEnd;
    try {
      result = await handlers[kind](entry.params, context);
    } catch (error) {
      // After close has given up on it, it has ended already.
      if (over()) return;
      if (isBug(entry, error)) logger.error('job.unexpected', { jobId: id, cause: error });
      result = endAfter(entry, error);
    }
    if (!over()) end(entry, result);
  };

  const start = (request: JobRequest): Job => {
    if (closing !== null) throw new AppError('job.interrupted');
    const key = sameWorkKey(request);
    for (const other of live.values()) if (other.key === key) throw new AppError('job.already-running', { detail: other.job.title });
    const job = queuedJob(request, instantOf(clock));
    jobs.insert(job, request.params);
    const entry = liveJob(job, request.params, key, openJobLog(logFolder, job.id, clock, logger));
    live.set(job.id, entry);
    report(job);
    lanes.add(laneOf(request), (turn) => run(entry, turn));
    return job;
  };

  const find = (id: JobId): Job => {
    const job = live.get(id)?.job ?? jobs.find(id);
    if (job === null) throw new AppError('job.not-found', { detail: id });
    return job;
  };

  const closeAll = async (): Promise<void> => {
    const entries = [...live.values()];
    for (const entry of entries) {
      if (entry.job.state === 'queued') {
        end(entry, INTERRUPTED);
      } else {
        entry.stop ??= 'shutdown';
        entry.controller.abort(new AppError('job.interrupted'));
      }
    }
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, options.closeWithinMs ?? CLOSE_WITHIN_MS);
    });
    await Promise.race([Promise.all(entries.map(({ ended }) => ended)), patience]);
    clearTimeout(timer);
    for (const entry of live.values()) {
      logger.error('job.did-not-stop', { jobId: entry.job.id, kind: entry.job.kind });
      end(entry, INTERRUPTED);
    }
  };

  return {
    start,
    again(id) {
      const { kind, title, serverId, siteId, backupId } = find(id);
      // What a backup job made is the result of that run, not the work to be done again.
      return start({ kind, title, serverId, siteId, backupId: kind === 'backup' ? null : backupId, params: jobs.paramsOf(id) });
    },
    cancel(id) {
      const entry = live.get(id);
      if (entry === undefined) {
        find(id);
        return;
      }
      if (entry.job.cancelRequested) return;
      // Recorded before anything stops: should the app end now, it was still the operator's wish.
      change(entry, { cancelRequested: true });
      entry.log.line('Cancel requested.');
      if (entry.stop !== 'shutdown') entry.stop = 'cancel';
      const { controller } = entry;
      if (controller.signal.reason instanceof JobPaused) controller.signal.reason.isCancelled = true;
      if (entry.job.state === 'queued') end(entry, { state: 'cancelled' });
      else controller.abort();
    },
    pause(id) {
      const job = find(id);
      if (!PAUSABLE.includes(job.kind)) throw new AppError('job.cannot-pause', { detail: job.title });
      const entry = live.get(id);
      if (entry === undefined || entry.stop !== null) return;
      entry.log.line('Pause requested.');
      entry.stop = 'pause';
      if (entry.job.state === 'queued') end(entry, { state: 'paused' });
      else entry.controller.abort(new JobPaused());
    },
    list: (limits) => jobs.list(limits).map((job) => live.get(job.id)?.job ?? job),
    find,
    whenEnded: async (id) => live.get(id)?.ended ?? find(id),
    log(id) {
      find(id);
      return readJobLog(logFolder, id);
    },
    activeCount: () => live.size,
    close() {
      closing ??= closeAll();
      return closing;
    },
  };
}
