import { pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';
import type { Compression } from '../../shared/model/preflight.ts';
import { UnreadableError } from './unreadable-error.ts';

/** Of the compressions a server may use, those this computer can write. */
export function canCompress(compression: Compression): boolean {
  switch (compression) {
    case 'none':
    case 'gzip':
      return true;
    case 'zstd':
      return typeof zlib.createZstdCompress === 'function';
    case 'bzip2':
      return false;
  }
}

/**
 * The chunks compressed, as one complete gzip member or zstd frame; `none` passes them on. Throws UnreadableError (`unsupported`) where `canCompress` says
 * no, and what `chunks` throws. Whoever stops early ends the reading of `chunks`, too.
 */
export async function* compressed(chunks: AsyncIterable<Buffer>, compression: Compression): AsyncGenerator<Buffer, void, undefined> {
  if (compression === 'none') return yield* chunks;
  const stream = createCompressor(compression);
  const fed = pipeline(chunks, stream);
  // The loop below meets the same error; without it, it must not count as unhandled.
  fed.catch(() => {});
  try {
    for await (const data of stream as AsyncIterable<Buffer>) yield data;
    await fed;
  } finally {
    stream.destroy();
  }
}

/** Fast levels: media hardly shrink, and a synthetic full should not take longer than a transfer. */
const GZIP_LEVEL = 1;
const CHUNK_BYTES = 64 * 1024;

function createCompressor(compression: Exclude<Compression, 'none'>): zlib.Gzip | zlib.ZstdCompress {
  if (compression === 'gzip') return zlib.createGzip({ level: GZIP_LEVEL, chunkSize: CHUNK_BYTES });
  if (compression === 'bzip2' || !canCompress(compression)) {
    throw new UnreadableError({ reason: 'unsupported', bytesRead: 0, bytesOut: 0, code: compression });
  }
  return zlib.createZstdCompress({ chunkSize: CHUNK_BYTES });
}
