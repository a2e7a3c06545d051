import type { Slot } from '../../shared/model/schedule.ts';
import type { DueItem, DueQuestion } from './decide-due.ts';

/** What the due times that have come since the last look make of the slots. */
export interface Due {
  /** New and changed slots, oldest first. */
  readonly records: readonly Slot[];
  /** The one slot that waits to begin, as it stands after `records`; null: none does. */
  readonly waiting: Slot | null;
}

/**
 * Of all that came due, the newest one is done and stands for the others: those were missed while Holdfast was closed or the computer asleep, or were
 * overtaken. Pure.
 */
export function recordDue(
  item: DueItem,
  { now, awakeSince, missedAfter, runTimes }: Pick<DueQuestion, 'now' | 'awakeSince' | 'missedAfter' | 'runTimes'>,
): Due {
  const { schedule, lastDueAt, notBefore, waiting } = item;
  const settledAt = new Date(now).toISOString();
  const { rhythm, zone } = schedule;
  if (rhythm === null) {
    // What the operator asked for goes on without a rhythm.
    if (waiting === null || waiting.reason === 'asked') return { records: [], waiting };
    // Without a rhythm nothing is tried again: what began, by hand or before it was switched off, has failed for its own reason.
    const hasBegun = waiting.attempts > 0;
    const text = `${hasBegun ? 'Not tried again: it has no rhythm.' : 'Has no rhythm, and could not begin.'} ${waiting.text}`.trimEnd();
    const ended: Slot = { ...waiting, state: hasBegun ? 'failed' : 'skipped', reason: hasBegun ? 'failed' : 'cancelled', text, settledAt };
    return { records: [ended], waiting: null };
  }
  // A due time is counted from the millisecond after the last one; `notBefore` itself may be one.
  const after = Math.max(Date.parse(schedule.since), lastDueAt ?? 0, notBefore === null ? 0 : notBefore - 1);
  const due = after < now ? runTimes.between(rhythm, zone, after, now) : [];
  const newest = due.at(-1);
  if (newest === undefined) return { records: [], waiting };
  const caughtUpBy = new Date(newest).toISOString();
  const passed = due.slice(0, -1).flatMap((at): readonly Slot[] => {
    if (at >= awakeSince)
      return [{ ...slotAt(item, at), state: 'skipped', reason: 'replaced', text: 'The next one came first.', settledAt, caughtUpBy }];
    return at > missedAfter ? [missedSlot(item, at, { now, caughtUpBy })] : [];
  });
  const overtaken: readonly Slot[] =
    waiting === null
      ? []
      : [
          {
            ...waiting,
            state: 'skipped',
            reason: 'replaced',
            text: `The next one came first. ${waiting.text}`.trimEnd(),
            settledAt,
            caughtUpBy,
          },
        ];
  const fresh = slotAt(item, newest);
  return { records: [...overtaken, ...passed, fresh], waiting: fresh };
}

export function missedSlot(
  item: Pick<DueItem, 'siteId' | 'work'>,
  at: number,
  { now, caughtUpBy }: { readonly now: number; readonly caughtUpBy: string },
): Slot {
  const text = 'Holdfast was closed or the computer asleep.';
  return { ...slotAt(item, at), state: 'missed', reason: 'closed', text, settledAt: new Date(now).toISOString(), caughtUpBy };
}

export function slotAt({ siteId, work }: Pick<DueItem, 'siteId' | 'work'>, at: number): Slot {
  return {
    siteId,
    work,
    dueAt: new Date(at).toISOString(),
    state: 'waiting',
    reason: null,
    text: '',
    startedAt: null,
    settledAt: null,
    jobIds: [],
    attempts: 0,
    cutOff: 0,
    notBefore: null,
    caughtUpBy: null,
  };
}
