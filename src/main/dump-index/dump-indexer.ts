import { Worker } from 'node:worker_threads';
import type { Compression } from '../../shared/model/preflight.ts';
import { workerUrl } from '../support/worker-url.ts';
import type { DumpIndex } from './dump-index.ts';
import type { FromWorker, ToWorker, WorkerStart } from './dump-index-messages.ts';
import { UnreadableError } from '../compression/unreadable-error.ts';

export { canDecompress } from '../compression/decompressor.ts';
export { UnreadableError as DumpUnreadableError } from '../compression/unreadable-error.ts';

export interface DumpIndexer {
  /**
   * Takes a copy of the chunk; resolves when more may be sent. Rejects with UnreadableError as soon as one is known (it may concern earlier
   * chunks), and with the worker's own error if that ended.
   */
  write(chunk: Buffer): Promise<void>;
  /** Call once, after the last write. Rejects as `write` does. The worker has ended when it settles. */
  finish(): Promise<DumpIndex>;
  /** Ends the worker at any time; what is pending rejects with an AbortError. May be called again, and after finish. */
  abort(): Promise<void>;
}

/** Between the threads lie at most 4 MiB: enough to keep both busy, little enough to keep the memory flat. */
const SLAB_BYTES = 256 * 1024;
const MOST_SLABS = 16;
/**
 * The decompressed pieces are garbage at once, but lie outside the heap, where little urges V8 to collect them. A small young generation is
 * collected often, and takes them along.
 */
const YOUNG_GENERATION_MB = 1;

/** Starts a worker thread that indexes one dump, given as compressed chunks. Whoever starts it must finish or abort it. */
export function startDumpIndexer(options: { readonly compression: Compression }): DumpIndexer {
  return new WorkerIndexer(options.compression);
}

class WorkerIndexer implements DumpIndexer {
  private readonly worker: Worker;
  private readonly idle: ArrayBuffer[] = [];
  private slabs = 0;
  private current: ArrayBuffer | null = null;
  private filled = 0;
  /** Settles with the index or with whatever ended the work early. */
  private readonly outcome: Promise<DumpIndex>;
  private fail: (error: unknown) => void = () => {};
  private failed = false;
  private freed: () => void = () => {};

  constructor(compression: Compression) {
    const workerData: WorkerStart = { compression };
    this.worker = new Worker(workerUrl(import.meta.url, 'dump-index-worker'), {
      workerData,
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    this.outcome = new Promise((resolve, reject) => {
      this.fail = (error) => {
        this.failed = true;
        reject(error);
        this.freed();
      };
      this.worker.on('message', (message: FromWorker) => {
        switch (message.kind) {
          case 'free':
            this.idle.push(message.memory);
            this.freed();
            break;
          case 'index':
            resolve(message.index);
            break;
          case 'unreadable':
            this.fail(new UnreadableError(message.unreadable));
        }
      });
    });
    this.worker.on('error', this.fail);
    this.worker.on('exit', (code) => this.fail(new Error(`the worker of the dump index ended with ${code}`)));
    // Every write and finish looks at it; a failure between two of them must not count as unhandled.
    this.outcome.catch(() => {});
  }

  async write(chunk: Buffer): Promise<void> {
    let from = 0;
    while (from < chunk.length) {
      if (this.failed) await this.outcome;
      const slab = this.current ?? (await this.takeSlab());
      this.current = slab;
      const count = Math.min(chunk.length - from, SLAB_BYTES - this.filled);
      chunk.copy(new Uint8Array(slab), this.filled, from, from + count);
      this.filled += count;
      from += count;
      if (this.filled === SLAB_BYTES) this.post();
    }
    if (this.failed) await this.outcome;
  }

  async finish(): Promise<DumpIndex> {
    try {
      if (this.failed) return await this.outcome;
      this.post();
      this.send({ kind: 'finish' }, []);
      return await this.outcome;
    } finally {
      await this.worker.terminate();
    }
  }

  async abort(): Promise<void> {
    this.fail(new DOMException('The dump index was given up.', 'AbortError'));
    await this.worker.terminate();
  }

  private async takeSlab(): Promise<ArrayBuffer> {
    for (;;) {
      const slab = this.idle.pop();
      if (slab !== undefined) return slab;
      if (this.slabs < MOST_SLABS) {
        this.slabs++;
        return new ArrayBuffer(SLAB_BYTES);
      }
      await new Promise<void>((resolve) => {
        this.freed = resolve;
      });
      if (this.failed) await this.outcome;
    }
  }

  private post(): void {
    if (this.current === null) return;
    const memory = this.current;
    const length = this.filled;
    this.current = null;
    this.filled = 0;
    this.send({ kind: 'chunk', memory, length }, [memory]);
  }

  private send(message: ToWorker, memory: ArrayBuffer[]): void {
    this.worker.postMessage(message, memory);
  }
}
