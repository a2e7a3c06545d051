import type { BackupSummary } from '../../../shared/model/backup.ts';
import type { Drill } from '../../../shared/model/drill.ts';
import type { PlaceId } from '../../../shared/model/ids.ts';
import type { Instant } from '../../../shared/model/instant.ts';
import type { Place } from '../../../shared/model/place.ts';
import type { Situation } from '../../../shared/model/situation.ts';

/** A backup with what its manifest and file lists say. Whoever gathers it keeps what cannot be read empty or null. */
export interface BackupFacts {
  readonly backup: BackupSummary;
  /** When the newest of its data was captured: the last `capturedTo`; of an adopted backup the time it stands for. */
  readonly capturedTo: Instant;
  /** Rows by `database.table`; null: the kind holds no rows. */
  readonly rows: ReadonlyMap<string, number | null>;
  /** Scripts and programs in its media, as the file lists name them. Null: it has no media, or its lists were not read. */
  readonly executables: ReadonlySet<string> | null;
  readonly applicationKey: string | null;
  /** Places whose copy lacks an archive that the media of this backup need. */
  readonly brokenChainAt: ReadonlySet<PlaceId>;
  /** How its sizes and counts of files are far off the site's own trend, a sentence each; what was acknowledged as the new level is left out. */
  readonly offTrend?: readonly string[];
  /** What it holds is in a zip that the server made. Absent or null: it is not. */
  readonly zip?: { readonly encrypted: boolean } | null;
  /** Compressed bytes of the databases, and of all archives the media need. */
  readonly databaseBytes: number;
  readonly mediaBytes: number;
}

export interface PlaceFacts {
  readonly id: PlaceId;
  readonly name: string;
  readonly kind: Place['kind'];
  readonly reachable: boolean;
}

/** All a proposal is made of. Nothing else is asked while it is computed. */
export interface ProposalFacts {
  readonly situation: Situation;
  /** Of the site, in any order. */
  readonly backups: readonly BackupFacts[];
  readonly places: readonly PlaceFacts[];
  /** Of the site, in any order. */
  readonly drills: readonly Drill[];
  /** Measured in jobs of the past, bytes of compressed data a second; null: not known. */
  readonly restoreBytesPerSecond: number | null;
}
