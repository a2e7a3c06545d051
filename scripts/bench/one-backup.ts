// One backup in a process of its own: prints its wall time, its size and the peak memory of the process as JSON.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createApp } from '../../src/main/app/create-app.ts';
import { silentLogger } from '../../src/main/support/logger.ts';
import { createMemorySecretStore } from '../../src/main/support/secret-stores.ts';
import { ask, finished, terminal } from '../demo/main-job.ts';
import type { OneBackup } from './database-backup.ts';

const { home, host, port, user, keyFile, fingerprint, root, compression } = JSON.parse(process.argv[2] ?? '') as OneBackup;

const app = await createApp({ home, host: terminal, secrets: createMemorySecretStore(), logger: silentLogger });
await ask(app, 'place.set-folder', { folder: join(home, 'backups') });
const authentication = { method: 'key-file', path: keyFile, hasPassphrase: false } as const;
const server = await ask(app, 'server.add', { name: 'bench', address: host, port, user, authentication, jumpServerId: null });
await ask(app, 'server.pin-host-key', { serverId: server.id, fingerprint });
const [found] = await ask(app, 'site.detect', { serverId: server.id, root });
const site = await ask(app, 'site.add', {
  serverId: server.id,
  name: 'bench',
  root,
  profile: 'laravel',
  url: null,
  framework: null,
  databases: found?.databases ?? [],
});

// A connection made for the look above must not be a head start.
await app.close();
const fresh = await createApp({ home, host: terminal, secrets: createMemorySecretStore(), logger: silentLogger });
const begun = performance.now();
const job = await finished(fresh, await ask(fresh, 'backup.start', { siteId: site.id, compression }));
const seconds = (performance.now() - begun) / 1000;
if (job.backupId === null) throw new Error(JSON.stringify(job.problem));
const { copies, backup } = await ask(fresh, 'backup.details', { backupId: job.backupId });
const file = join(copies[0]?.copy.location ?? '', backup.artifacts[0]?.file ?? '');
const { size } = await stat(file);
await fresh.close();
process.stdout.write(JSON.stringify({ seconds, bytes: size, peakRss: process.resourceUsage().maxRSS * 1024 }));
