import type { ArchivedEntry } from '../../../../src/main/archive/archive-index.ts';
import type { ListedFile } from '../../../../src/main/archive/file-list.ts';
import type { ListedEntry } from '../../../../src/main/sites/media/media-entry.ts';

/** A file as a server lists it. */
export function listed(path: string, change: Partial<ListedEntry> = {}): ListedEntry {
  return {
    path: Buffer.from(path),
    type: 'file',
    bytes: 10,
    mtimeNs: 1_700_000_000_250_000_000n,
    mode: 0o644,
    uid: 1000,
    gid: 1000,
    user: 'www-data',
    group: 'www-data',
    target: null,
    identity: null,
    ...change,
  };
}

/** The same in an archive, whose times are whole seconds. */
export function archived(path: string, change: Partial<ArchivedEntry> = {}): readonly [string, ArchivedEntry] {
  const { identity: _, ...entry } = listed(path);
  return [path, { ...entry, mtimeNs: 1_700_000_000_000_000_000n, sha256: 'a'.repeat(64), linkedTo: null, start: 0, end: 0, ...change }];
}

/** The same in the list of a backup. */
export function recorded(path: string, change: Partial<ListedFile> = {}): ListedFile {
  const { identity: _, ...entry } = listed(path);
  return { ...entry, sha256: 'a'.repeat(64), at: 0, ...change };
}
