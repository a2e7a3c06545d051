import { Worker } from 'node:worker_threads';
import { Leaving } from '../../shared/model/retention.ts';
import type { Clock } from '../support/clock.ts';
import { workerUrl } from '../support/worker-url.ts';

/** How long an answer is given again. A dashboard asks with every change of a job; what leaves by tomorrow does not change that fast. */
const FRESH_MS = 10 * 60_000;

export interface LeavingSoon {
  /** What leaves by the end of tomorrow, at most ten minutes old. Rejects with what stopped the worker. */
  ask(): Promise<Leaving>;
  /** A policy was changed: the next question is worked out anew. */
  forget(): void;
}

/** `file`: of the catalog. The plans are made in a thread of their own, one at a time. */
export function createLeavingSoon(file: string, clock: Clock, closing: AbortSignal): LeavingSoon {
  let last: { readonly leaving: Promise<Leaving>; readonly at: number; readonly until: number } | null = null;
  return {
    ask() {
      const now = clock.now();
      const until = endOfTomorrow(now);
      if (last !== null && last.until === until && Math.abs(now - last.at) < FRESH_MS) return last.leaving;
      const asked = { leaving: inWorker({ file, now, until }, closing), at: now, until };
      last = asked;
      asked.leaving.catch(() => {
        if (last === asked) last = null;
      });
      return asked.leaving;
    },
    forget: () => void (last = null),
  };
}

function inWorker(data: { readonly file: string; readonly now: number; readonly until: number }, closing: AbortSignal): Promise<Leaving> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerUrl(import.meta.url, 'leaving-worker'), { workerData: data, execArgv: [] });
    const stop = () => void worker.terminate();
    closing.addEventListener('abort', stop, { once: true });
    worker.once('message', (message: unknown) => resolve(Leaving.parse(message)));
    worker.once('error', reject);
    worker.once('exit', () => {
      closing.removeEventListener('abort', stop);
      reject(closing.reason instanceof Error ? closing.reason : new Error('the plans of retention ended without an answer'));
    });
  });
}

/** Midnight after tomorrow, in the zone of this computer. */
function endOfTomorrow(now: number): number {
  const today = new Date(now);
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() + 2).getTime();
}
