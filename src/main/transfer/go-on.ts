import { AppError, type ErrorCode } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { WaitingClock } from '../support/waiting-clock.ts';
import type { TransferLimits } from './limits.ts';

/** What a line does that was cut, a server that restarts, a network that changes: it is worth waiting for. */
const LINE_PROBLEMS: ReadonlySet<ErrorCode> = new Set([
  'place.unreachable',
  'ssh.connection-lost',
  'ssh.unreachable',
  'ssh.refused',
  'ssh.name-not-found',
  'ssh.no-more-channels',
] as const);

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** Attempts in a row that bring nothing: together about six minutes of pauses, longer than a server takes to start. */
const PATIENCE = 10;
/** The same before anything has come: an address that never answers is told soon. */
const PATIENCE_AT_FIRST = 1;

/** Thrown by an attempt when copies may not be moved any more: what has arrived is kept, the connection is let go, and the hours are waited for. */
export class WindowClosed extends Error {
  override readonly name = 'WindowClosed';
}

export interface GoOn<T> {
  /** Begins or goes on; called again after what a line does. Whatever it has opened is closed when it settles. */
  readonly attempt: () => Promise<T>;
  /** Bytes moved by all attempts so far. */
  readonly moved: () => number;
  readonly job: JobContext;
  readonly clock: WaitingClock;
  readonly limits: TransferLimits;
}

/**
 * Does work that can go on from where it stopped until it is done, has failed for good, or nothing came of it for so long that the problem is told.
 * Pauses grow to a minute and begin anew when something came. Returns how often it went on. Throws what the last attempt threw, or the reason of
 * the job's signal.
 */
export async function goOn<T>({ attempt, moved, job, clock, limits }: GoOn<T>): Promise<{ readonly value: T; readonly resumed: number }> {
  let resumed = 0;
  let inVain = 0;
  for (;;) {
    const before = moved();
    await limits.waitUntilOpen(job);
    try {
      return { value: await attempt(), resumed };
    } catch (error) {
      job.signal.throwIfAborted();
      if (error instanceof WindowClosed) {
        job.log('The hours for copies are over. What has arrived is kept.');
        continue;
      }
      if (!(error instanceof AppError) || !LINE_PROBLEMS.has(error.code)) throw error;
      inVain = moved() > before ? 1 : inVain + 1;
      if (inVain > (moved() > 0 ? PATIENCE : PATIENCE_AT_FIRST)) throw error;
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (inVain - 1));
      job.log(`${error.message}. What has arrived is kept; going on in ${pauseMs / 1000} s.`);
      job.step(`Waiting for the line, trying again in ${pauseMs / 1000} s`);
      await clock.wait(pauseMs, job.signal);
      resumed += 1;
    }
  }
}
