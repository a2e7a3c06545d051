import type { EntryType } from '../../shared/model/media-file.ts';

/**
 * One entry of a media source at one moment. Paths are bytes: servers know no encoding. They are relative to the site's root, without `./`, and begin with one
 * of the source's folders.
 */
export interface FileEntry {
  readonly path: Buffer;
  readonly type: EntryType;
  /** Of a file; 0 for anything else. */
  readonly bytes: number;
  /** Modification time in nanoseconds since the epoch, as precise as the server's tools tell. */
  readonly mtimeNs: bigint;
  /** Permission bits, 0 to 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Names as the server has them; empty when it has none. */
  readonly user: string;
  readonly group: string;
  /** Of a link. */
  readonly target: Buffer | null;
}

/** An entry in the list of a backup: with the hash of its bytes, and where in the chain they lie. */
export interface ListedFile extends FileEntry {
  /** Lower-case hex; null for anything but a file. */
  readonly sha256: string | null;
  /** Index into the artifact's `chain`: the backup whose archive holds the bytes. For folders and links: the backup that recorded them. */
  readonly at: number;
}
