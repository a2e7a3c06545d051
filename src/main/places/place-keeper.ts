import type { Manifest } from '../../shared/model/manifest.ts';
import type { FolderPlace } from '../../shared/model/place.ts';

/** Receives the bytes of one artifact; the file has its final name only inside a folder that has not. */
export interface ArtifactWriter {
  /** Resolves when more may be written (bounded memory). Throws `place.full` or `place.write-failed`. */
  write(chunk: Buffer): Promise<void>;
  /** Everything up to here stays, whatever `remake` does. Before the first call: nothing. Resolves with the bytes written so far. */
  mark(): Promise<number>;
  /**
   * Replaces what was written since the mark by what `remake` makes of it: a stream that was cut off becomes one that ends well. Takes as much room again
   * beside the file for as long as it lasts. Throws as `write`, and what `remake` throws; the draft is then to be discarded.
   */
  remake(remake: (written: AsyncIterable<Buffer>) => AsyncIterable<Buffer>): Promise<void>;
  /** Flushes, fsyncs, closes. `sha256`: lower-case hex of everything written. */
  finish(): Promise<{ readonly bytes: number; readonly sha256: string }>;
}

/**
 * A backup that is being written:
 *
 *   beginBackup -> writeArtifact... -> commit    (folder renamed to its final name: from here on it exists)
 *                                  \-> discard   (nothing is left, or what the next sweep takes)
 */
export interface BackupDraft {
  writeArtifact(file: string): Promise<ArtifactWriter>;
  /**
   * Takes over a finished file that lies in the same place, fsynced and known by its hash, as the artifact `file`: a move, so that large files need no room twice.
   * From then on it goes the way of the draft. Throws `place.write-failed`.
   */
  takeIn(path: string, file: string, known: { readonly bytes: number; readonly sha256: string }): Promise<void>;
  /** Adds manifest.json, SHA256SUMS and RESTORE.txt, fsyncs, renames, fsyncs the parent. Returns the absolute final folder. */
  commit(manifest: Manifest): Promise<string>;
  /** Never throws. Returns the hidden folder that could not be removed now and will be swept; null when nothing is left. */
  discard(): Promise<string | null>;
}

/** Keeps copies in one place. */
export interface PlaceKeeper {
  readonly place: FolderPlace;
  /** `folder`: name of the new backup's folder, made unique by the keeper if it is taken. Throws `place.missing`. */
  beginBackup(siteName: string, folder: string): Promise<{ readonly draft: BackupDraft; readonly folder: string }>;
  /** Removes what an earlier run left half-written; returns the folders removed. What cannot be removed is left for the next time. */
  sweepPartials(): Promise<readonly string[]>;
  /** Absolute folders of everything that looks like a backup here. */
  listBackupFolders(): AsyncIterable<string>;
}
