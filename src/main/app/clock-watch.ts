import type { Clock } from '../support/clock.ts';

/** Further ahead of what was seen last, the time may be wrong: a clock that lost its battery, a network that tells nonsense. */
const DOUBTFUL_MS = 2 * 86_400_000;
/** After so many looks in a row at which it still runs on from there it is the time after all: the computer was off, or asleep. */
const LOOKS = 10;

/** Judges the time for what cannot be taken back. */
export interface ClockWatch {
  /** To be asked once a round. False while the time has jumped ahead and has not stayed there for long enough. */
  isTrusted(): boolean;
}

/**
 *   trusted --more than two days ahead of the last look--> in doubt --ten looks that follow each other--> trusted
 *                                                            |  ^
 *      (back to where it was) trusted <----------------------+  +--(another jump: counted anew)
 *
 * A clock that goes back makes nothing due, so that is no reason to doubt it. `lastSeen`: milliseconds since the epoch, null when nothing is known; then
 * the time is in doubt at first.
 */
export function createClockWatch(clock: Clock, lastSeen: number | null): ClockWatch {
  let trusted = lastSeen ?? Number.NEGATIVE_INFINITY;
  let doubted = Number.NEGATIVE_INFINITY;
  let looks = 0;
  return {
    isTrusted() {
      const now = clock.now();
      const followsDoubt = Math.abs(now - doubted) <= DOUBTFUL_MS;
      if (now - trusted > DOUBTFUL_MS) {
        looks = followsDoubt ? looks + 1 : 1;
        doubted = now;
        if (looks < LOOKS) return false;
      }
      trusted = now;
      looks = 0;
      doubted = Number.NEGATIVE_INFINITY;
      return true;
    },
  };
}
