import { createReadStream } from 'node:fs';
import type { Compression } from '../../shared/model/preflight.ts';
import type { DumpIndex } from './dump-index.ts';
import { startDumpIndexer } from './dump-indexer.ts';

export interface IndexDumpFileOptions {
  readonly compression: Compression;
  readonly signal: AbortSignal;
  /** Bytes of the file read so far; called for every piece. */
  readonly onBytes?: (bytes: number) => void;
}

const PIECE_BYTES = 256 * 1024;

/**
 * Indexes a dump that lies in a file. Rejects with DumpUnreadableError when it cannot be decompressed, with the reason of `signal` when aborted, and
 * with the error of the file system when it cannot be read.
 */
export async function indexDumpFile(path: string, options: IndexDumpFileOptions): Promise<DumpIndex> {
  const { compression, signal, onBytes } = options;
  signal.throwIfAborted();
  const indexer = startDumpIndexer({ compression });
  const stop = () => void indexer.abort();
  signal.addEventListener('abort', stop, { once: true });
  try {
    let bytes = 0;
    for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES }) as AsyncIterable<Buffer>) {
      await indexer.write(piece);
      bytes += piece.length;
      onBytes?.(bytes);
    }
    return await indexer.finish();
  } catch (error) {
    await indexer.abort();
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
