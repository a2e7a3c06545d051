import type { MediaArtifact } from '../../../shared/model/artifact.ts';
import type { RestoreId } from '../../../shared/model/ids.ts';
import type { MediaChoice } from '../../../shared/model/restore.ts';
import type { MediaSource } from '../../../shared/model/source.ts';
import type { CopyStore } from '../../places/copy-store.ts';
import type { Pause } from '../../servers/ssh/lasting-line.ts';
import type { ArchivePasswords } from '../import/dump-source.ts';
import type { ZipLayout } from './zip-layout.ts';

/** Where the bytes of one backup of a chain can be read. */
export interface MediaCopy {
  readonly store: CopyStore;
  readonly location: string;
  /** Of a zip. Absent: none is known. */
  readonly passwords?: ArchivePasswords;
}

/** One backup of a chain. */
export interface MediaLink {
  readonly artifact: MediaArtifact;
  /** In the order they are tried: the place that was chosen, then as `nearestCopies` has them. One that is damaged or out of reach is left for the next. */
  readonly copies: readonly MediaCopy[];
}

/** A media artifact that is brought back: all that its steps need, made anew from the journal after a restart. */
export interface MediaWork {
  readonly restoreId: RestoreId;
  readonly choice: MediaChoice;
  readonly artifact: MediaArtifact;
  /** The source as the manifest of the backup has it: what it says of excludes and links is what the backup covers. */
  readonly source: Pick<MediaSource, 'excludes' | 'symlinks'>;
  /** One for each backup of `artifact.chain`, in its order; the last one is the backup itself. */
  readonly links: readonly MediaLink[];
  /** The archive is a zip the server made, with names of its own. */
  readonly zip?: ZipLayout;
  /** Files whose bytes are read again on the server before the switch; all of a smaller set. Default: `SAMPLE_FILES`. */
  readonly sampleFiles?: number;
  /** Between attempts on a lost line; default: the real one. */
  readonly pause?: Pause;
}

export const SAMPLE_FILES = 50;
