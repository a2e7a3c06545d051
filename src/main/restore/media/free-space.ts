import { formatBytes } from '../../../shared/format/bytes.ts';
import type { FileEntry } from '../../archive/file-list.ts';
import type { AccountLook, FolderLook } from './look-at-folders.ts';

export interface Room {
  readonly bytes: number;
  readonly files: number;
}

/** A file system gives room by blocks; this is the size of a block nearly everywhere. */
const BLOCK_BYTES = 4096;
/** Left over for what the site itself writes meanwhile. */
const SPARE_BYTES = 32 * 1024 * 1024;

/** What unpacking these entries takes. Pure. */
export function roomFor(entries: readonly FileEntry[]): Room {
  return {
    bytes: entries.reduce((sum, { bytes }) => sum + Math.max(1, Math.ceil(bytes / BLOCK_BYTES)) * BLOCK_BYTES, 0),
    files: entries.length,
  };
}

/** What is left on the disk of a folder: as df says, and no more than a quota of the account leaves. Null: not known. Pure. */
export function roomLeft(
  folder: FolderLook,
  { quotas }: Pick<AccountLook, 'quotas'>,
): { readonly bytes: number | null; readonly files: number | null } {
  const own = quotas.filter(({ disk }) => disk === folder.disk);
  const least = (values: readonly (number | null)[]) => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : Math.min(...known);
  };
  return {
    bytes: least([folder.free, ...own.map(({ bytes }) => bytes)]),
    files: least([folder.freeInodes, ...own.map(({ files }) => files)]),
  };
}

/** Why it does not fit, as a sentence; null when it does, or when the server does not say how much room there is. Pure. */
export function lackOfRoom(needed: Room, left: { readonly bytes: number | null; readonly files: number | null }): string | null {
  if (needed.files === 0) return null;
  if (left.bytes !== null && needed.bytes + SPARE_BYTES > left.bytes)
    return `${formatBytes(needed.bytes)} are needed beside the live files, ${formatBytes(left.bytes)} are free.`;
  if (left.files !== null && left.files > 0 && needed.files > left.files)
    return `${needed.files.toLocaleString('en-US')} files are to be made, the disk has room for ${left.files.toLocaleString('en-US')}.`;
  return null;
}
