import { randomUUID } from 'node:crypto';
import { type BundleArtifact, type DatabaseArtifact, filesOf } from '../../src/shared/model/artifact.ts';
import type { Backup, BackupSummary, Copy, Proof } from '../../src/shared/model/backup.ts';
import { type Place, type ThisComputerPlace, whereIs } from '../../src/shared/model/place.ts';
import { ArtifactId, BackupId, JobId, PlaceId, ServerId, SiteId, SourceId } from '../../src/shared/model/ids.ts';
import type { Job } from '../../src/shared/model/job.ts';
import { MANIFEST_VERSION, type Manifest } from '../../src/shared/model/manifest.ts';
import type { Server } from '../../src/shared/model/server.ts';
import type { Site } from '../../src/shared/model/site.ts';
import type { DatabaseSource, Source } from '../../src/shared/model/source.ts';

/** Complete, valid models for tests; each test says only what it is about. */

export const NOON = '2026-11-21T12:00:00.000Z';

export const hoursBefore = (hours: number, from: string = NOON): string => new Date(Date.parse(from) - hours * 3_600_000).toISOString();

export function sampleServer(changes: Partial<Server> = {}): Server {
  return {
    id: ServerId.parse(randomUUID()),
    name: 'web-1',
    address: 'web-1.example.org',
    port: 22,
    user: 'deploy',
    authentication: { method: 'key-file', path: '/home/ops/.ssh/id_ed25519', hasPassphrase: false },
    jumpServerId: null,
    hostKey: { type: 'ssh-ed25519', fingerprint: `SHA256:${'a'.repeat(43)}`, key: 'AAAA', pinnedAt: NOON },
    createdAt: NOON,
    ...changes,
  };
}

export function sampleSite(server: Server, changes: Partial<Site> = {}): Site {
  return {
    id: SiteId.parse(randomUUID()),
    serverId: server.id,
    name: 'aurora-market',
    root: '/srv/aurora market',
    profile: 'laravel',
    url: 'https://aurora.example.org',
    framework: 'Laravel 11.31',
    createdAt: NOON,
    ...changes,
  };
}

export function sampleSource(site: Site, changes: Partial<DatabaseSource> = {}): DatabaseSource {
  return {
    id: SourceId.parse(randomUUID()),
    siteId: site.id,
    kind: 'database',
    database: 'aurora_shop',
    address: { host: '127.0.0.1', port: 3306, socket: null },
    user: 'aurora',
    access: { from: 'site-env', envFile: '/srv/aurora market/.env' },
    ...changes,
  };
}

export function samplePlace(changes: Partial<ThisComputerPlace> = {}): ThisComputerPlace {
  return {
    id: PlaceId.parse(randomUUID()),
    kind: 'this-computer',
    name: 'This computer',
    offsite: true,
    folder: '/home/ops/Holdfast',
    ...changes,
  };
}

export function sampleArtifact(source: DatabaseSource, changes: Partial<DatabaseArtifact> = {}): DatabaseArtifact {
  return {
    id: ArtifactId.parse(randomUUID()),
    sourceId: source.id,
    part: 'database',
    database: source.database,
    kind: 'full',
    file: `${source.database}.sql.gz`,
    bytes: 1000,
    sha256: 'ab'.repeat(32),
    compression: 'gzip',
    uncompressedBytes: 4000,
    capturedFrom: hoursBefore(1),
    capturedTo: hoursBefore(0.9),
    serverVersion: '10.11.14-MariaDB',
    dumpTool: { name: 'mariadb-dump', version: '10.19', flags: ['--single-transaction'] },
    characterSets: ['utf8mb4'],
    nonTransactionalTables: [],
    inventory: {
      tables: [{ name: 'orders', rows: 3, definition: [10, 90], data: [100, 300] }],
      views: ['open orders'],
      routines: ['procedure tidy'],
      triggers: [],
      events: [],
    },
    ...changes,
  };
}

