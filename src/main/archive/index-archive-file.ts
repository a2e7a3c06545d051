import type { Compression } from '../../shared/model/preflight.ts';
import { startArchiveIndexer } from './archive-indexer.ts';
import type { ArchiveIndex } from './archive-index.ts';

export interface IndexArchiveOptions {
  readonly compression: Compression;
  readonly signal: AbortSignal;
  /** Bytes of the archive as it lies there, read so far; called for every chunk. */
  readonly onBytes?: (bytes: number) => void;
}

/**
 * Indexes an archive wherever it lies. Rejects with UnreadableError when it is not readable, with the reason of `signal` when aborted, and with what
 * `chunks` throws.
 */
export async function indexArchiveFile(chunks: AsyncIterable<Buffer>, options: IndexArchiveOptions): Promise<ArchiveIndex> {
  const { compression, signal, onBytes } = options;
  signal.throwIfAborted();
  const indexer = startArchiveIndexer({ compression });
  const stop = (): void => void indexer.abort();
  signal.addEventListener('abort', stop, { once: true });
  try {
    let bytes = 0;
    for await (const chunk of chunks) {
      await indexer.write(chunk);
      bytes += chunk.length;
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
