import { Worker } from 'node:worker_threads';
import type { Compression } from '../../shared/model/preflight.ts';
import type { FedWorkerStart, FromFedWorker, ToFedWorker } from './fed-worker-messages.ts';
import { UnreadableError } from './unreadable-error.ts';

/** A thread that takes a compressed stream and answers at its end. Whoever starts it must ask or abort it. */
export interface FedWorker<Answer> {
  /**
   * Takes a copy of the chunk; resolves when more may be sent. Rejects with UnreadableError as soon as one is known (it may concern earlier
   * chunks), and with the worker's own error if that ended.
   */
  write(chunk: Buffer): Promise<void>;
  /** Call once, after the last write. Rejects as `write` does. The worker has ended when it settles. */
  ask(what: 'finish' | 'cut'): Promise<Answer>;
  /** Ends the worker at any time; what is pending rejects with an AbortError. May be called again, and after `ask`. */
  abort(): Promise<void>;
}

export interface FedWorkerOptions<Part> {
  readonly url: URL;
  readonly compression: Compression;
  /** What the worker is, for the texts of errors: `dump index`. */
  readonly name: string;
  /** Called with what the worker finds on its way, before it answers. */
  readonly onPart: (part: Part) => void;
}

/** Between the threads lie at most 4 MiB: enough to keep both busy, little enough to keep the memory flat. */
const SLAB_BYTES = 256 * 1024;
const MOST_SLABS = 16;
/**
 * The decompressed pieces are garbage at once, but lie outside the heap, where little urges V8 to collect them. A small young generation is
 * collected often, and takes them along.
 */
const YOUNG_GENERATION_MB = 1;

export function startFedWorker<Part, Answer>(options: FedWorkerOptions<Part>): FedWorker<Answer> {
  return new SlabFedWorker(options);
}

class SlabFedWorker<Part, Answer> implements FedWorker<Answer> {
  private readonly name: string;
  private readonly worker: Worker;
  private readonly idle: ArrayBuffer[] = [];
  private slabs = 0;
  private current: ArrayBuffer | null = null;
  private filled = 0;
  /** Settles with the answer or with whatever ended the work early. */
  private readonly outcome: Promise<Answer>;
  private fail: (error: unknown) => void = () => {};
  private failed = false;
  private freed: () => void = () => {};

  constructor({ url, compression, name, onPart }: FedWorkerOptions<Part>) {
    this.name = name;
    const workerData: FedWorkerStart = { compression };
    this.worker = new Worker(url, { workerData, execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB } });
    this.outcome = new Promise((resolve, reject) => {
      this.fail = (error) => {
        this.failed = true;
        reject(error);
        this.freed();
      };
      this.worker.on('message', (message: FromFedWorker<Part, Answer>) => {
        switch (message.kind) {
          case 'free':
            this.idle.push(message.memory);
            this.freed();
            break;
          case 'part':
            onPart(message.part);
            break;
          case 'answer':
            resolve(message.answer);
            break;
          case 'unreadable':
            this.fail(new UnreadableError(message.unreadable));
        }
      });
    });
    this.worker.on('error', this.fail);
    this.worker.on('exit', (code) => this.fail(new Error(`the worker of the ${name} ended with ${code}`)));
    // Every write and question looks at it; a failure between two of them must not count as unhandled.
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

  async ask(what: 'finish' | 'cut'): Promise<Answer> {
    try {
      if (this.failed) return await this.outcome;
      this.post();
      this.send({ kind: what }, []);
      return await this.outcome;
    } finally {
      await this.worker.terminate();
    }
  }

  async abort(): Promise<void> {
    this.fail(new DOMException(`The ${this.name} was given up.`, 'AbortError'));
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

  private send(message: ToFedWorker, memory: ArrayBuffer[]): void {
    this.worker.postMessage(message, memory);
  }
}
