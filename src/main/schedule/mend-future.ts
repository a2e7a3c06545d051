import type { Slot } from '../../shared/model/schedule.ts';

/** A clock that was set right by less than this did not run everything anew. */
const SMALL_MS = 24 * 3_600_000;

/**
 * Which slots that lie in the future are let go, after a clock that ran ahead was set right: else they would stand for times that have not been. What really
 * ran within a day stays, so that it does not run twice. Pure.
 */
export function slotsOfAWrongClock(future: readonly Slot[], now: number): readonly Slot[] {
  return future.filter(({ state, dueAt }) => {
    if (state === 'running') return false;
    const really = state === 'done' || state === 'warning' || state === 'failed';
    return !really || Date.parse(dueAt) > now + SMALL_MS;
  });
}
