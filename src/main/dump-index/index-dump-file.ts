import { open } from 'node:fs/promises';
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
  // One buffer for all reads (the indexer copies): a stream would leave a trail of garbage behind it.
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  await using file = await open(path);
  const indexer = startDumpIndexer({ compression });
  const stop = () => void indexer.abort();
  signal.addEventListener('abort', stop, { once: true });
  try {
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, PIECE_BYTES);
      if (bytesRead === 0) break;
      await indexer.write(piece.subarray(0, bytesRead));
      bytes += bytesRead;
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
