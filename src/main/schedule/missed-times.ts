import type { Slot } from '../../shared/model/schedule.ts';
import type { DueItem } from './decide-due.ts';
import type { RunTimes } from './run-times.ts';
import { missedSlot } from './record-due.ts';

/** What the clock of this computer is worth. `ahead`, `behind`: it leapt there, and has not stayed for long enough to be believed. */
export type ClockStanding = 'trusted' | 'ahead' | 'behind';

/** Up to when the due times were looked at, and from when to when the missed ones are owed their rows until a leap ahead is believed. UTC. */
export interface LookedAt {
  readonly until: string;
  readonly owed: { readonly from: string; readonly until: string } | null;
}

interface Span {
  readonly from: number;
  readonly until: number;
}

export interface MissedTimes {
  /** Milliseconds since the epoch: of earlier due times it is not said that they were missed. Infinity: of none, at this look. */
  readonly after: number;
  /** Due times in it that have no row were missed; null: none is owed. */
  readonly owed: Span | null;
  readonly next: LookedAt;
}

/** After so long nobody can tell a computer that was off from one whose clock was wrong: nothing was missed then. As long a leap is a far one for the clock. */
const FAR_MS = 60 * 86_400_000;
/** What was looked at is written down so often; each time is a wait for the disk. */
const NOTE_MS = 3_600_000;

/** Of which due times it can be said now that they were missed: none by a time that is not trusted. `before`: null where nobody ever looked. Pure. */
export function missedTimes(before: LookedAt | null, now: number, clock: ClockStanding): MissedTimes {
  const nothing = { after: Number.POSITIVE_INFINITY, owed: null };
  if (clock === 'behind') return { ...nothing, next: before ?? lookedAt(now, null) };
  const until = before === null ? now : Date.parse(before.until);
  const owes =
    before === null || before.owed === null ? null : { from: Date.parse(before.owed.from), until: Date.parse(before.owed.until) };
  const from = owes?.from ?? until;
  const isFar = now - until > FAR_MS;
  const isLost = isFar || from > now;
  if (clock === 'ahead') return { ...nothing, next: noted(before, now, isLost ? null : { from, until: now }) };
  const owed = owes === null || isLost ? null : { from, until: Math.min(owes.until, now) };
  return { after: before === null ? 0 : isFar ? now : until, owed, next: noted(before, now, null) };
}

/** As it was, while nothing but the hour has changed. */
function noted(before: LookedAt | null, now: number, owed: Span | null): LookedAt {
  const isSame =
    before !== null &&
    Math.abs(now - Date.parse(before.until)) < NOTE_MS &&
    (owed === null ? before.owed === null : before.owed !== null && Math.abs(owed.until - Date.parse(before.owed.until)) < NOTE_MS);
  return isSame ? before : lookedAt(now, owed);
}

function lookedAt(now: number, owed: Span | null): LookedAt {
  const instant = (ms: number): string => new Date(ms).toISOString();
  return { until: instant(now), owed: owed === null ? null : { from: instant(owed.from), until: instant(owed.until) } };
}

/** The rows of what was missed within a time for which they are owed. `known`: the rows of this work since then, oldest first. Pure. */
export function owedRows(item: DueItem, owed: Span, known: readonly Slot[], now: number, runTimes: RunTimes): readonly Slot[] {
  const { rhythm, zone, since } = item.schedule;
  if (rhythm === null) return [];
  const after = Math.max(Date.parse(since), owed.from, item.notBefore === null ? 0 : item.notBefore - 1);
  if (after >= owed.until) return [];
  const times = new Set(known.map(({ dueAt }) => dueAt));
  return runTimes.between(rhythm, zone, after, owed.until).flatMap((at): readonly Slot[] => {
    const dueAt = new Date(at).toISOString();
    const caughtUpBy = known.find((slot) => slot.dueAt > dueAt)?.dueAt;
    return times.has(dueAt) || caughtUpBy === undefined ? [] : [missedSlot(item, at, { now, caughtUpBy })];
  });
}
