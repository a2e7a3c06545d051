import type { BackupId, DrillId, JobId, SiteId } from '../../../shared/model/ids.ts';
import type { NextAction } from '../../../shared/model/next-action.ts';

/** Jobs that ended by themselves in a span of time, and those of them that failed. */
export interface Attempts {
  readonly ended: number;
  readonly failed: number;
}

/** All that the score of a site rests on. Times are UTC. */
export interface ScoreFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly siteId: SiteId;
  /** Newest backup of any kind, for evidence. */
  readonly newestId: BackupId | null;
  /** Start of the newest whole backup with a copy whose last check did not fail. */
  readonly newestGoodAt: string | null;
  /** Backups that lie anywhere, and those of them no copy of which was ever shown to be intact or fails now. */
  readonly backups: number;
  readonly unproved: { readonly count: number; readonly newestId: BackupId | null };
  /** Whole backups with a copy whose last check did not fail; counted up to `RETENTION_WANTS`. */
  readonly recoveryPoints: number;
  /** Of the backups of the last `COUNTS_FOR_DAYS`: kinds of capture and parts that are no database (`full`, `structure`, `media`, `config`...). */
  readonly varieties: readonly string[];
  /** Dumps in those backups, and those of them that are not compressed. */
  readonly dumps: { readonly count: number; readonly plain: number; readonly plainId: BackupId | null };
  /** Of the last `TREND_RECENT_DAYS` days, and of the `TREND_BEFORE_DAYS` before them. */
  readonly attempts: { readonly recent: Attempts; readonly before: Attempts; readonly newestFailedId: JobId | null };
  /** The rule of the proof board, and what would bring a proved copy away from the provider. */
  readonly offsite: { readonly held: boolean; readonly text: string; readonly action: NextAction };
  /** What reading one copy again mends, the one "verify" means: a backup that nobody read, the copy away from the provider, or both at once. */
  readonly reading: 'unread' | 'offsite' | 'both';
  readonly lastPassedDrill: { readonly id: DrillId; readonly startedAt: string } | null;
  /** What stands for "make a backup" now: nothing can be captured without a host key and a source. */
  readonly backUp: NextAction;
}

/** From here on the retention covers enough. */
export const RETENTION_WANTS = 7;
export const TREND_RECENT_DAYS = 7;
export const TREND_BEFORE_DAYS = 21;
