import type { ArchivedEntry } from './archive-index.ts';

/** Gives hard links the size and the hash of the file they name, which always lies before them. */
export function withLinkedBytes(entries: readonly ArchivedEntry[]): readonly ArchivedEntry[] {
  if (entries.every((entry) => entry.linkedTo === null)) return entries;
  const files = new Map<string, ArchivedEntry>();
  return entries.map((entry) => {
    const source = entry.linkedTo === null ? undefined : files.get(entry.linkedTo.toString('latin1'));
    const known = source === undefined || entry.sha256 !== null ? entry : { ...entry, bytes: source.bytes, sha256: source.sha256 };
    if (known.type === 'file') files.set(known.path.toString('latin1'), known);
    return known;
  });
}
