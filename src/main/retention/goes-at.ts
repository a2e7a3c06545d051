import type { RetentionPolicy } from '../../shared/model/retention.ts';
import type { Calendar } from './calendar.ts';
import { decide } from './decide.ts';
import type { DatedCopy } from './retained-copy.ts';
import { tiersOn } from './tiers.ts';

/** How far ahead the policy is tried: past what years of yearly backups ask for, and soon enough computed. */
export const LOOK_AHEAD_DAYS = 4018;

/**
 * When each copy that is kept now would go if nothing newer were made, at the start of a local day; those that never go within `LOOK_AHEAD_DAYS` have no
 * entry. What the rules say changes at midnight alone, and only when a limit passes a copy: all other days are skipped.
 */
export function goesAtOf(
  kept: readonly DatedCopy[],
  policy: RetentionPolicy,
  today: number,
  calendar: Calendar,
): ReadonlyMap<DatedCopy, number> {
  const goesAt = new Map<DatedCopy, number>();
  if (!policy.enabled) return goesAt;
  let left = kept;
  let before = limitsPassed(left, policy, today);
  for (let day = today + 1; day <= today + LOOK_AHEAD_DAYS && left.length > 0; day += 1) {
    const passed = limitsPassed(left, policy, day);
    if (passed.key === before.key) {
      if (passed.isPastAll) break;
      continue;
    }
    const now = calendar.startOf(day);
    const fates = decide(left, policy, { now, today: day });
    left = left.filter((one) => {
      const stays = fates.get(one)?.keep === true;
      if (!stays) goesAt.set(one, now);
      return stays;
    });
    before = limitsPassed(left, policy, day);
  }
  return goesAt;
}

interface Passed {
  /** Equal for two days on which the rules see the same. */
  readonly key: string;
  /** Every limit lies after the newest copy: nothing changes any more. */
  readonly isPastAll: boolean;
}

/** How many of the copies lie before each limit of the policy on a day. */
function limitsPassed(copies: readonly DatedCopy[], policy: RetentionPolicy, today: number): Passed {
  const { generations, maxAgeDays } = policy;
  const limits = [
    ...(generations === null ? [] : Object.values(tiersOn(today, generations))),
    ...Object.values(maxAgeDays).map((days) => today - days),
    // Those from the future count from the day after they have come.
    today,
  ];
  const counts = limits.map((limit) => countBefore(copies, limit));
  return { key: counts.join(' '), isPastAll: counts.every((count) => count === copies.length) };
}

/** By halving; `copies` are in the order of their days. */
function countBefore(copies: readonly DatedCopy[], day: number): number {
  let low = 0;
  let high = copies.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((copies[middle]?.day ?? 0) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}
