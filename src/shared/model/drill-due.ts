import type { DrillSettings } from './drill.ts';

const MONTHS: Readonly<Record<DrillSettings['rhythm'], number>> = { off: 0, monthly: 1, quarterly: 3 };

/** A new site needs its first backups first. */
const FIRST_AFTER_MS = 7 * 24 * 3_600_000;

/**
 * When the next drill is due, UTC: a month or a quarter after the last one that passed, the first one a week after `since`, when the site was registered.
 * Failed and aborted drills move nothing. Null: no rhythm. Pure.
 */
export function drillDueAt(rhythm: DrillSettings['rhythm'], lastPassedAt: string | null, since: string): string | null {
  if (rhythm === 'off') return null;
  return lastPassedAt === null ? new Date(Date.parse(since) + FIRST_AFTER_MS).toISOString() : monthsAfter(lastPassedAt, MONTHS[rhythm]);
}

/** The same day of a later month, or its last one: 31 January and a month is 28 or 29 February. */
function monthsAfter(at: string, months: number): string {
  const from = new Date(at);
  const to = new Date(from);
  to.setUTCDate(1);
  to.setUTCMonth(to.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
  to.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return to.toISOString();
}
