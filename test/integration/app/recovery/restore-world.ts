import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from '../../../../src/main/app/app.ts';
import { createApp } from '../../../../src/main/app/create-app.ts';
import { silentLogger } from '../../../../src/main/support/logger.ts';
import { createFileSecretStore } from '../../../../src/main/support/secret-stores.ts';
import type { BackupId, RestoreId } from '../../../../src/shared/model/ids.ts';
import type { Job } from '../../../../src/shared/model/job.ts';
import type { Incident } from '../../../../src/shared/model/incident.ts';
import type { Restore, RestoreChoice, RestorePlan } from '../../../../src/shared/model/restore.ts';
import type { Branch } from '../../../../src/shared/model/situation.ts';
import type { Site } from '../../../../src/shared/model/site.ts';
import type { Lab, LabOptions } from '../../../lab/lab.ts';
import { startLab } from '../../../lab/lab.ts';
import { sampleSite, sampleSource } from '../../../unit/model-samples.ts';
import { serverFor } from '../../servers/lab-servers.ts';
import { ask, choosePlace, host, workOf } from '../app-folder.ts';

export interface RestoreWorld extends AsyncDisposable {
  readonly lab: Lab;
  readonly home: string;
  readonly site: Site;
  readonly app: App;
  /** Opens the app again, as after a start in a window: what was being changed is settled. */
  reopen(): Promise<App>;
  backUp(): Promise<BackupId>;
  incident(branch: Branch): Promise<Incident>;
  /** The whole database of the backup, unless `change` says otherwise. */
  plan(backupId: BackupId, branch: Branch, change?: Partial<RestoreChoice>): Promise<RestorePlan>;
  run(plan: RestorePlan): Promise<{ readonly restore: Restore; readonly job: Job }>;
  undo(id: RestoreId): Promise<{ readonly restore: Restore; readonly job: Job }>;
  get(id: RestoreId): Promise<Restore>;
  /** Rows kept aside of these tables. */
  putBack(restore: Restore, tables: readonly string[]): Promise<{ readonly restore: Restore; readonly job: Job }>;
  letGo(restore: Restore): Promise<{ readonly restore: Restore; readonly job: Job }>;
  /** CHECKSUM TABLE of every table of the live database. */
  checksums(): Promise<Readonly<Record<string, string>>>;
  /** Of the live database, as its administrator. */
  sql(statement: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** The practice site, registered in an app with a place on this computer. */
export async function restoreWorld(options: LabOptions & { readonly media?: boolean } = {}): Promise<RestoreWorld> {
  const lab = await startLab({ ...options, site: { media: options.media ?? false, ...options.site } });
  const home = await mkdtemp(join(tmpdir(), 'holdfast-restores-'));
  const server = serverFor(lab.sshd);
  const site = sampleSite(server, { root: lab.site.root });
  const { mariadb } = lab;
  const source = sampleSource(site, {
    database: lab.site.database,
    address: { host: mariadb.host, port: mariadb.port, socket: null },
    access: { from: 'site-env', envFile: '.env' },
  });
  await choosePlace(home, { server, site, source });
  const secrets = createFileSecretStore(join(home, 'secrets.json'));
  const open = () => createApp({ home, host: { ...host, kind: 'browser' }, secrets, logger: silentLogger });
  let app = await open();
  if (options.media === true) {
    const media = { kind: 'media', folders: ['storage/app/public'], excludes: [], symlinks: 'keep', compression: 'none' } as const;
    await ask(app, 'source.put', { siteId: site.id, sourceId: null, draft: { ...media, folders: [...media.folders], excludes: [] } });
  }
  const get = (restoreId: RestoreId) => ask(app, 'restore.get', { restoreId });
  const sql = (statement: string) => mariadb.sql(statement, { database: lab.site.database });
  const incident = async (branch: Branch): Promise<Incident> => {
    const { id } = await ask(app, 'incident.open', { siteId: site.id });
    const situation = {
      branch,
      noticedAt: new Date().toISOString(),
      firstSignAt: null,
      marginHours: 0,
      tables: [],
      paths: [],
      stillWriting: null,
    };
    return ask(app, 'incident.answer', { incidentId: id, situation, choice: null });
  };
  return {
    lab,
    home,
    site,
    get app() {
      return app;
    },
    async reopen() {
      await app.close();
      app = await open();
      return app;
    },
    async backUp() {
      const choice = { kind: 'full', sourceIds: null, compression: null, label: null, verify: true, copyTo: null } as const;
      const job = await workOf(app, () => ask(app, 'backup.start', { siteId: site.id, ...choice }));
      if (job.backupId === null) throw new Error(`${job.state}: ${job.problem?.title} ${job.problem?.detail}`);
      return job.backupId;
    },
    incident,
    async plan(backupId, branch, change = {}) {
      const { id } = await incident(branch);
      const { backup } = await ask(app, 'backup.details', { backupId });
      const databases = backup.artifacts
        .filter(({ part }) => part === 'database')
        .map((artifact) => ({ artifactId: artifact.id, tables: null, content: 'all' as const }));
      return ask(app, 'restore.plan', {
        incidentId: id,
        backupId,
        placeId: null,
        targetSiteId: site.id,
        databases,
        media: [],
        method: null,
        maintenance: true,
        migrate: false,
        ...change,
      });
    },
    async run({ id, confirmWith }) {
      const job = await workOf(app, async () => {
        const { jobId } = await ask(app, 'restore.run', { restoreId: id, confirm: confirmWith });
        return jobNamed(app, jobId);
      });
      return { restore: await get(id), job };
    },
    async undo(id) {
      const { plan } = await get(id);
      const job = await workOf(app, async () => {
        const { jobId } = await ask(app, 'restore.undo', { restoreId: id, confirm: plan.confirmWith });
        return jobNamed(app, jobId);
      });
      return { restore: await get(id), job };
    },
    get,
    async putBack({ id: restoreId, sideRows }, names) {
      const tables = sideRows.filter(({ table }) => names.includes(table)).map(({ database, table }) => ({ database, table }));
      const job = await workOf(app, async () => {
        await ask(app, 'restore.put-back', { restoreId, tables });
        return newestJob(app, 'restore-put-back');
      });
      return { restore: await get(restoreId), job };
    },
    async letGo({ id: restoreId, plan }) {
      const job = await workOf(app, async () => {
        await ask(app, 'restore.let-go', { restoreId, confirm: plan.confirmWith });
        return newestJob(app, 'restore-let-go');
      });
      return { restore: await get(restoreId), job };
    },
    async checksums() {
      const tables = (await sql("SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'")).map((row) => String(Object.values(row)[0]));
      const rows = await sql(`CHECKSUM TABLE ${tables.map((table) => `\`${table.replaceAll('`', '``')}\``).join(', ')}`);
      return Object.fromEntries(rows.map((row) => [String(row['Table']), String(row['Checksum'])]));
    },
    sql,
    async [Symbol.asyncDispose]() {
      await app.close();
      await lab.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function jobNamed(app: App, jobId: string | null): Promise<Job> {
  const job = (await ask(app, 'job.list', undefined)).find(({ id }) => id === jobId);
  if (job === undefined) throw new Error('the restore has no job');
  return job;
}

async function newestJob(app: App, wanted: Job['kind']): Promise<Job> {
  const job = (await ask(app, 'job.list', undefined)).find(({ kind }) => kind === wanted);
  if (job === undefined) throw new Error(`there is no job ${wanted}`);
  return job;
}
