import { isActive, type Job } from '../../shared/model/job.ts';
import type { Problem } from '../../shared/model/problem.ts';
import type { Slot } from '../../shared/model/schedule.ts';

/** Pauses between attempts, in minutes; after the last attempt the slot has failed and the next one tries. */
const RETRY_MINUTES = [5, 15, 45, 135];

/** As often as work may be killed together with Holdfast in one slot: what kills Holdfast itself would do so at every start. */
const CUT_OFF_LIMIT = 2;

/** How a run came to its end without one of its own: Holdfast was closed, by somebody; or it was gone all at once, and this is the next start. */
export type BrokenOff = 'closed' | 'killed';

/** A running slot as its jobs have it: `jobs` are those that are known. The slot itself while one of them is at work. Pure. */
export function settleByJobs(slot: Slot, jobs: readonly Job[], now: number, brokenOff: BrokenOff): Slot {
  if (jobs.some(({ state }) => isActive(state))) return slot;
  const inState = (...states: readonly Job['state'][]): Job | undefined => jobs.find(({ state }) => states.includes(state));
  const settledAt = new Date(now).toISOString();
  const failed = inState('failed');
  // What was found between the look and the deletion keeps everything as it is: that is how it is meant to end.
  if (failed?.problem?.code === 'retention.paused')
    return { ...slot, state: 'done', reason: 'nothing', text: pausedText(failed.problem.detail), settledAt };
  if (failed !== undefined) return afterFailure(slot, failed.problem, now);
  // Without any job Holdfast ended between the slot and what it was to begin.
  if (inState('interrupted') !== undefined || jobs.length === 0 || jobs.length < slot.jobIds.length)
    return brokenOff === 'closed' ? afterClosing(slot) : afterKill(slot, settledAt);
  if (inState('cancelled', 'paused') !== undefined)
    return { ...slot, state: 'skipped', reason: 'cancelled', text: 'Stopped by the operator.', settledAt };
  const warning = inState('warning');
  if (warning !== undefined) return { ...slot, state: 'warning', text: warning.problem?.title ?? '', settledAt };
  return { ...slot, state: 'done', settledAt };
}

/** Begun again with the next start: somebody closed Holdfast, so that this cannot go round by itself. Pure. */
export function afterClosing(slot: Slot): Slot {
  return { ...slot, state: 'waiting', reason: 'retry', text: 'Interrupted when Holdfast was closed.', jobIds: [], notBefore: null };
}

function afterKill(slot: Slot, settledAt: string): Slot {
  const cutOff = slot.cutOff + 1;
  if (cutOff < CUT_OFF_LIMIT)
    return { ...slot, cutOff, state: 'waiting', reason: 'retry', text: 'Holdfast ended while it ran.', jobIds: [], notBefore: null };
  const text = `Holdfast ended ${cutOff} times while it ran, and was not closed. It is not tried again before the next due time.`;
  return { ...slot, cutOff, state: 'failed', reason: 'failed', text, settledAt };
}

/** Of a slot in which nothing is deleted because something is far off. */
export const pausedText = (why: string): string => `Paused until it is acknowledged: ${why}`;

/** Tried again later where that can help, with pauses that grow; failed otherwise. Nothing of it touches the schedule. Pure. */
export function afterFailure(slot: Slot, problem: Problem | null, now: number): Slot {
  const text = problem?.title ?? 'It failed.';
  const minutes = problem?.retryable === true ? RETRY_MINUTES[slot.attempts - 1] : undefined;
  if (minutes === undefined) return { ...slot, state: 'failed', reason: 'failed', text, settledAt: new Date(now).toISOString() };
  return { ...slot, state: 'waiting', reason: 'retry', text, jobIds: [], notBefore: new Date(now + minutes * 60_000).toISOString() };
}
