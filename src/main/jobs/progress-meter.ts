import type { Progress } from '../../shared/model/job.ts';

/** How long the rate remembers, in milliseconds: long enough to even out a line that stutters, short enough to show that it slowed down. */
const MEMORY_MS = 5000;
/** A rate from less than this says nothing. */
const WARM_UP_MS = 2000;
/** Below this (bytes per second) nothing moves, and no time left can be named. */
const STANDSTILL = 1;

/** Turns "so many bytes done" into what the operator sees. Pure but for its own memory; the caller brings the time. */
export interface ProgressMeter {
  step(title: string, totalBytes: number | null, now: number): void;
  /** Bytes of the current step so far. Costs nothing: nothing is computed before `read`. */
  advance(doneBytes: number): void;
  /** Null until the first step. */
  read(now: number): Progress | null;
}

interface Step {
  readonly title: string;
  readonly totalBytes: number | null;
  readonly startedAt: number;
  doneBytes: number | null;
  lastReadAt: number;
  lastDone: number;
  rate: number | null;
  remainingMs: number | null;
}

export function createProgressMeter(): ProgressMeter {
  let current: Step | null = null;
  return {
    step(title, totalBytes, now) {
      const total = totalBytes !== null && Number.isSafeInteger(totalBytes) && totalBytes > 0 ? totalBytes : null;
      current = { title, totalBytes: total, startedAt: now, doneBytes: null, lastReadAt: now, lastDone: 0, rate: null, remainingMs: null };
    },
    advance(doneBytes) {
      if (current !== null) current.doneBytes = Math.max(0, Math.trunc(doneBytes));
    },
    read(now) {
      if (current === null) return null;
      const done = current.doneBytes;
      // A total from an earlier run that was passed is known to be wrong; none is better than that.
      const totalBytes = done !== null && current.totalBytes !== null && done > current.totalBytes ? null : current.totalBytes;
      const elapsed = now - current.lastReadAt;
      if (done !== null && elapsed > 0) {
        const hadRate = current.rate !== null;
        current.rate = nextRate(current, done, now, elapsed);
        current.remainingMs = nextRemaining(current.remainingMs, totalBytes, done, current.rate, hadRate ? elapsed : 0);
        current.lastReadAt = now;
        current.lastDone = done;
      }
      return {
        step: current.title,
        doneBytes: done,
        totalBytes,
        bytesPerSecond: current.rate,
        remainingMs: totalBytes === null || current.remainingMs === null ? null : Math.round(current.remainingMs),
      };
    },
  };
}

const share = (elapsed: number): number => 1 - Math.exp(-elapsed / MEMORY_MS);

/** A moving average over time, so that it does not matter how often it is read. */
function nextRate(step: Step, done: number, now: number, elapsed: number): number | null {
  if (step.rate === null) {
    const sinceStart = now - step.startedAt;
    return sinceStart < WARM_UP_MS ? null : (done / sinceStart) * 1000;
  }
  const measured = (Math.max(0, done - step.lastDone) / elapsed) * 1000;
  return step.rate + share(elapsed) * (measured - step.rate);
}

/** The time left runs down with the clock and is only drawn towards what the rate says, so it never jumps. */
function nextRemaining(before: number | null, total: number | null, done: number, rate: number | null, elapsed: number): number | null {
  if (total === null || rate === null || rate < STANDSTILL) return null;
  if (done === total) return 0;
  const measured = ((total - done) / rate) * 1000;
  if (before === null) return measured;
  const expected = Math.max(0, before - elapsed);
  return expected + share(elapsed) * (measured - expected);
}
