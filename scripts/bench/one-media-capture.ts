// One capture of media in a process of its own, so that its peak memory is its own. Request on standard input, answer on standard output; see media-requests.ts.
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { loadFileList } from '../../src/main/archive/read-file-list.ts';
import { captureMedia, type MediaRequest, type PreviousMedia } from '../../src/main/capture/media/capture-media.ts';
import { openDraft } from '../../src/main/places/backup-draft.ts';
import { createServerConnections } from '../../src/main/servers/ssh/connections.ts';
import { systemClock } from '../../src/main/support/clock.ts';
import { silentLogger } from '../../src/main/support/logger.ts';
import { createRefusingSecretStore } from '../../src/main/support/secret-stores.ts';
import { keepHeapSteady } from '../../src/main/support/steady-heap.ts';
import { BackupId, SiteId, SourceId } from '../../src/shared/model/ids.ts';
import { peakRss } from './peak-rss.ts';
import type { MediaCaptureAnswer, MediaCaptureRequest } from './media-requests.ts';

// As the app does.
keepHeapSteady();
const job = { jobId: 'bench', signal: new AbortController().signal, step: () => {}, advance: () => {}, log: () => {} };
const request = JSON.parse(await text(process.stdin)) as MediaCaptureRequest;
process.stdout.write(JSON.stringify(await capture(request)));

/** Signing in, listing, archive with all hashes, gate, fsync, list of files. */
async function capture({ server, root, folder, previous }: MediaCaptureRequest): Promise<MediaCaptureAnswer> {
  const backupId = BackupId.parse(randomUUID());
  const partial = join(folder, backupId);
  await mkdir(partial);
  const draft = openDraft({ partial, final: `${partial}-final`, ownerFile: `${partial}-owner`, madeSiteFolder: false });
  const begun = performance.now();
  const connections = createServerConnections({
    servers: { find: () => server },
    secrets: createRefusingSecretStore(),
    clock: systemClock,
    logger: silentLogger,
  });
  const { artifact } = await captureMedia(
    { connections, serverId: server.id, draft, clock: systemClock },
    await mediaRequest(server.id, root, backupId, previous),
    job,
  );
  const seconds = (performance.now() - begun) / 1000;
  await connections.close();
  return { seconds, peakRss: peakRss(), artifact, backupId, list: join(partial, artifact.fileList.file) };
}

async function mediaRequest(
  serverId: MediaRequest['site']['serverId'],
  root: string,
  backupId: BackupId,
  previous: MediaCaptureAnswer | null,
): Promise<MediaRequest> {
  const siteId = SiteId.parse(randomUUID());
  const before: PreviousMedia | null = previous && {
    ...previous,
    list: loadFileList(createReadStream(previous.list)),
    listFile: () => readFile(previous.list),
  };
  return {
    site: {
      id: siteId,
      serverId,
      name: 'bench',
      root,
      profile: 'laravel',
      url: null,
      framework: null,
      createdAt: new Date().toISOString(),
    },
    source: {
      id: SourceId.parse(randomUUID()),
      siteId,
      kind: 'media',
      folders: ['storage/app'],
      excludes: [],
      symlinks: 'keep',
      compression: null,
    },
    kind: before === null ? 'full' : 'incremental',
    previous: before,
    backupId,
    takenFiles: [],
    expectedBytes: () => null,
  };
}
