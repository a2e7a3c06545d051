import { createHash } from 'node:crypto';
import type { BackupId, PlaceId } from '../../shared/model/ids.ts';
import type { RetentionDecision, RetentionPlan, RetentionPolicy } from '../../shared/model/retention.ts';
import { type Calendar, createCalendar } from './calendar.ts';
import { decide } from './decide.ts';
import { goesAtOf } from './goes-at.ts';
import { reasonsOf } from './reason-text.ts';
import { dated, type RetainedCopy } from './retained-copy.ts';

export interface RetentionQuestion {
  readonly policy: RetentionPolicy;
  /** All copies of one site in one place, in any order. */
  readonly copies: readonly RetainedCopy[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** IANA zone; holds where the policy names none. */
  readonly zone: string;
}

/**
 * What stays, what goes and why, oldest first. Pure: it deletes nothing and asks nobody.
 *
 * Never let go, whatever the policy says: a held backup; of everything the site has (each database, each source of files, the settings) the newest
 * good copy and the last one with the best proof, and the same of a kind the policy has a rule of its own for; what one of these needs; the copy of a
 * last proven one that is intact nowhere else; and `keepNewest` of each.
 *
 * Throws `retention.zone-unknown`.
 */
export function planRetention(question: RetentionQuestion): readonly RetentionDecision[] {
  return decisionsOn(question, createCalendar(question.policy.zone ?? question.zone));
}

function decisionsOn({ policy, copies, now }: RetentionQuestion, calendar: Calendar): readonly RetentionDecision[] {
  const today = calendar.dayOf(now);
  const inOrder = dated(copies, calendar);
  const fates = decide(inOrder, policy, { now, today });
  const kept = inOrder.filter((one) => fates.get(one)?.keep === true);
  const goesAt = goesAtOf(kept, policy, today, calendar);
  return inOrder.flatMap((one) => {
    const fate = fates.get(one);
    if (fate === undefined) return [];
    const { backupId, siteId, siteName, startedAt, kind, label, bytes } = one.copy;
    const at = fate.keep ? goesAt.get(one) : now;
    return [
      {
        backupId,
        siteId,
        siteName,
        startedAt,
        kind,
        label,
        bytes,
        keep: fate.keep,
        reasons: reasonsOf(one, fate, policy),
        goesAt: at === undefined ? null : new Date(at).toISOString(),
      },
    ];
  });
}

/** The ids that would go at this moment, without the reasons and the look ahead. Throws `retention.zone-unknown`. */
export function leavingNow({ policy, copies, now, zone }: RetentionQuestion): ReadonlySet<BackupId> {
  const calendar = createCalendar(policy.zone ?? zone);
  const fates = decide(dated(copies, calendar), policy, { now, today: calendar.dayOf(now) });
  return new Set([...fates].flatMap(([{ copy }, { keep }]) => (keep ? [] : [copy.backupId])));
}

/** The decisions of all sites of a place as one plan. `now`: milliseconds since the epoch. */
export function planOf(
  placeId: PlaceId,
  now: number,
  decisions: readonly RetentionDecision[],
  paused: RetentionPlan['paused'] = [],
): RetentionPlan {
  const inOrder = decisions.toSorted((a, b) => compare(a.startedAt, b.startedAt) || compare(a.backupId, b.backupId));
  const leaving = inOrder.filter(({ keep }) => !keep);
  return {
    placeId,
    plannedAt: new Date(now).toISOString(),
    decisions: inOrder,
    paused,
    deletes: leaving.length,
    freesBytes: leaving.reduce((sum, { bytes }) => sum + bytes, 0),
    fingerprint: createHash('sha256')
      .update([placeId, ...leaving.map(({ backupId }) => backupId)].join('\n'))
      .digest('hex'),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
