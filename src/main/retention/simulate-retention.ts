import type { PlaceId } from '../../shared/model/ids.ts';
import type { RetentionSimulation } from '../../shared/model/retention.ts';
import { createCalendar, isoDate } from './calendar.ts';
import { decide } from './decide.ts';
import type { RetentionQuestion } from './plan-retention.ts';
import { type DatedCopy, dated } from './retained-copy.ts';
import { repeated, rhythmOf } from './rhythm.ts';

export interface SimulationQuestion extends RetentionQuestion {
  readonly placeId: PlaceId;
  /** How many days ahead. */
  readonly days: number;
}

/**
 * What the policy would have kept at the end of each day from today on, if it were applied every night and backups came as lately. The first point is today.
 * Pure. Throws `retention.zone-unknown`.
 */
export function simulateRetention({ policy, copies, now, zone, placeId, days }: SimulationQuestion): RetentionSimulation {
  const calendar = createCalendar(policy.zone ?? zone);
  const today = calendar.dayOf(now);
  const real = dated(copies, calendar);
  const rhythm = rhythmOf(real, now, today);
  const coming: DatedCopy[] = [];
  for (let times = 1; rhythm.days > 0 && (times - 1) * rhythm.days <= days; times += 1)
    coming.push(...repeated(rhythm, times, calendar).filter(({ at }) => at > now));

  let left = real;
  let next = 0;
  const points: RetentionSimulation['points'] = [];
  for (let day = today; day <= today + days; day += 1) {
    const nightfall = calendar.startOf(day + 1) - 1;
    const fresh: DatedCopy[] = [];
    for (let one = coming[next]; one !== undefined && one.at <= nightfall; one = coming[next]) {
      fresh.push(one);
      next += 1;
    }
    const before = inOrder([...left, ...fresh]);
    const fates = decide(before, policy, { now: nightfall, today: day });
    left = before.filter((one) => fates.get(one)?.keep === true);
    points.push({
      day: isoDate(day),
      kept: left.length,
      bytes: left.reduce((sum, { copy }) => sum + copy.bytes, 0),
      deleted: before.length - left.length,
    });
  }
  const known = new Set(real);
  return {
    placeId,
    days,
    assuming: rhythm.assuming,
    points,
    left: left.toReversed().map((one) => ({ at: one.copy.startedAt, simulated: !known.has(one) })),
  };
}

/** A copy from the future may lie between those to come. */
function inOrder(copies: readonly DatedCopy[]): readonly DatedCopy[] {
  return copies.toSorted((a, b) => a.at - b.at || (a.copy.backupId < b.copy.backupId ? -1 : 1));
}
