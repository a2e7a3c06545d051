import { AppError } from '../errors/app-error.ts';

/** All a job may touch of the world that started it. Jobs never import the runner, IPC or Electron. */
export interface JobContext {
  readonly jobId: string;
  /** Aborted by the operator or by the end of the app; every await of a job honours it. */
  readonly signal: AbortSignal;
  /** Names the stage that begins. `totalBytes`: known from an earlier run or from a file; null when not known. */
  step(title: string, totalBytes?: number | null): void;
  /** Bytes done within the current step so far. Cheap: call it for every chunk. */
  advance(doneBytes: number): void;
  /** A line of the job's log, for the operator; never a secret. */
  log(line: string): void;
  /**
   * Waits for something that may take hours, and lets other jobs of the same server or place go ahead meanwhile: nothing may be open or half changed
   * there. Rejects with what `wait` rejects, or the reason of `signal`. Absent where nothing queues.
   */
  waitAside?(wait: () => Promise<void>): Promise<void>;
}

/** Why the signal of a job was aborted when the operator paused it. Never shown: the job ends as `paused`, which is no problem. */
export class JobPaused extends Error {
  override readonly name = 'JobPaused';
  /** The operator cancelled the job before its work had stopped. A signal keeps its first reason, so the reason itself must tell. */
  isCancelled = false;

  constructor() {
    super('paused by the operator');
  }
}

/** Whether the operator paused the work of this signal, and did not cancel it since. */
export function isPause(signal: AbortSignal): boolean {
  return signal.aborted && signal.reason instanceof JobPaused && !signal.reason.isCancelled;
}

/**
 * Whether what has arrived stays for the next attempt: after a pause, the end of the app and any failure, but not after a cancel. Ask it when the
 * work has ended early.
 */
export function keepsPartials(signal: AbortSignal): boolean {
  const { aborted, reason } = signal;
  return !aborted || isPause(signal) || (reason instanceof AppError && reason.code === 'job.interrupted');
}
