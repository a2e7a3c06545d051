import type { Copy } from '../../shared/model/backup.ts';
import type { BackupId, PlaceId, SiteId } from '../../shared/model/ids.ts';
import type { Place } from '../../shared/model/place.ts';
import type { SitePolicy } from '../../shared/model/policy.ts';
import type { Problem } from '../../shared/model/problem.ts';

/** What has to be known of a backup to say where it is owed. */
export interface OwedBackup {
  readonly id: BackupId;
  readonly siteId: SiteId;
  readonly startedAt: string;
  /** Backups whose archives its media needs, without itself. */
  readonly needs: readonly BackupId[];
}

export interface OwedInput {
  /** Of sites that have one; without, a site owes nothing. */
  readonly policies: ReadonlyMap<SiteId, Pick<SitePolicy, 'copyTo'>>;
  readonly backups: readonly OwedBackup[];
  readonly copies: readonly Pick<Copy, 'backupId' | 'placeId' | 'proof'>[];
  readonly places: readonly Pick<Place, 'id'>[];
  /** Whether the retention of a place would keep the backup there: what would go at once is not brought. */
  readonly keeps: (placeId: PlaceId, backupId: BackupId) => boolean;
}

/**
 * Which backups site policies want in which place and that are not there: newest first, but what a chain needs stands before the backup that needs it.
 *
 * A copy that failed its check is there: it is healed, not copied again over what may still be the only bytes. A backup of which no good copy is known
 * anywhere is owed to nobody, for nobody could bring it. Places nothing is owed to are left out. Pure.
 */
export function owedCopies(input: OwedInput): ReadonlyMap<PlaceId, readonly BackupId[]> {
  const { policies, backups, copies, places, keeps } = input;
  const byId = new Map(backups.map((backup) => [backup.id, backup]));
  const newestFirst = backups.toSorted((a, b) =>
    a.startedAt === b.startedAt ? (a.id < b.id ? 1 : -1) : a.startedAt < b.startedAt ? 1 : -1,
  );
  const good = new Set(copies.filter(({ proof }) => proof.failure === null).map(({ backupId }) => backupId));
  const there = new Set(copies.map(({ backupId, placeId }) => `${backupId} ${placeId}`));
  const owed = new Map<PlaceId, readonly BackupId[]>();
  for (const { id: placeId } of places) {
    const isMissing = (id: BackupId): boolean => good.has(id) && !there.has(`${id} ${placeId}`);
    const wanted = newestFirst.filter(({ id, siteId }) => policies.get(siteId)?.copyTo.includes(placeId) === true && keeps(placeId, id));
    const ids = withNeeded(wanted, byId).filter(isMissing);
    if (ids.length > 0) owed.set(placeId, ids);
  }
  return owed;
}

/** The same backups and those they need, each once, what is needed before what needs it. */
export function withNeeded(wanted: readonly OwedBackup[], byId: ReadonlyMap<BackupId, OwedBackup>): readonly BackupId[] {
  const ids = new Set<BackupId>();
  for (const { id, needs } of wanted) {
    for (const needed of needs) if (byId.has(needed)) ids.add(needed);
    ids.add(id);
  }
  return [...ids];
}

/** An attempt that failed, as `copy_attempt` keeps it. */
export interface FailedAttempt {
  readonly backupId: BackupId;
  readonly placeId: PlaceId;
  readonly failures: number;
  readonly problem: Problem;
  readonly triedAt: string;
  readonly nextAt: string;
}

/** Pauses after the first, second... failure in a row, in minutes; the last one from then on. */
const PAUSES_MINUTES = [5, 15, 60, 240] as const;
const LONGEST_PAUSE_MINUTES = 240;

/**
 * What to remember of an attempt that failed: null when it says nothing, because the place was not there at all (a drive that is not plugged in is
 * caught up when it appears). `isLookedFor`: the place is, before anything is copied there; a bucket or a folder on a server is not, and one that is gone
 * would be tried for ever without a pause. Pure. `now`: milliseconds since the epoch.
 */
export function attemptAfter(
  previous: Pick<FailedAttempt, 'failures'> | null,
  { backupId, placeId, problem, isLookedFor }: Pick<FailedAttempt, 'backupId' | 'placeId' | 'problem'> & { readonly isLookedFor: boolean },
  now: number,
): FailedAttempt | null {
  if (problem.code === 'place.missing' && isLookedFor) return null;
  const failures = (previous?.failures ?? 0) + 1;
  const minutes = PAUSES_MINUTES[failures - 1] ?? LONGEST_PAUSE_MINUTES;
  const nextAt = new Date(now + minutes * 60_000).toISOString();
  return { backupId, placeId, failures, problem, triedAt: new Date(now).toISOString(), nextAt };
}

export interface CatchUpInput {
  readonly owed: ReadonlyMap<PlaceId, readonly BackupId[]>;
  readonly needsOf: (id: BackupId) => readonly BackupId[];
  readonly attempts: readonly Pick<FailedAttempt, 'backupId' | 'placeId' | 'nextAt'>[];
  /** Places that are not there now: drives that are not plugged in. */
  readonly absent: ReadonlySet<PlaceId>;
  /** Places to which something is being copied already. */
  readonly busy: ReadonlySet<PlaceId>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface CatchUp {
  readonly placeId: PlaceId;
  readonly backupIds: readonly BackupId[];
}

/**
 * What to start now, one job for each place: all that is owed to places that are there and idle, without what failed a short while ago and without what
 * needs such a backup. An attempt in the future by more than the longest pause is due: the clock was set back. Pure.
 */
export function planCatchUp({ owed, needsOf, attempts, absent, busy, now }: CatchUpInput): readonly CatchUp[] {
  const horizon = now + LONGEST_PAUSE_MINUTES * 60_000;
  const waiting = new Set(
    attempts
      .filter(({ nextAt }) => Date.parse(nextAt) > now && Date.parse(nextAt) <= horizon)
      .map(({ backupId, placeId }) => `${backupId} ${placeId}`),
  );
  return [...owed].flatMap(([placeId, ids]) => {
    if (absent.has(placeId) || busy.has(placeId)) return [];
    const isDue = (id: BackupId): boolean => !waiting.has(`${id} ${placeId}`);
    const backupIds = ids.filter((id) => isDue(id) && needsOf(id).every(isDue));
    return backupIds.length === 0 ? [] : [{ placeId, backupIds }];
  });
}
