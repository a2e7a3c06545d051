import { setTimeout } from 'node:timers/promises';
import { type Clock, systemClock } from './clock.ts';

/** A clock one can wait for, so that tests own pauses as well. */
export interface WaitingClock extends Clock {
  /** Resolves after so many milliseconds; rejects with the reason of `signal` as soon as it is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** What a timer can hold; longer waits look at the time again. */
const LONGEST_MS = 2 ** 31 - 1;

export const systemWaitingClock: WaitingClock = {
  ...systemClock,
  async wait(ms, signal) {
    try {
      await setTimeout(Math.min(Math.max(0, ms), LONGEST_MS), undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  },
};
