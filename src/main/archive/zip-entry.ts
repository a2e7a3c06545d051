import type { Entry } from '@zip.js/zip.js';
import type { FileEntry } from './file-list.ts';

/** An entry of a zip. What zips do not record (nanoseconds, names of owners, often the owner itself) is 0 or empty. */
export interface ZipEntry extends FileEntry {
  readonly encrypted: boolean;
  /** As it lies in the zip. */
  readonly compressedBytes: number;
  /** Permission bits its maker wrote down; null where `mode` is only what such entries mostly have. */
  readonly saidMode: number | null;
}

const SLASH = 0x2f;
const NS_PER_MS = 1_000_000n;
const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;
/** What libzip, with which PHP and so spatie/laravel-backup make zips, writes for a file whose rights it did not look at. */
const LIBZIP_DEFAULT = 0o100666;

/** Of a name that comes twice the last one counts, as it does for unzip. By the bytes of the name, in the order of the zip. Pure. */
export function lastOfEach(entries: readonly ZipEntry[]): ReadonlyMap<string, ZipEntry> {
  const last = new Map<string, ZipEntry>();
  for (const entry of entries) {
    const key = entry.path.toString('latin1');
    last.delete(key);
    last.set(key, entry);
  }
  return last;
}

/** `target` is the content of a link, which only reading tells. */
export function zipEntryOf(entry: Entry, target: Buffer | null): ZipEntry {
  const name = Buffer.from(entry.rawFilename);
  const isLink = entry.symlink && !entry.directory;
  const saidMode = saidModeOf(entry);
  return {
    path: name.at(-1) === SLASH ? name.subarray(0, -1) : name,
    type: entry.directory ? 'folder' : isLink ? 'link' : 'file',
    bytes: entry.directory || isLink ? 0 : entry.uncompressedSize,
    mtimeNs: BigInt(entry.lastModDate.getTime() || 0) * NS_PER_MS,
    mode: saidMode ?? (entry.directory ? FOLDER_MODE : FILE_MODE),
    uid: entry.uid ?? 0,
    gid: entry.gid ?? 0,
    user: '',
    group: '',
    target: isLink ? target : null,
    encrypted: entry.encrypted,
    compressedBytes: entry.compressedSize,
    saidMode,
  };
}

function saidModeOf({ unixMode }: Entry): number | null {
  if (unixMode === undefined || unixMode === 0 || unixMode === LIBZIP_DEFAULT) return null;
  return unixMode & 0o7777;
}
