import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from '../../../src/main/app/app.ts';
import { createApp } from '../../../src/main/app/create-app.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { createFileSecretStore } from '../../../src/main/support/secret-stores.ts';
import type { Proof } from '../../../src/shared/model/backup.ts';
import type { Assertion, Drill, DrillSettings } from '../../../src/shared/model/drill.ts';
import { DEFAULT_DRILL_SETTINGS } from '../../../src/shared/model/drill.ts';
import type { BackupId } from '../../../src/shared/model/ids.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import type { Server } from '../../../src/shared/model/server.ts';
import type { Site } from '../../../src/shared/model/site.ts';
import type { DatabaseSource, Source } from '../../../src/shared/model/source.ts';
import { startLab, type Lab } from '../../lab/lab.ts';
import { sampleSite, sampleSource } from '../../unit/model-samples.ts';
import { serverFor } from '../servers/lab-servers.ts';
import { ask, choosePlace, host, workOf } from './app-folder.ts';
import { lyingBackup } from './lying-backup.ts';

export interface DrillWorld extends AsyncDisposable {
  readonly lab: Lab;
  readonly home: string;
  readonly server: Server;
  readonly site: Site;
  readonly source: DatabaseSource;
  readonly app: App;
  /** Opens the app again, as after a start. */
  reopen(): Promise<App>;
  /** `kinds`: of sources; default: all. */
  backUp(...kinds: readonly Source['kind'][]): Promise<{ readonly id: BackupId; readonly location: string }>;
  /** A backup whose dump was changed before it was hashed, so that its bytes are right and what it holds is not what its inventory says. */
  lyingBackup(of: BackupId, change: (sql: string) => string): Promise<BackupId>;
  proofOf(id: BackupId): Promise<Proof | undefined>;
  settings(changes: Partial<DrillSettings>): Promise<void>;
  drill(backupId?: BackupId): Promise<{ readonly job: Job; readonly drill: Drill | undefined }>;
}

/** The practice site, registered in an app with a place on this computer. */
export async function drillWorld(options: { readonly media?: boolean; readonly config?: boolean } = {}): Promise<DrillWorld> {
  const lab = await startLab({ site: { media: options.media ?? false } });
  const home = await mkdtemp(join(tmpdir(), 'holdfast-drills-'));
  const server = serverFor(lab.sshd);
  const site = sampleSite(server, { root: lab.site.root });
  const { mariadb } = lab;
  const source = sampleSource(site, {
    database: lab.site.database,
    address: { host: mariadb.host, port: mariadb.port, socket: null },
    access: { from: 'site-env', envFile: '.env' },
  });
  await choosePlace(home, { server, site, source });
  const open = () => createApp({ home, host, secrets: createFileSecretStore(join(home, 'secrets.json')), logger: silentLogger });
  let app = await open();
  let made = 1;
  if (options.media === true) {
    const media = { kind: 'media', folders: ['storage/app/public'], excludes: [], symlinks: 'keep', compression: 'none' } as const;
    await ask(app, 'source.put', { siteId: site.id, sourceId: null, draft: { ...media, folders: [...media.folders], excludes: [] } });
  }
  if (options.config === true)
    await ask(app, 'source.put', { siteId: site.id, sourceId: null, draft: { kind: 'config', envFile: '.env', extraFiles: [] } });
  return {
    lab,
    home,
    server,
    site,
    source,
    get app() {
      return app;
    },
    async reopen() {
      await app.close();
      app = await open();
      return app;
    },
    async backUp(...kinds) {
      const { sources } = await ask(app, 'site.status', { siteId: site.id });
      const sourceIds = kinds.length === 0 ? null : sources.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id);
      const choice = { kind: 'full', sourceIds, compression: null, label: null, verify: true, copyTo: null } as const;
      const job = await workOf(app, () => ask(app, 'backup.start', { siteId: site.id, ...choice }));
      if (job.backupId === null) throw new Error(`${job.state}: ${job.problem?.title} ${job.problem?.detail}`);
      const { copies } = await ask(app, 'backup.details', { backupId: job.backupId });
      return { id: job.backupId, location: copies[0]?.copy.location ?? '' };
    },
    async lyingBackup(of, change) {
      const id = await lyingBackup({ app, home, site }, of, made, change);
      made += 1;
      return id;
    },
    async proofOf(id) {
      return (await ask(app, 'backup.details', { backupId: id })).copies[0]?.copy.proof;
    },
    async settings(changes) {
      await ask(app, 'drill.set-settings', { siteId: site.id, settings: { ...DEFAULT_DRILL_SETTINGS, ...changes } });
    },
    async drill(backupId) {
      const job = await workOf(app, () => ask(app, 'drill.start', { siteId: site.id, backupId: backupId ?? null, placeId: null }));
      const [drill] = await ask(app, 'drill.list', { siteId: site.id });
      return { job, drill };
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      await lab.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export function condition(changes: Partial<Assertion>): Assertion {
  return { title: 'there are orders', database: null, sql: 'SELECT COUNT(*) FROM orders', comparison: 'above', expected: '0', ...changes };
}
