import { periodMs } from './rhythm.ts';
import type { Schedule, ScheduledWork } from './schedule.ts';

/** Older than this many periods is overdue. */
export const OVERDUE_PERIODS = 1.25;

/** After a start or a wake, what was due meanwhile is caught up with first; only what is not done by then is overdue. */
export const CATCH_UP_GRACE_MS = 3_600_000;

/** A drill has findings of its own, by what passed; a look at the health is no protection that could lapse. */
const NEVER_OVERDUE: ReadonlySet<ScheduledWork> = new Set<ScheduledWork>(['drill', 'health']);

export interface OverdueFacts {
  readonly work: ScheduledWork;
  readonly schedule: Schedule;
  /** By a schedule or by hand; null: never. */
  readonly lastDoneAt: string | null;
  /** Since when Holdfast has been running without a pause; null: it is not running. */
  readonly awakeSince: string | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Since when work is overdue, UTC; null: it is not. Pure. */
export function overdueSince({ work, schedule, lastDoneAt, awakeSince, now }: OverdueFacts): string | null {
  if (schedule.rhythm === null || NEVER_OVERDUE.has(work)) return null;
  const from = Math.max(Date.parse(schedule.since), lastDoneAt === null ? 0 : Date.parse(lastDoneAt));
  const since = from + OVERDUE_PERIODS * periodMs(schedule.rhythm);
  const told = Math.max(since, awakeSince === null ? 0 : Date.parse(awakeSince) + CATCH_UP_GRACE_MS);
  return now > told ? new Date(since).toISOString() : null;
}
