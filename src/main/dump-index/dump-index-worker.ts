import { serveFedWorker } from '../compression/serve-fed-worker.ts';
import type { DumpIndex } from './dump-index.ts';
import { createDumpReader } from './dump-reader.ts';

// The entry of the worker thread: indexes the dump it is sent. Started by dump-indexer.ts only.
serveFedWorker<never, DumpIndex>(() => {
  const reader = createDumpReader();
  return { consume: (data) => reader.push(data), finish: () => reader.finish() };
});
