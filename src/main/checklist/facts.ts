import type { SiteVerdict } from '../../shared/model/fleet.ts';
import type { BackupId, PlaceId, SiteId } from '../../shared/model/ids.ts';
import type { JobKind, JobState } from '../../shared/model/job.ts';
import type { OperatorDocument } from '../../shared/model/operator-document.ts';
import type { Presence } from '../../shared/model/place.ts';
import type { KeyStatus } from '../../shared/model/sealing.ts';

/** A backup, as far as a checklist is concerned. Times are UTC. */
export interface BackupFact {
  readonly id: BackupId;
  readonly startedAt: string;
  readonly bytes: number;
  /** Places with a copy whose last check did not fail. `isIntact`: every byte was read and compared. */
  readonly copies: readonly { readonly placeId: PlaceId; readonly isIntact: boolean }[];
}

export interface SiteFact {
  readonly id: SiteId;
  readonly name: string;
  readonly verdict: SiteVerdict;
  /** One sentence. */
  readonly because: string;
  /** The newest whole one, that has a copy anywhere. */
  readonly newest: BackupFact | null;
  /** Whether the server makes backups itself that are fetched from there. */
  readonly adopts: boolean;
  /** Places the site's policy wants copies in, beyond this computer. */
  readonly wanted: readonly PlaceId[];
  /** A job of this site that waits or runs. `percent` null: not known. */
  readonly active: { readonly kind: JobKind; readonly title: string; readonly percent: number | null } | null;
  /** Days with a backup, of the days looked at. */
  readonly nights: { readonly days: number; readonly withBackup: number };
  /** What must be looked at and is no matter of cron: whole sentences, worst first. */
  readonly findings: readonly { readonly severity: 'critical' | 'at-risk'; readonly text: string }[];
  /** What runs on the server by itself, as it was found when the server last answered. Null: nothing is installed there. */
  readonly cron: {
    /** Whole sentences. */
    readonly troubles: readonly string[];
    /** Null: it never answered. */
    readonly askedAt: string | null;
    /** Work that should have run again since then: whether it did, nobody here knows. */
    readonly notKnown: readonly string[];
  } | null;
  /** What changed in the site between the two newest backups around the last checklist: whole sentences. */
  readonly changes: readonly string[];
  readonly drill: {
    readonly lastPassedAt: string | null;
    readonly restoreMs: number | null;
    readonly goalMs: number | null;
    /** The newest one of all, when it did not pass. */
    readonly failed: { readonly at: string; readonly why: string } | null;
    /** Sealed settings were opened in a drill. */
    readonly openedAt: string | null;
    /** Conditions the site was asked in its last passed drill. */
    readonly conditions: number;
  };
  /** What the operator wrote for this site or for all. */
  readonly papers: OperatorDocument;
  /** Of the emergency card. */
  readonly card: {
    readonly printedAt: string | null;
    readonly printIsOld: boolean;
    readonly current: number;
    readonly waiting: readonly string[];
  };
  readonly hasSealedSettings: boolean;
}

export interface PlaceFact {
  readonly id: PlaceId;
  readonly name: string;
  readonly kind: 'this-computer' | 'drive' | 's3' | 'server-folder';
  readonly isHome: boolean;
  /** Null: not looked at. */
  readonly presence: Presence | null;
  /** When a drive was last seen. */
  readonly lastSeenAt: string | null;
  /** Sites that lack copies here their policy wants, with the number of backups. */
  readonly owed: readonly { readonly siteId: SiteId; readonly siteName: string; readonly backups: number; readonly bytes: number }[];
  readonly failedCopies: number;
  /** When the copy here that was read longest ago was read; null: none was, or there is none. */
  readonly oldestProofAt: string | null;
  /** Copies here of which nothing was ever read back. */
  readonly neverRead: number;
  readonly copies: number;
}

export interface JobFact {
  readonly kind: JobKind;
  readonly title: string;
  readonly state: JobState;
  readonly endedAt: string;
  readonly siteName: string | null;
  /** Empty: it had none. */
  readonly problem: string;
}

export interface DiskFact {
  readonly name: string;
  /** Null: could not be read; `reason` says why. */
  readonly usedBytes: number | null;
  /** Null: there is no end that is known (S3). */
  readonly totalBytes: number | null;
  readonly at: string | null;
  readonly reason: string;
  /** Days until it is full as it grows now; null: not known, or it does not grow. */
  readonly fullInDays: number | null;
}

export interface CleanupFacts {
  readonly deleted: readonly { readonly siteName: string; readonly placeName: string; readonly copies: number; readonly bytes: number }[];
  /** In a bin, to be taken back until they go for good. */
  readonly inBin: number;
  /** Only so many deletions were looked at, the newest: there may be more. Null: all were. */
  readonly seenAtMost: number | null;
  readonly failedJobs: readonly { readonly title: string; readonly at: string; readonly problem: string }[];
  /** Copies that would be deleted if the cleanup ran now, by place. */
  readonly due: readonly { readonly placeName: string; readonly copies: number; readonly bytes: number }[];
}

/** All that evidence rests on. Gathered at one moment, so that the steps of a list do not contradict each other. */
export interface ChecklistFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** IANA name, for the times in sentences. */
  readonly zone: string;
  /** Since when "since the last time" is counted, UTC. */
  readonly since: string;
  readonly sites: readonly SiteFact[];
  readonly places: readonly PlaceFact[];
  /** Ended since `since`, newest first. */
  readonly jobs: readonly JobFact[];
  readonly disks: readonly DiskFact[];
  readonly cleanup: CleanupFacts;
  readonly key: KeyStatus;
  /** Conditions of the whole fleet that hold: whole sentences. */
  readonly fleetFindings: readonly { readonly severity: 'critical' | 'at-risk' | 'note'; readonly text: string }[];
}
