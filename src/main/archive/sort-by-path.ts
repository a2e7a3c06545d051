import type { FileEntry } from './file-list.ts';

/** By the bytes of the path, as `LC_ALL=C sort` does; what is sorted already is returned as it is. */
export function sortedByPath<Entry extends Pick<FileEntry, 'path'>>(entries: readonly Entry[]): readonly Entry[] {
  const isSorted = entries.every((entry, index) => index === 0 || entries[index - 1]!.path.compare(entry.path) <= 0);
  return isSorted ? entries : entries.toSorted((one, other) => one.path.compare(other.path));
}
