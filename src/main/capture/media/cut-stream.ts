import { compressed } from '../../compression/compressed.ts';
import { decompressed } from '../../compression/decompressed.ts';
import type { MediaCompression } from './stream-archive.ts';

/** The first `bytes` of what a stream that was cut off holds, as a stream that ends well. */
export async function* cutStream(
  chunks: AsyncIterable<Buffer>,
  compression: MediaCompression,
  bytes: number,
): AsyncGenerator<Buffer, void, undefined> {
  if (bytes > 0) yield* compressed(first(decompressed(chunks, compression), bytes), compression);
}

async function* first(pieces: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer, void, undefined> {
  let left = bytes;
  for await (const piece of pieces) {
    yield piece.subarray(0, left);
    left -= Math.min(left, piece.length);
    if (left === 0) return;
  }
  if (left > 0) throw new Error(`${left} bytes of the archive cannot be read again`);
}
