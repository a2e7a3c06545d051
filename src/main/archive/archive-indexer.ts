import type { Compression } from '../../shared/model/preflight.ts';
import { startFedWorker } from '../compression/fed-worker.ts';
import { workerUrl } from '../support/worker-url.ts';
import type { ArchivedEntry, ArchiveIndex } from './archive-index.ts';
import { decodeEntries } from './entry-codec.ts';
import { withLinkedBytes } from './linked-bytes.ts';

/** What the worker answers at the end; the entries came before, as parts. */
export type ArchiveAnswer = Omit<ArchiveIndex, 'entries'>;

export interface ArchiveIndexer {
  /**
   * Takes a copy of the chunk; resolves when more may be sent. Rejects with UnreadableError as soon as one is known (it may concern earlier chunks), and
   * with the worker's own error if that ended.
   */
  write(chunk: Buffer): Promise<void>;
  /** Call once, after the last write. Rejects as `write` does. The worker has ended when it settles. */
  finish(): Promise<ArchiveIndex>;
  /**
   * Instead of `finish`, when the line was lost: everything that arrived complete, up to the end of the last complete entry. What came of the next one
   * is no error. Rejects as `write` does.
   */
  cut(): Promise<ArchiveIndex>;
  /** Ends the worker at any time; what is pending rejects with an AbortError. May be called again, and after finish. */
  abort(): Promise<void>;
}

/** Starts a worker thread that reads one archive, given as compressed chunks, and hashes every file in it. Whoever starts it must finish, cut or abort it. */
export function startArchiveIndexer(options: { readonly compression: Compression }): ArchiveIndexer {
  const entries: ArchivedEntry[] = [];
  const worker = startFedWorker<ArrayBuffer, ArchiveAnswer>({
    url: workerUrl(import.meta.url, 'archive-index-worker'),
    compression: options.compression,
    name: 'archive index',
    onPart: (memory) => entries.push(...decodeEntries(memory)),
  });
  const ask = async (what: 'finish' | 'cut'): Promise<ArchiveIndex> => {
    const answer = await worker.ask(what);
    return { ...answer, entries: withLinkedBytes(entries) };
  };
  return {
    write: (chunk) => worker.write(chunk),
    finish: () => ask('finish'),
    cut: () => ask('cut'),
    abort: () => worker.abort(),
  };
}
