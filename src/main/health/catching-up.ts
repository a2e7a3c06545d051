import type { SiteId } from '../../shared/model/ids.ts';
import { CATCH_UP_GRACE_MS } from '../../shared/model/schedule-due.ts';
import type { Schedule, ScheduledWork, Slot } from '../../shared/model/schedule.ts';

/** The part of the catalog that says what is being caught up with. */
export interface CatchUpFacts {
  readonly schedules: { list(): readonly { readonly siteId: SiteId; readonly work: ScheduledWork; readonly schedule: Schedule }[] };
  readonly slots: { open(): readonly Slot[] };
  readonly settings: { get(name: 'awake-since'): string | null };
}

/** What brings a new backup. */
const BRINGS_ONE: ReadonlySet<ScheduledWork> = new Set<ScheduledWork>(['pull', 'backup']);
/** In this time what is due is written down, servers are asked, and the first work begins. */
const SETTLING_MS = 5 * 60_000;

/**
 * Sites whose newest backup may be old for no other reason than that this computer was off: within the hour after a start or a wake, as long as a backup of
 * theirs waits or is at work. One that failed is no catching up. `now`: milliseconds since the epoch.
 */
export function catchingUp({ schedules, slots, settings }: CatchUpFacts, now: number): ReadonlySet<SiteId> {
  const since = settings.get('awake-since');
  const awakeMs = since === null ? CATCH_UP_GRACE_MS : now - Date.parse(since);
  if (awakeMs >= CATCH_UP_GRACE_MS) return new Set();
  const begun = slots.open();
  const due = awakeMs < SETTLING_MS ? schedules.list().filter(({ schedule }) => schedule.rhythm !== null) : [];
  return new Set([...begun, ...due].filter(({ work }) => BRINGS_ONE.has(work)).map(({ siteId }) => siteId));
}
