import { startFedWorker } from '../compression/fed-worker.ts';
import type { Compression } from '../../shared/model/preflight.ts';
import { workerUrl } from '../support/worker-url.ts';
import type { DumpIndex } from './dump-index.ts';

export { canDecompress } from '../compression/decompressor.ts';
export { UnreadableError as DumpUnreadableError } from '../compression/unreadable-error.ts';

export interface DumpIndexer {
  /**
   * Takes a copy of the chunk; resolves when more may be sent. Rejects with DumpUnreadableError as soon as one is known (it may concern earlier
   * chunks), and with the worker's own error if that ended.
   */
  write(chunk: Buffer): Promise<void>;
  /** Call once, after the last write. Rejects as `write` does. The worker has ended when it settles. */
  finish(): Promise<DumpIndex>;
  /** Ends the worker at any time; what is pending rejects with an AbortError. May be called again, and after finish. */
  abort(): Promise<void>;
}

/** Starts a worker thread that indexes one dump, given as compressed chunks. Whoever starts it must finish or abort it. */
export function startDumpIndexer(options: { readonly compression: Compression }): DumpIndexer {
  const worker = startFedWorker<never, DumpIndex>({
    url: workerUrl(import.meta.url, 'dump-index-worker'),
    compression: options.compression,
    name: 'dump index',
    onPart: () => {},
  });
  return {
    write: (chunk) => worker.write(chunk),
    finish: () => worker.ask('finish'),
    abort: () => worker.abort(),
  };
}
