import { displayName } from '../../archive/display-name.ts';
import type { FileEntry } from '../../archive/file-list.ts';

/** An entry as the server listed it: with what tells two folders of the same place apart, where its tools say so. */
export interface ListedEntry extends FileEntry {
  /** `device:inode`; null where loops are found by the server's own find. */
  readonly identity: string | null;
}

/** A key for maps: bytes as text, one character per byte. */
export function keyOf(path: Buffer): string {
  return path.toString('latin1');
}

/** What is listed of one folder of a source. */
export interface FolderListing {
  readonly folder: string;
  readonly entries: readonly ListedEntry[];
}

/** The first few of many, for a sentence. */
export function showNames(paths: readonly Buffer[], most = 20): string {
  const shown = paths.slice(0, most).map(displayName).join(', ');
  return paths.length > most ? `${shown} and ${paths.length - most} more` : shown;
}
