import { serveFedWorker } from '../compression/serve-fed-worker.ts';
import type { ArchivedEntry } from './archive-index.ts';
import type { ArchiveAnswer } from './archive-indexer.ts';
import { encodeEntries } from './entry-codec.ts';
import { createHashingSink } from './hashing-sink.ts';
import { createTarReader } from './tar-reader.ts';

const ENTRIES_AT_ONCE = 500;

// The entry of the worker thread: reads the archive it is sent and hashes every file in it. Started by archive-indexer.ts only.
serveFedWorker<ArrayBuffer, ArchiveAnswer>((send) => {
  let entries: ArchivedEntry[] = [];
  let bytes = 0;

  function flush(): void {
    const memory = encodeEntries(entries);
    entries = [];
    send(memory, [memory]);
  }

  const reader = createTarReader(
    createHashingSink((entry) => {
      entries.push(entry);
      if (entries.length === ENTRIES_AT_ONCE) flush();
    }),
  );
  return {
    consume(data) {
      bytes += data.length;
      reader.push(data);
    },
    finish() {
      const ended = reader.finish();
      flush();
      return { uncompressedBytes: bytes, ended };
    },
    cut() {
      flush();
      return { uncompressedBytes: reader.completeBytes, ended: false };
    },
  };
});
