import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { onTestFinished } from 'vitest';
import { runAdopt } from '../../../src/main/app/adopt-job.ts';
import { listServerBackups } from '../../../src/main/app/adoptable.ts';
import type { HostAbilities } from '../../../src/main/app/app.ts';
import { buildModules, type Modules } from '../../../src/main/app/modules.ts';
import { verifyCopy } from '../../../src/main/app/verify-copy.ts';
import { verifying } from '../../../src/main/app/verifying.ts';
import { problemOf } from '../../../src/main/errors/app-error.ts';
import type { JobOutcome } from '../../../src/main/jobs/job-handler.ts';
import { systemClock } from '../../../src/main/support/clock.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import type { Backup } from '../../../src/shared/model/backup.ts';
import { Manifest } from '../../../src/shared/model/manifest.ts';
import type { Problem } from '../../../src/shared/model/problem.ts';
import type { DatabaseSource, ServerBackupsSource } from '../../../src/shared/model/source.ts';
import type { Lab } from '../../lab/lab.ts';
import { sampleSite } from '../../unit/model-samples.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { makeKeeper } from '../places/place-folder.ts';
import { memorySecrets, never, serverFor } from '../servers/lab-servers.ts';

const HOST: HostAbilities = {
  kind: 'terminal',
  chooseFolder: () => Promise.resolve(null),
  chooseFile: () => Promise.resolve(null),
  chooseNewFile: () => Promise.resolve(null),
  reveal: () => Promise.resolve(),
};

export interface AdoptWorld {
  readonly modules: Modules;
  readonly secrets: ReturnType<typeof memorySecrets>;
  readonly source: ServerBackupsSource;
  readonly log: string[];
  readonly siteId: Backup['siteId'];
  /** Folder of the place. */
  readonly folder: string;
}

/** An app's modules with a place, the practice site, and folders in which the server keeps its own backups. */
export async function adoptWorld(lab: Lab, change: Partial<ServerBackupsSource> = {}): Promise<AdoptWorld> {
  const home = scratchFolder();
  const server = serverFor(lab.sshd);
  const site = sampleSite(server, { root: lab.site.root });
  const source: DatabaseSource = {
    id: randomUUID() as DatabaseSource['id'],
    siteId: site.id,
    kind: 'database',
    database: lab.site.database,
    address: { host: lab.mariadb.host, port: lab.mariadb.port, socket: null },
    user: lab.site.user.name,
    access: { from: 'site-env', envFile: '.env' },
  };
  const { place } = await makeKeeper(home);
  const backupsSource: ServerBackupsSource = {
    id: randomUUID() as ServerBackupsSource['id'],
    siteId: site.id,
    kind: 'server-backups',
    folders: ['storage/app/backups', 'storage/app/backups/incremental', 'storage/app/nowhere'],
    patterns: ['*.sql', '*.gz', '*.sql.bz2', '*.sql.zst', '*.tar', '*.tar.zst', '*.zip', '*.xz'],
    take: 'all-new',
    zone: 'Europe/Berlin',
    ...change,
  };
  const secrets = memorySecrets();
  const modules = modulesIn(home, secrets);
  const { catalog } = modules;
  catalog.places.put(place);
  catalog.settings.put('place-id', place.id);
  catalog.servers.insert(server);
  catalog.sites.insert(site);
  catalog.sources.insert(source);
  catalog.sources.insert(backupsSource);
  return { modules, secrets, source: backupsSource, siteId: site.id, folder: place.folder, log: [] };
}

export function modulesIn(home: string, secrets: AdoptWorld['secrets']): Modules {
  const modules = buildModules({
    home,
    host: HOST,
    access: 'work',
    appVersion: '0.0.0',
    secrets,
    logger: silentLogger,
    clock: systemClock,
    closing: never,
    runnerIfAny: () => null,
    emit: () => {},
  });
  onTestFinished(async () => {
    await modules.connections.close();
    modules.catalog.close();
  });
  return modules;
}

export interface AdoptOptions {
  readonly signal?: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
}

/** As the runner ends a job. */
export async function adopt(
  { modules, siteId, log }: AdoptWorld,
  paths: string[] | null = null,
  { signal = never, onBytes = () => {} }: AdoptOptions = {},
): Promise<{ readonly state: string; readonly problem: Problem | null }> {
  const job = { jobId: 'job', signal, step: () => {}, advance: onBytes, log: (line: string) => void log.push(line) };
  try {
    const outcome: JobOutcome = await runAdopt(modules, { siteId, paths }, job);
    return outcome;
  } catch (error) {
    return { state: signal.aborted ? 'stopped' : 'failed', problem: problemOf(error) };
  }
}

export async function listed({ modules, siteId }: AdoptWorld) {
  return (await listServerBackups(modules, siteId, never)).flatMap(({ files }) => files);
}

/** What lies in the place, oldest first, as its manifests say; each with its folder. */
export function kept({ folder }: Pick<AdoptWorld, 'folder'>): { readonly backup: Backup; readonly location: string }[] {
  const manifests = execFileSync('find', [folder, '-name', 'manifest.json'], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .filter((path) => path !== '');
  return manifests
    .map((path) => ({ backup: Manifest.parse(JSON.parse(readFileSync(path, 'utf8'))).backup, location: dirname(path) }))
    .toSorted((a, b) => (a.backup.startedAt < b.backup.startedAt ? -1 : 1));
}

/** Reads every copy to its end again, as a verification does that trusts nothing. Throws the first fault. */
export async function proveSound({ modules, folder }: AdoptWorld): Promise<void> {
  const job = { jobId: 'job', signal: never, step: () => {}, advance: () => {}, log: () => {} };
  for (const { backup } of kept({ folder }))
    for (const copy of modules.catalog.backups.copiesOf(backup.id)) await verifyCopy(verifying(modules), copy, 'sound', job);
}
