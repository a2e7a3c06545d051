import { compressed } from '../compression/compressed.ts';
import { decompressed } from '../compression/decompressed.ts';
import { UnreadableError } from '../compression/unreadable-error.ts';
import type { Compression } from '../../shared/model/preflight.ts';

export interface CutArchiveOptions {
  readonly compression: Compression;
  /** Where the last complete entry ends, in the uncompressed archive: `uncompressedBytes` of the index that `cut` gave. */
  readonly uncompressedBytes: number;
  readonly signal: AbortSignal;
}

/**
 * The beginning of an archive whose transfer was interrupted, packed anew as complete gzip members or zstd frames and without the tar's end mark: what the
 * server sends next is appended as a further member, and gunzip, zstd and tar read both as one. Throws UnreadableError when the chunks hold fewer bytes, the
 * reason of `signal`, and what `chunks` throws.
 */
export async function* cutArchive(chunks: AsyncIterable<Buffer>, options: CutArchiveOptions): AsyncGenerator<Buffer, void, undefined> {
  const { compression, uncompressedBytes, signal } = options;
  // An empty member would be a valid one, but there is nothing to keep.
  if (uncompressedBytes === 0) return;
  yield* compressed(firstBytes(decompressed(chunks, compression), uncompressedBytes, signal), compression);
}

/** Stops as soon as it has them: the broken end of the stream is never looked at. */
async function* firstBytes(pieces: AsyncIterable<Buffer>, count: number, signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
  let left = count;
  for await (const piece of pieces) {
    signal.throwIfAborted();
    const data = piece.subarray(0, left);
    left -= data.length;
    yield data;
    if (left === 0) return;
  }
  throw new UnreadableError({
    reason: 'archive-truncated',
    bytesRead: null,
    bytesOut: count - left,
    code: `${count} bytes were there before`,
  });
}
