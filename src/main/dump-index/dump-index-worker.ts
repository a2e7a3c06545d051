import { parentPort, workerData } from 'node:worker_threads';
import { createDecompressor, type Decompressor } from '../compression/decompressor.ts';
import type { FromWorker, ToWorker, WorkerStart } from './dump-index-messages.ts';
import { createDumpReader } from './dump-reader.ts';
import { UnreadableError } from '../compression/unreadable-error.ts';

// The entry of the worker thread: decompresses what it is sent and indexes what comes out. Started by dump-indexer.ts only.
const port = parentPort;
if (port === null) throw new Error('dump-index-worker runs as a worker thread only');

const { compression } = workerData as WorkerStart;
const reader = createDumpReader();
let work: Promise<void> = Promise.resolve();
let broken = false;

function send(message: FromWorker, memory: ArrayBuffer[] = []): void {
  port?.postMessage(message, memory);
}

function attempt(step: () => Promise<void>): void {
  work = work.then(async () => {
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
  opened = createDecompressor(compression, (data) => reader.push(data));
});

/** Throws (and so ends the worker) rather than to skip data in silence. */
function decompressor(): Decompressor {
  if (opened === null) throw new TypeError(`the dump index was started with ${compression}`);
  return opened;
}

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'chunk': {
      const { memory, length } = message;
      attempt(() => decompressor().write(Buffer.from(memory, 0, length)));
      work = work.then(() => send({ kind: 'free', memory }, [memory]));
      break;
    }
    case 'finish':
      attempt(async () => {
        await decompressor().end();
        send({ kind: 'index', index: reader.finish() });
      });
  }
});
