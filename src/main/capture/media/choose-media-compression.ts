import { canCompress } from '../../compression/compressed.ts';
import { canDecompress } from '../../compression/decompressor.ts';
import { AppError } from '../../errors/app-error.ts';
import type { MediaCompression } from './stream-archive.ts';

/** What the server has and this computer can read, and write again where a stream was cut off; its runtime may lack zstd. */
export function availableCompressions(there: ReadonlySet<MediaCompression>): ReadonlySet<MediaCompression> {
  return new Set([...there].filter((compression) => canDecompress(compression) && canCompress(compression)));
}

/** The operator's choice; throws `capture.compression-missing` where one end lacks it. */
export function wishedCompression(wish: MediaCompression, available: ReadonlySet<MediaCompression>): MediaCompression {
  if (available.has(wish)) return wish;
  throw new AppError('capture.compression-missing', { detail: `Asked for ${wish}; both ends have ${[...available].join(', ')}.` });
}
