import { randomUUID } from 'node:crypto';
import { JobId } from '../../shared/model/ids.ts';
import type { Job } from '../../shared/model/job.ts';
import type { JobsRepository } from '../catalog/jobs.ts';
import { AppError, problemOf } from '../errors/app-error.ts';
import { type Clock, instantOf } from '../support/clock.ts';
import type { Logger } from '../support/logger.ts';
import type { JobContext } from './job-context.ts';
import { type JobHandlers, type JobRequest, sameWorkKey } from './job-handler.ts';
import { type JobLog, openJobLog, readJobLog } from './job-log.ts';
import { createLanes, laneOf } from './lanes.ts';
import { createProgressMeter } from './progress-meter.ts';
import { type ProgressPump, startProgressPump } from './progress-pump.ts';

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

/** Why a job was told to stop; the first reason counts. */
type Stop = 'cancel' | 'shutdown';

interface Live {
  job: Job;
  readonly params: unknown;
  readonly key: string;
  readonly controller: AbortController;
  readonly log: JobLog;
  readonly ended: Promise<Job>;
  readonly settle: (job: Job) => void;
  stop: Stop | null;
  pump: ProgressPump | null;
}

const CLOSE_WITHIN_MS = 15_000;

/**
 * Runs jobs, one lane per server. Only for who holds the data folder: jobs found queued or running are nobody's any more and become
 * `interrupted` here.
 */
export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const { jobs, clock, logger, logFolder, handlers, lanesLimit } = options;
  const lanes = createLanes(lanesLimit);
  const live = new Map<string, Live>();
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

  const change = (entry: Live, changes: Partial<Job>): void => {
    entry.job = { ...entry.job, ...changes };
    keep(entry.job);
    report(entry.job);
  };

  const end = (entry: Live, changes: Partial<Job> & Pick<Job, 'state'>): void => {
    live.delete(entry.job.id);
    const progress = entry.pump?.stop() ?? null;
    change(entry, { ...changes, progress, endedAt: instantOf(clock) });
    const { id, kind, state, problem } = entry.job;
    entry.log.lastWord(lastWordOf(entry.job));
    entry.log.close();
    logger.info('job.ended', { jobId: id, kind, state, problem: problem?.code ?? null });
    entry.settle(entry.job);
  };

  const failure = (entry: Live, error: unknown): Partial<Job> & Pick<Job, 'state'> => {
    const { id } = entry.job;
    if (entry.stop === 'cancel') return { state: 'cancelled' };
    if (entry.stop === 'shutdown') return { state: 'interrupted', problem: new AppError('job.interrupted').toProblem() };
    if (!(error instanceof AppError)) {
      entry.log.line(error instanceof Error ? (error.stack ?? error.message) : String(error));
      logger.error('job.unexpected', { jobId: id, cause: error });
    }
    return { state: 'failed', problem: problemOf(error) };
  };

  const run = async (entry: Live): Promise<void> => {
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
    };
    let result: Partial<Job> & Pick<Job, 'state'>;
    try {
      result = await handlers[kind](entry.params, context);
    } catch (error) {
      // After close has given up on it, a job has ended already.
      if (!over() && entry.stop !== null) entry.log.line(`Stopped: ${error instanceof Error ? error.message : String(error)}`);
      result = over() ? { state: 'interrupted' } : failure(entry, error);
    }
    if (!over()) end(entry, result);
  };

  const start = (request: JobRequest): Job => {
    if (closing !== null) throw new AppError('job.interrupted');
    const key = sameWorkKey(request);
    const { kind, title, serverId, siteId, params } = request;
    for (const other of live.values()) if (other.key === key) throw new AppError('job.already-running', { detail: other.job.title });
    const job: Job = {
      id: JobId.parse(randomUUID()),
      kind,
      title,
      serverId,
      siteId,
      state: 'queued',
      cancelRequested: false,
      progress: null,
      problem: null,
      backupId: null,
      createdAt: instantOf(clock),
      startedAt: null,
      endedAt: null,
    };
    jobs.insert(job, params);
    let settle: (ended: Job) => void = () => {};
    const ended = new Promise<Job>((resolve) => {
      settle = resolve;
    });
    const log = openJobLog(logFolder, job.id, clock, logger);
    const entry: Live = { job, params, key, controller: new AbortController(), log, ended, settle, stop: null, pump: null };
    live.set(job.id, entry);
    report(job);
    lanes.add(laneOf(job), () => run(entry));
    return job;
  };

  const find = (id: JobId): Job => {
    const job = live.get(id)?.job ?? jobs.find(id);
    if (job === null) throw new AppError('job.not-found', { detail: id });
    return job;
  };

  const closeAll = async (): Promise<void> => {
    const entries = [...live.values()];
    const interrupted = { state: 'interrupted', problem: new AppError('job.interrupted').toProblem() } as const;
    for (const entry of entries) {
      if (entry.job.state === 'queued') {
        end(entry, interrupted);
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
      end(entry, interrupted);
    }
  };

  return {
    start,
    again(id) {
      const { kind, title, serverId, siteId } = find(id);
      return start({ kind, title, serverId, siteId, params: jobs.paramsOf(id) });
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
      entry.stop ??= 'cancel';
      if (entry.job.state === 'queued') end(entry, { state: 'cancelled' });
      else entry.controller.abort();
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

function lastWordOf({ state, problem }: Job): string {
  const words = { queued: 'Waiting', running: 'Running', succeeded: 'Done', warning: 'Done with a warning', failed: 'Failed' } as const;
  const head = state === 'cancelled' ? 'Cancelled' : state === 'interrupted' ? 'Interrupted' : words[state];
  if (problem === null) return `${head}.`;
  const detail = problem.detail === '' ? '' : `\n${problem.detail}`;
  return `${head}: ${problem.title}. ${problem.hint} [${problem.code}]${detail}`;
}
