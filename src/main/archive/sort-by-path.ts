import type { FileEntry } from './file-list.ts';

/** By the bytes of the path, as `LC_ALL=C sort` does; what is sorted already is returned as it is. */
export function sortedByPath<Entry extends Pick<FileEntry, 'path'>>(entries: readonly Entry[]): readonly Entry[] {
  const isSorted = entries.every((entry, index) => index === 0 || entries[index - 1]!.path.compare(entry.path) <= 0);
  if (isSorted) return entries;
  // Texts of one byte a character compare as the bytes do, and several times faster.
  const keyed = entries.map((entry) => ({ entry, key: entry.path.toString('latin1') }));
  keyed.sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0));
  return keyed.map(({ entry }) => entry);
}
