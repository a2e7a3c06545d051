import type { BackupKind, ProofLevel } from '../../shared/model/backup.ts';
import type { BackupId, SiteId } from '../../shared/model/ids.ts';
import type { Calendar } from './calendar.ts';

/** A copy in the place that is planned, with all that its fate depends on. */
export interface RetainedCopy {
  readonly backupId: BackupId;
  readonly siteId: SiteId;
  readonly siteName: string;
  /** UTC. */
  readonly startedAt: string;
  readonly kind: BackupKind;
  readonly label: string | null;
  readonly bytes: number;
  readonly held: boolean;
  /** Names of what it holds the whole state of. The newest and the last proven one are kept for each of them. */
  readonly holds: readonly string[];
  /** Backups whose archives it needs. */
  readonly needs: readonly BackupId[];
  /** Null: its last check here failed. */
  readonly level: ProofLevel | null;
  /** The best that was ever shown of a copy of it, wherever. */
  readonly bestLevel: ProofLevel;
  /** Another place has a copy that was read back and did not fail since. */
  readonly intactElsewhere: boolean;
  /** A copy in another place needs this archive, and it is intact nowhere else. */
  readonly neededElsewhere: boolean;
}

/** A copy on the calendar of its policy. */
export interface DatedCopy {
  readonly copy: RetainedCopy;
  /** Start, milliseconds since the epoch. */
  readonly at: number;
  /** Local day of the start. */
  readonly day: number;
}

/** Oldest first; those of one moment in the order of their ids, so that a plan does not depend on the order it is asked in. */
export function dated(copies: readonly RetainedCopy[], calendar: Calendar): readonly DatedCopy[] {
  return copies
    .map((copy) => {
      const at = Date.parse(copy.startedAt);
      return { copy, at, day: calendar.dayOf(at) };
    })
    .toSorted((a, b) => a.at - b.at || (a.copy.backupId < b.copy.backupId ? -1 : 1));
}
