import { randomUUID } from 'node:crypto';
import { JobId } from '../../shared/model/ids.ts';
import type { Job } from '../../shared/model/job.ts';
import { AppError, problemOf } from '../errors/app-error.ts';
import type { JobRequest } from './job-handler.ts';
import type { JobLog } from './job-log.ts';
import type { ProgressPump } from './progress-pump.ts';

/** A job that waits or runs, with all that the runner keeps of it until it has ended. */
export interface LiveJob {
  job: Job;
  readonly params: unknown;
  /** See `sameWorkKey`. */
  readonly key: string;
  readonly controller: AbortController;
  readonly log: JobLog;
  readonly ended: Promise<Job>;
  readonly settle: (job: Job) => void;
  /** Why it was told to stop; the first reason counts. */
  stop: 'cancel' | 'pause' | 'shutdown' | null;
  /** While it runs. */
  pump: ProgressPump | null;
}

/** What changes when a job ends. */
export type JobEnd = Pick<Job, 'state'> & Partial<Pick<Job, 'problem' | 'backupId'>>;

export const INTERRUPTED: JobEnd = { state: 'interrupted', problem: new AppError('job.interrupted').toProblem() };

export function queuedJob({ kind, title, serverId, siteId }: JobRequest, now: string): Job {
  return {
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
    createdAt: now,
    startedAt: null,
    endedAt: null,
  };
}

export function liveJob(job: Job, params: unknown, key: string, log: JobLog): LiveJob {
  let settle: (ended: Job) => void = () => {};
  const ended = new Promise<Job>((resolve) => {
    settle = resolve;
  });
  return { job, params, key, controller: new AbortController(), log, ended, settle, stop: null, pump: null };
}

/** Thrown by the work although nobody told it to stop, and no problem an operator can act on. */
export function isBug({ stop }: LiveJob, error: unknown): boolean {
  return stop === null && !(error instanceof AppError);
}

/** How a job ends whose work threw. What it threw goes to its log where the problem does not tell it. */
export function endAfter(entry: LiveJob, error: unknown): JobEnd {
  const message = error instanceof Error ? error.message : String(error);
  if (entry.stop !== null) entry.log.line(`Stopped: ${message}`);
  else if (isBug(entry, error)) entry.log.line(error instanceof Error ? (error.stack ?? message) : message);
  switch (entry.stop) {
    case 'cancel':
      return { state: 'cancelled' };
    case 'pause':
      return { state: 'paused' };
    case 'shutdown':
      return INTERRUPTED;
    case null:
      return { state: 'failed', problem: problemOf(error) };
  }
}

const WORDS: Readonly<Record<Job['state'], string>> = {
  queued: 'Waiting',
  running: 'Running',
  succeeded: 'Done',
  warning: 'Done with a warning',
  failed: 'Failed',
  cancelled: 'Cancelled',
  paused: 'Paused',
  interrupted: 'Interrupted',
};

/** The end of a job's log. */
export function lastWordOf({ state, problem }: Job): string {
  if (problem === null) return `${WORDS[state]}.`;
  const detail = problem.detail === '' ? '' : `\n${problem.detail}`;
  return `${WORDS[state]}: ${problem.title}. ${problem.hint} [${problem.code}]${detail}`;
}
