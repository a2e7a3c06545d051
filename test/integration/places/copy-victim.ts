import { createInterface } from 'node:readline';
import { openFolderStore } from '../../../src/main/places/folder/folder-store.ts';
import { openServerFolderStore } from '../../../src/main/places/server-folder/server-folder-store.ts';
import { openS3Store } from '../../../src/main/places/s3/s3-store.ts';
import type { CopyStore } from '../../../src/main/places/copy-store.ts';
import type { FolderPlace, S3Place, ServerFolderPlace } from '../../../src/shared/model/place.ts';
import type { Server } from '../../../src/shared/model/server.ts';
import { linkTo } from '../servers/lab-servers.ts';
import { PART_BYTES, partsArrived } from './s3-parts.ts';
import { sampleCopyOf, SIGNAL, writeFiles } from './copy-helpers.ts';

/*
 * A process of its own that copies into a place until it has written a part of the large file, says what it was copying, and waits to be killed.
 * Reads one line of JSON: {kind, place, mediaBytes, stopAfter, ...}.
 */
type Task = { readonly mediaBytes: number; readonly stopAfter: number } & (
  | { readonly kind: 'folder'; readonly place: FolderPlace }
  | { readonly kind: 'server-folder'; readonly place: ServerFolderPlace; readonly server: Server }
  | { readonly kind: 's3'; readonly place: S3Place; readonly secret: string }
);

const lines = createInterface(process.stdin);
const [line] = await new Promise<readonly [string]>((resolve) => lines.once('line', (text) => resolve([text])));
const task = JSON.parse(line) as Task;
const seed = 'a copy whose process is killed';
const sample = sampleCopyOf({ mediaBytes: task.mediaBytes, seed });
const draft = await openStore(task).begin(sample.plan, SIGNAL);
await writeFiles(draft, sample, {
  onChunk: async (file, sent) => {
    if (file !== 'media-uploads.tar' || sent < task.stopAfter) return;
    if (task.kind === 's3') await partsArrived(task.place, task.secret, Math.floor(sent / PART_BYTES));
    process.stdout.write(`${JSON.stringify({ plan: sample.plan, seed })}\n`);
    await new Promise(() => setInterval(() => {}, 60_000));
  },
});

function openStore(wanted: Task): CopyStore {
  switch (wanted.kind) {
    case 'folder':
      return openFolderStore(wanted.place);
    case 's3':
      return openS3Store(wanted.place, wanted.secret);
    case 'server-folder':
      return openServerFolderStore(wanted.place, linkTo([wanted.server]).links);
  }
}
