import type { Compression } from '../../shared/model/preflight.ts';
import type { DumpIndex } from './dump-index.ts';
import { startDumpIndexer } from './dump-indexer.ts';

/**
 * Indexes a dump that comes as a stream; each chunk is copied before the next is asked for. Rejects with UnreadableError when it cannot be decompressed,
 * with the reason of `signal` when aborted, and with what `chunks` throws.
 */
export async function indexDump(chunks: AsyncIterable<Buffer>, compression: Compression, signal: AbortSignal): Promise<DumpIndex> {
  signal.throwIfAborted();
  const indexer = startDumpIndexer({ compression });
  const stop = () => void indexer.abort();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of chunks) await indexer.write(chunk);
    return await indexer.finish();
  } catch (error) {
    await indexer.abort();
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