/** In a zip of spatie/laravel-backup. */
export function sampleZippedDump(database: string, changes: Partial<ZippedDump> = {}): ZippedDump {
  return {
    id: ArtifactId.parse(randomUUID()),
    path: `db-dumps/mysql-${database}.sql`,
    database,
    kind: 'full',
    compression: 'none',
    bytes: 1,
    sha256: 'ab'.repeat(32),
    uncompressedBytes: 1,
    serverVersion: '10.11.14-MariaDB',
    dumpTool: { name: 'mysqldump', version: '10.19', flags: [] },
    characterSets: ['utf8mb4'],
    inventory: { tables: [], views: [], routines: [], triggers: [], events: [] },
    ...changes,
  };
}

type ZippedDump = BundleArtifact['dumps'][number];

export function sampleManifest(site: Site, server: Server, sources: readonly Source[], changes: Partial<Backup> = {}): Manifest {
  const capturedFrom = changes.startedAt ?? hoursBefore(1);
  const artifacts =
    changes.artifacts ?? sources.flatMap((source) => (source.kind === 'database' ? [sampleArtifact(source, { capturedFrom })] : []));
  return {
    format: 'holdfast-manifest',
    version: MANIFEST_VERSION,
    writtenBy: { app: 'holdfast', version: '0.1.0' },
    backup: {
      id: BackupId.parse(randomUUID()),
      siteId: site.id,
      serverId: server.id,
      trigger: 'manual',
      label: null,
      kind: 'full',
      folder: '2026-11-21T110000Z-full',
      startedAt: hoursBefore(1),
      completedAt: hoursBefore(0.9),
      bytes: artifacts.flatMap(filesOf).reduce((sum, { bytes }) => sum + bytes, 0),
      warnings: [],
      artifacts,
      ...changes,
    },
    site,
    sources: [...sources],
    server,
  };
}

export function sampleProof(level: Proof['level'] = 'sound', changes: Partial<Proof> = {}): Proof {
  const reached = (wanted: Proof['level']): string | null => (LEVELS.indexOf(level) >= LEVELS.indexOf(wanted) ? NOON : null);
  return {
    level,
    presentAt: NOON,
    intactAt: reached('intact'),
    soundAt: reached('sound'),
    provenAt: reached('proven'),
    failure: null,
    ...changes,
  };
}
const LEVELS = ['present', 'intact', 'sound', 'proven'] as const;

export const failedProof = (level: Proof['level'] = 'sound'): Proof =>
  sampleProof(level, { failure: { at: NOON, step: 'intact', code: 'verify.hash-differs', text: 'aurora_shop.sql.gz was changed.' } });

export function sampleCopy(backupId: BackupId, place: Place, proof: Proof = sampleProof()): Copy {
  return { backupId, placeId: place.id, location: `${whereIs(place)}/aurora-market/2026-11-21T110000Z-full`, proof };
}

export function sampleSummary(site: Site, changes: Partial<BackupSummary> = {}): BackupSummary {
  const id = BackupId.parse(randomUUID());
  return {
    id,
    siteId: site.id,
    siteName: site.name,
    startedAt: hoursBefore(1),
    completedAt: hoursBefore(0.9),
    trigger: 'manual',
    label: null,
    note: '',
    held: false,
    kind: 'full',
    bytes: 1000,
    parts: ['database'],
    media: null,
    databases: ['aurora_shop'],
    warnings: [],
    copies: [sampleCopy(id, samplePlace())],
    ...changes,
  };
}

export function sampleJob(changes: Partial<Job> = {}): Job {
  return {
    id: JobId.parse(randomUUID()),
    kind: 'backup',
    title: 'Back up aurora-market',
    serverId: null,
    siteId: null,
    state: 'queued',
    cancelRequested: false,
    progress: null,
    problem: null,
    backupId: null,
    createdAt: NOON,
    startedAt: null,
    endedAt: null,
    ...changes,
  };
}
