import { Compression } from '../../../shared/model/preflight.ts';
import { canDecompress } from '../../dump-index/dump-indexer.ts';
import { AppError } from '../../errors/app-error.ts';

/**
 * Level per program. Source of the choice: 820 MB of SQL on two cores gave zstd -3 ratio 3.0 at 140 MB/s, gzip -6 2.5 at 23 MB/s; higher levels
 * cost the server far more time than they save on the line.
 */
export const COMPRESSION_LEVEL = { zstd: 3, gzip: 6, bzip2: 9, none: 0 } as const satisfies Record<Compression, number>;

export const FILE_ENDING = { zstd: '.zst', gzip: '.gz', bzip2: '.bz2', none: '' } as const satisfies Record<Compression, string>;

/** What this computer can read back; its runtime may lack zstd. */
export function readableHere(): ReadonlySet<Compression> {
  return new Set(Compression.options.filter(canDecompress));
}

/** The wish, if both ends have it, else `capture.compression-missing`. Without a wish: zstd, else gzip, else none. */
export function chooseCompression(wish: Compression | null, there: ReadonlySet<Compression>, here: ReadonlySet<Compression>): Compression {
  const both = (['zstd', 'gzip', 'bzip2', 'none'] as const).filter((name) => there.has(name) && here.has(name));
  if (wish === null) return both.find((name) => name !== 'bzip2') ?? 'none';
  if (both.includes(wish)) return wish;
  throw new AppError('capture.compression-missing', { detail: `Asked for ${wish}; both ends have ${both.join(', ')}.` });
}
