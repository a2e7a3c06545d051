// One pull or push in a process of its own, so that its peak memory is its own. Request on standard input, answer on standard output; see transfer-requests.ts.
import { text } from 'node:stream/consumers';
import { openFolderStore } from '../../src/main/places/folder/folder-store.ts';
import { openS3Store } from '../../src/main/places/s3/s3-store.ts';
import { createServerConnections } from '../../src/main/servers/ssh/connections.ts';
import { systemClock } from '../../src/main/support/clock.ts';
import { silentLogger } from '../../src/main/support/logger.ts';
import { createRefusingSecretStore } from '../../src/main/support/secret-stores.ts';
import { keepHeapSteady } from '../../src/main/support/steady-heap.ts';
import { copyBackup } from '../../src/main/transfer/copy-backup.ts';
import { NO_LIMITS } from '../../src/main/transfer/limits.ts';
import { pullServerFile } from '../../src/main/transfer/pull-server-file.ts';
import { peakRss } from './peak-rss.ts';
import type { TransferAnswer, TransferRequest } from './transfer-requests.ts';

// As the app does.
keepHeapSteady();
const job = { jobId: 'bench', signal: new AbortController().signal, step: () => {}, advance: () => {}, log: () => {} };
const request = JSON.parse(await text(process.stdin)) as TransferRequest;
const begun = performance.now();
let endedAt = 0;
await (request.kind === 'pull' ? pull(request) : push(request));
process.stdout.write(JSON.stringify({ seconds: (endedAt - begun) / 1000, peakRss: peakRss() } satisfies TransferAnswer));

/** Signing in, looking, receiving with SHA-256, fsync, rename. */
async function pull({ server, path, target, askForDigest }: TransferRequest & { readonly kind: 'pull' }): Promise<void> {
  const connections = createServerConnections({
    servers: { find: () => server },
    secrets: createRefusingSecretStore(),
    clock: systemClock,
    logger: silentLogger,
  });
  await pullServerFile({ connections, serverId: server.id, path, target, askForDigest, limits: NO_LIMITS, job });
  endedAt = performance.now();
  await connections.close();
}

async function push({ home, manifest, location, place, secret }: TransferRequest & { readonly kind: 'push' }): Promise<void> {
  const [from, to] = [openFolderStore(home), openS3Store(place, secret)];
  await copyBackup({ manifest, sumsSha256: null, from, fromLocation: location, to, limits: NO_LIMITS, job });
  endedAt = performance.now();
}
