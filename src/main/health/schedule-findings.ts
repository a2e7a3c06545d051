import { formatAge } from '../../shared/format/durations.ts';
import type { Finding } from '../../shared/model/fleet.ts';
import type { SiteId } from '../../shared/model/ids.ts';
import type { Job, JobKind } from '../../shared/model/job.ts';
import { CATCH_UP_GRACE_MS, overdueSince } from '../../shared/model/schedule-due.ts';
import type { Schedule, ScheduledWork, Slot } from '../../shared/model/schedule.ts';

/** The part of the catalog that says when scheduled work was done. */
export interface ScheduleFacts {
  readonly schedules: { of(siteId: SiteId): readonly { readonly work: ScheduledWork; readonly schedule: Schedule }[] };
  readonly slots: { lastDoneAt(siteId: SiteId, work: ScheduledWork, until: string): string | null; open(): readonly Slot[] };
  readonly jobs: { newestOutcome(siteId: SiteId, kind: JobKind): Job | null };
  readonly settings: { get(name: 'awake-since'): string | null };
}

/** What is done as well when the operator does it by hand. */
const BY_HAND: Readonly<Partial<Record<ScheduledWork, JobKind>>> = { backup: 'backup', pull: 'adopt' };

/** When work was last done without a failure, whoever began it; null: never. */
export function lastDoneAt({ slots, jobs }: Pick<ScheduleFacts, 'slots' | 'jobs'>, siteId: SiteId, work: ScheduledWork, until: string) {
  const bySchedule = slots.lastDoneAt(siteId, work, until);
  const kind = BY_HAND[work];
  const job = kind === undefined ? null : jobs.newestOutcome(siteId, kind);
  const byHand = job?.state === 'succeeded' || job?.state === 'warning' ? job.endedAt : null;
  if (bySchedule === null || byHand === null) return bySchedule ?? byHand;
  return bySchedule > byHand ? bySchedule : byHand;
}

const NOT_DONE: Readonly<Record<ScheduledWork, string>> = {
  pull: 'What the server makes was last pulled',
  backup: 'The last backup by schedule or by hand was made',
  push: 'Copies were last brought to other places',
  verify: 'Copies were last re-read',
  drill: 'The last drill ran',
  retention: 'What is not kept was last deleted',
  health: 'The health was last looked at',
};

/**
 * Sites with work that is overdue and is not called so, because a start or a wake is not an hour ago: of them it is not known whether it is over. Of all
 * kinds of work, whether or not a backup is among what is caught up with. `now`: milliseconds since the epoch.
 */
export function hiddenByStart(facts: ScheduleFacts, siteIds: readonly SiteId[], now: number): ReadonlySet<SiteId> {
  const awakeSince = facts.settings.get('awake-since');
  if (awakeSince === null || now >= Date.parse(awakeSince) + CATCH_UP_GRACE_MS) return new Set();
  const until = new Date(now).toISOString();
  const isHidden = (siteId: SiteId): boolean =>
    facts.schedules
      .of(siteId)
      .some(
        ({ work, schedule }) =>
          overdueSince({ work, schedule, lastDoneAt: lastDoneAt(facts, siteId, work, until), awakeSince: null, now }) !== null,
      );
  return new Set(siteIds.filter(isHidden));
}

/** Work of a site that is older than its rhythm allows. `now`: milliseconds since the epoch. */
export function scheduleFindings(facts: ScheduleFacts, siteId: SiteId, now: number): readonly Finding[] {
  const until = new Date(now).toISOString();
  const awakeSince = facts.settings.get('awake-since');
  const waiting = new Map(
    facts.slots.open().flatMap((slot) => (slot.siteId === siteId && slot.state === 'waiting' ? [[slot.work, slot.text] as const] : [])),
  );
  return facts.schedules.of(siteId).flatMap(({ work, schedule }): readonly Finding[] => {
    const done = lastDoneAt(facts, siteId, work, until);
    const since = overdueSince({ work, schedule, lastDoneAt: done, awakeSince, now });
    if (since === null) return [];
    const last = done === null ? `${NOT_DONE[work]} never` : `${NOT_DONE[work]} ${formatAge(Math.max(0, now - Date.parse(done)))}`;
    const why = waiting.get(work) ?? '';
    return [
      {
        code: 'schedule-overdue',
        severity: work === 'backup' || work === 'pull' ? 'at-risk' : 'note',
        text: `${last}, later than its schedule says.${why === '' ? '' : ` ${why}`}`,
        at: since,
        backupId: null,
        placeId: null,
        serverId: null,
      },
    ];
  });
}
