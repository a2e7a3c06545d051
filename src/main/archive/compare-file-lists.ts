import type { FileEntry, ListedFile } from './file-list.ts';
import { sortedByPath } from './sort-by-path.ts';

/** What is compared: an entry of a list, or of a listing, which knows no hashes. */
export type ComparableEntry = FileEntry & { readonly sha256?: string | null };

export interface EntryPair<After extends ComparableEntry> {
  readonly before: ListedFile;
  readonly after: After;
}

/** Each sorted by path. */
export interface FileListComparison<After extends ComparableEntry> {
  readonly added: readonly After[];
  readonly removed: readonly ListedFile[];
  /** Other bytes, another target or another type. Without hashes: other bytes are possible, as size or time differ. */
  readonly changed: readonly EntryPair<After>[];
  /** Mode, owner or time differ, the bytes do not. */
  readonly touched: readonly EntryPair<After>[];
  readonly same: readonly EntryPair<After>[];
}

export type EntryChange = 'same' | 'changed' | 'touched';

/** Compares two states of a source. Of entries with the same path the last one counts. */
export function compareFileLists<After extends ComparableEntry>(
  before: readonly ListedFile[],
  after: readonly After[],
): FileListComparison<After> {
  const added: After[] = [];
  const removed: ListedFile[] = [];
  const pairs: Readonly<Record<EntryChange, EntryPair<After>[]>> = { same: [], changed: [], touched: [] };
  const old = lastOfEach(sortedByPath(before));
  let next = 0;
  for (const entry of lastOfEach(sortedByPath(after))) {
    while (next < old.length && old[next]!.path.compare(entry.path) < 0) removed.push(old[next++]!);
    const other = old[next];
    if (other === undefined || !other.path.equals(entry.path)) {
      added.push(entry);
    } else {
      next++;
      pairs[changeOf(other, entry)].push({ before: other, after: entry });
    }
  }
  return { added, removed: [...removed, ...old.slice(next)], ...pairs };
}

/** How an entry differs from itself earlier. Times of folders do not count: they only say that something in the folder came or went. */
export function changeOf(before: ListedFile, after: ComparableEntry): EntryChange {
  if (before.type !== after.type || before.bytes !== after.bytes) return 'changed';
  const sameTime = before.mtimeNs === after.mtimeNs;
  switch (before.type) {
    case 'file': {
      const knowsBytes = before.sha256 !== null && after.sha256 !== null && after.sha256 !== undefined;
      if (knowsBytes ? before.sha256 !== after.sha256 : !sameTime) return 'changed';
      return sameTime && sameRights(before, after) ? 'same' : 'touched';
    }
    case 'link':
      if (before.target === null || after.target === null || !before.target.equals(after.target)) return 'changed';
      return sameTime && sameRights(before, after) ? 'same' : 'touched';
    case 'folder':
    case 'other':
      return sameRights(before, after) ? 'same' : 'touched';
  }
}

function sameRights(before: FileEntry, after: FileEntry): boolean {
  return before.mode === after.mode && before.uid === after.uid && before.gid === after.gid;
}

function lastOfEach<Entry extends FileEntry>(sorted: readonly Entry[]): readonly Entry[] {
  return sorted.filter((entry, index) => !sorted[index + 1]?.path.equals(entry.path));
}
