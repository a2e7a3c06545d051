import type { WaitingClock } from '../../../src/main/support/waiting-clock.ts';

export interface HandClock extends WaitingClock {
  /** Every wait that was asked for, in milliseconds. */
  readonly waits: readonly number[];
  set(now: number): void;
}

/** A clock on which every wait is over at once, and the time has passed. */
export function handClock(start = Date.parse('2026-11-21T12:00:00.000Z'), onWait: (ms: number) => void = () => {}): HandClock {
  let now = start;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    set(time) {
      now = time;
    },
    async wait(ms, signal) {
      signal.throwIfAborted();
      waits.push(ms);
      now += ms;
      onWait(ms);
      await Promise.resolve();
      signal.throwIfAborted();
    },
  };
}
