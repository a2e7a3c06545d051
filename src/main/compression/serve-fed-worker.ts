import { parentPort, workerData } from 'node:worker_threads';
import { createDecompressor, type Decompressor } from './decompressor.ts';
import type { FedWorkerStart, FromFedWorker, ToFedWorker } from './fed-worker-messages.ts';
import { UnreadableError } from './unreadable-error.ts';

/** What a worker does with what it is fed. */
export interface FedWork<Answer> {
  /** Takes the decompressed stream in pieces. May throw UnreadableError. */
  consume(data: Buffer): void;
  /** At the end of the stream. May throw UnreadableError. */
  finish(): Answer;
  /** When the stream stopped before its end; absent where that is of no use. */
  cut?(): Answer;
}

export type SendPart<Part> = (part: Part, memory: ArrayBuffer[]) => void;

/** The whole life of a worker thread that startFedWorker started: decompresses what it is sent and gives the rest to the work. */
export function serveFedWorker<Part, Answer>(start: (send: SendPart<Part>) => FedWork<Answer>): void {
  const port = parentPort;
  if (port === null) throw new Error('this file runs as a worker thread only');
  const { compression } = workerData as FedWorkerStart;

  function send(message: FromFedWorker<Part, Answer>, memory: ArrayBuffer[] = []): void {
    port?.postMessage(message, memory);
  }

  const work = start((part, memory) => send({ kind: 'part', part }, memory));
  let queue: Promise<void> = Promise.resolve();
  let broken = false;

  function attempt(step: () => Promise<void>): void {
    queue = queue.then(async () => {
      if (broken) return;
      try {
        await step();
      } catch (error) {
        // Anything else is a bug: it ends the worker, and the other side rejects.
        if (!(error instanceof UnreadableError)) throw error;
        broken = true;
        send({ kind: 'unreadable', unreadable: error.unreadable });
      }
    });
  }

  let opened: Decompressor | null = null;
  attempt(async () => {
    opened = createDecompressor(compression, (data) => work.consume(data));
  });

  /** Throws (and so ends the worker) rather than to skip data in silence. */
  function decompressor(): Decompressor {
    if (opened === null) throw new TypeError(`the worker was started with ${compression}`);
    return opened;
  }

  port.on('message', (message: ToFedWorker) => {
    switch (message.kind) {
      case 'chunk': {
        const { memory, length } = message;
        attempt(() => decompressor().write(Buffer.from(memory, 0, length)));
        queue = queue.then(() => send({ kind: 'free', memory }, [memory]));
        break;
      }
      case 'finish':
        attempt(async () => {
          await decompressor().end();
          send({ kind: 'answer', answer: work.finish() });
        });
        break;
      case 'cut':
        attempt(async () => {
          await decompressor().stop();
          if (work.cut === undefined) throw new TypeError('this work cannot be cut');
          send({ kind: 'answer', answer: work.cut() });
        });
    }
  });
}
