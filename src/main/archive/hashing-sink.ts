import { createHash, type Hash } from 'node:crypto';
import type { ArchivedEntry } from './archive-index.ts';
import type { TarEntry } from './tar-entry.ts';
import type { TarSink } from './tar-reader.ts';

/** Hashes every file of an archive while it passes, and gives each entry on when it is complete. */
export function createHashingSink(onEntry: (entry: ArchivedEntry) => void): TarSink {
  let current: TarEntry | null = null;
  let hash: Hash | null = null;
  return {
    begin(entry) {
      current = entry;
      hash = entry.type === 'file' && entry.linkedTo === null ? createHash('sha256') : null;
    },
    data(piece) {
      hash?.update(piece);
    },
    end(end) {
      if (current === null) throw new TypeError('an entry ended that never began');
      onEntry({ ...current, sha256: hash?.digest('hex') ?? null, end });
      current = null;
      hash = null;
    },
  };
}
