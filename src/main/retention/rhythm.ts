import { formatBytes } from '../../shared/format/bytes.ts';
import { BackupId } from '../../shared/model/ids.ts';
import type { Calendar } from './calendar.ts';
import type { DatedCopy, RetainedCopy } from './retained-copy.ts';

/** The backups of some days, which are thought to come again and again. */
export interface Rhythm {
  /** Length of the cycle in local days; 0: nothing is thought to come. */
  readonly days: number;
  readonly copies: readonly DatedCopy[];
  /** One sentence. */
  readonly assuming: string;
}

const DAY_MS = 86_400_000;
const WEEK = 7;
const MONTH = 28;
const TWO_MONTHS = 56;

/**
 * How often and how large backups came lately: the last four weeks where the site has them in full, the last week where older ones were thinned out already,
 * eight weeks where they are rare. Whole weeks, so that Sundays stay Sundays. A young site repeats the days it has.
 */
export function rhythmOf(copies: readonly DatedCopy[], now: number, today: number): Rhythm {
  const past = copies.filter(({ at }) => at <= now);
  const oldest = past[0];
  const newest = past.at(-1);
  const lately = (days: number): readonly DatedCopy[] => past.filter(({ at }) => at > now - days * DAY_MS);
  if (oldest === undefined || newest === undefined || past.length < 2)
    return { days: 0, copies: [], assuming: 'No new backups: fewer than two tell no rhythm.' };
  const age = today - oldest.day + 1;
  if (age < WEEK) {
    const spanDays = (newest.at - oldest.at) / DAY_MS;
    return rhythm(Math.max(1, Math.round((spanDays * past.length) / (past.length - 1))), past);
  }
  const inWeek = lately(WEEK);
  const inMonth = lately(MONTH);
  const isThinned = inMonth.length < 3.5 * inWeek.length;
  if (inWeek.length >= 2 && (age < MONTH || isThinned)) return rhythm(WEEK, inWeek);
  if (inMonth.length >= 2) return rhythm(age < MONTH ? Math.ceil(age / WEEK) * WEEK : MONTH, inMonth);
  const inTwoMonths = lately(TWO_MONTHS);
  if (inTwoMonths.length === 0) return { days: 0, copies: [], assuming: `No new backups: there was none in the last ${TWO_MONTHS} days.` };
  return rhythm(TWO_MONTHS, inTwoMonths);
}

function rhythm(days: number, copies: readonly DatedCopy[]): Rhythm {
  const bytes = copies.reduce((sum, { copy }) => sum + copy.bytes, 0);
  const backups = copies.length === 1 ? '1 backup' : `${copies.length} backups`;
  const every = days === 1 ? 'day' : `${days} days`;
  return { days, copies, assuming: `${backups} with ${formatBytes(bytes)} come every ${every}, as in the last ${every}.` };
}

/**
 * The rhythm's backups again after `times` cycles, at the same hour of the local day. What one needs of its own cycle, it needs of the new one; for a need
 * from before the cycle the newest full of that time stands.
 */
export function repeated({ days, copies }: Rhythm, times: number, calendar: Calendar): readonly DatedCopy[] {
  const idOf = new Map(copies.map(({ copy }, index) => [copy.backupId, simulatedId(times, index)]));
  return copies.map(({ copy, at, day }) => {
    const later = day + times * days;
    const newAt = calendar.startOf(later) + (at - calendar.startOf(day));
    const inCycle = copy.needs.map((id) => idOf.get(id)).filter((id) => id !== undefined);
    const fulls = copies.filter((one) => one.copy.kind === 'full' && one.at < at);
    const base = inCycle.length === copy.needs.length ? undefined : fulls.at(-1);
    const again: RetainedCopy = {
      ...copy,
      backupId: idOf.get(copy.backupId) ?? copy.backupId,
      startedAt: new Date(newAt).toISOString(),
      held: false,
      level: 'intact',
      bestLevel: 'intact',
      intactElsewhere: false,
      neededElsewhere: false,
      needs: base === undefined ? inCycle : [...inCycle, idOf.get(base.copy.backupId) ?? base.copy.backupId],
    };
    return { copy: again, at: newAt, day: later };
  });
}

function simulatedId(cycle: number, index: number): BackupId {
  const number = (cycle * 100_000 + index).toString(16).padStart(12, '0');
  return BackupId.parse(`00000000-0000-4000-8000-${number}`);
}
