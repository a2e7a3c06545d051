import { createInterface } from 'node:readline';
import { openFolderStore } from '../../../src/main/places/folder/folder-store.ts';
import type { CopyStore } from '../../../src/main/places/copy-store.ts';
import type { FolderPlace } from '../../../src/shared/model/place.ts';
import { sampleCopyOf, SIGNAL, writeFiles } from './copy-helpers.ts';

/*
 * A process of its own that copies into a place until it has written a part of the large file, says what it was copying, and waits to be killed.
 * Reads one line of JSON: {kind, place, mediaBytes, stopAfter, ...}.
 */
interface Task {
  readonly kind: 'folder';
  readonly place: FolderPlace;
  readonly mediaBytes: number;
  readonly stopAfter: number;
}

const lines = createInterface(process.stdin);
const [line] = await new Promise<readonly [string]>((resolve) => lines.once('line', (text) => resolve([text])));
const task = JSON.parse(line) as Task;
const sample = sampleCopyOf({ mediaBytes: task.mediaBytes });
const draft = await openStore(task).begin(sample.plan, SIGNAL);
await writeFiles(draft, sample, {
  onChunk: async (file, sent) => {
    if (file !== 'media-uploads.tar' || sent < task.stopAfter) return;
    const contents = [...sample.contents].map(([name, bytes]) => [name, bytes.toString('base64')]);
    process.stdout.write(`${JSON.stringify({ plan: sample.plan, contents })}\n`);
    await new Promise(() => setInterval(() => {}, 60_000));
  },
});

function openStore({ place }: Task): CopyStore {
  return openFolderStore(place);
}
