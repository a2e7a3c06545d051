import type { FileEntry } from './file-list.ts';

/** An entry as it lies in an archive. */
export interface ArchivedEntry extends FileEntry {
  /** Lower-case hex; null for anything but a file, and for a hard link whose target is not in the archive. */
  readonly sha256: string | null;
  /** Of a hard link: the entry before it whose bytes (size and hash, too) are its own. Null for anything else. */
  readonly linkedTo: Buffer | null;
  /** Where the entry lies in the uncompressed archive: from its first header, up to and without the next entry. */
  readonly start: number;
  readonly end: number;
}

/** What one pass over an archive found. */
export interface ArchiveIndex {
  /** Of an archive that was read to its end: all of it. Of one that was cut off: up to the end of the last complete entry. */
  readonly uncompressedBytes: number;
  /** The archive ends with its end mark: it lacks nothing that its writer put in. */
  readonly ended: boolean;
  /** In the order of the archive. A name can come twice; the last one counts. */
  readonly entries: readonly ArchivedEntry[];
}
