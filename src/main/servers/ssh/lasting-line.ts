import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import type { RemoteShell, ServerConnections } from './remote-shell.ts';

/** Resolves after that many milliseconds; rejects when the signal is aborted. Tests put a shorter one in its place. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

export const realPause: Pause = async (ms, signal) => {
  await sleep(ms, undefined, { signal }).catch(() => {});
  signal.throwIfAborted();
};

const SECOND = 1_000;
const BACKOFF_MS = [SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 20 * SECOND, 30 * SECOND, 60 * SECOND];
/** Waited in all without anything new having come through. A computer that sleeps does not wait, so a weekend with the lid closed does not count. */
export const GIVE_UP_AFTER_MS = 24 * 60 * 60 * SECOND;

/** What networks, sleeping laptops and restarting servers do; anything else does not go away by waiting. */
const OF_THE_LINE = new Set(['ssh.connection-lost', 'ssh.unreachable', 'ssh.refused', 'ssh.name-not-found', 'ssh.no-more-channels']);

export function isLineProblem(error: unknown): error is AppError {
  return error instanceof AppError && OF_THE_LINE.has(error.code);
}

/** A server that is reached again after the line to it was lost. */
export interface LastingLine {
  /** Runs `work`, again and again until it ends by itself: only for work that may be done twice. A line that never stood fails at once. */
  withShell<T>(work: (shell: RemoteShell) => Promise<T>): Promise<T>;
  /** Waits before the next attempt; throws `problem` when nothing came through for too long. */
  wait(problem: AppError): Promise<void>;
  /** Something new has come through: the waiting begins anew. */
  moved(): void;
}

/** `connections` makes each connection anew; `job.signal` ends any waiting. */
export function openLastingLine(connections: ServerConnections, serverId: string, job: JobContext, pause: Pause): LastingLine {
  let stood = false;
  let attempts = 0;
  let waitedMs = 0;

  async function wait(problem: AppError): Promise<void> {
    const ms = BACKOFF_MS[Math.min(attempts, BACKOFF_MS.length - 1)] ?? 60 * SECOND;
    if (waitedMs + ms > GIVE_UP_AFTER_MS) throw problem;
    attempts += 1;
    waitedMs += ms;
    await pause(ms, job.signal);
  }

  async function withShell<T>(work: (shell: RemoteShell) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await connections.withShell(serverId, job.signal, async (shell) => {
          stood = true;
          return await work(shell);
        });
      } catch (error) {
        if (!isLineProblem(error) || !stood) throw error;
        job.log(`Line lost (${error.code}); trying again`);
        await wait(error);
      }
    }
  }

  return {
    withShell,
    wait,
    moved() {
      attempts = 0;
      waitedMs = 0;
    },
  };
}
