import { randomUUID } from 'node:crypto';
import type { ConfigArtifact, MediaArtifact } from '../../src/shared/model/artifact.ts';
import { ArtifactId, PlaceId, SourceId } from '../../src/shared/model/ids.ts';
import type { DrivePlace, S3Place } from '../../src/shared/model/place.ts';
import type { Site } from '../../src/shared/model/site.ts';
import type { ConfigSource, MediaSource } from '../../src/shared/model/source.ts';
import { hoursBefore, NOON } from './model-samples.ts';

/** Complete, valid models of media, settings and places beyond this computer; each test says only what it is about. */

export function sampleMediaSource(site: Site, changes: Partial<MediaSource> = {}): MediaSource {
  return {
    id: SourceId.parse(randomUUID()),
    siteId: site.id,
    kind: 'media',
    folders: ['storage/app'],
    excludes: [],
    symlinks: 'keep',
    compression: null,
    ...changes,
  };
}

export function sampleConfigSource(site: Site, changes: Partial<ConfigSource> = {}): ConfigSource {
  return { id: SourceId.parse(randomUUID()), siteId: site.id, kind: 'config', extraFiles: [], envFile: '.env', ...changes };
}

export function sampleDrive(changes: Partial<DrivePlace> = {}): DrivePlace {
  return {
    id: PlaceId.parse(randomUUID()),
    kind: 'drive',
    name: 'Vault-A',
    offsite: true,
    folder: '/media/ops/Vault-A/Backups',
    folderOnDrive: 'Backups',
    lastSeenAt: NOON,
    ...changes,
  };
}

export function sampleS3(changes: Partial<S3Place> = {}): S3Place {
  return {
    id: PlaceId.parse(randomUUID()),
    kind: 's3',
    name: 's3-main',
    offsite: true,
    endpoint: 'https://s3.example.org',
    region: 'eu-central-1',
    bucket: 'backups',
    prefix: 'holdfast',
    pathStyle: true,
    storageClass: null,
    encryption: 'none',
    kmsKeyId: null,
    objectLock: null,
    checksums: 'when-required',
    accessKeyId: 'AKIAEXAMPLE',
    ...changes,
  };
}

/** `chain`: ends with the backup it belongs to. */
export function sampleMediaArtifact(source: MediaSource, changes: Partial<MediaArtifact> & Pick<MediaArtifact, 'chain'>): MediaArtifact {
  return {
    id: ArtifactId.parse(randomUUID()),
    sourceId: source.id,
    part: 'media',
    kind: changes.chain.length > 1 ? 'incremental' : 'full',
    file: 'media.tar.gz',
    bytes: 2000,
    sha256: 'cd'.repeat(32),
    compression: 'gzip',
    uncompressedBytes: 8000,
    capturedFrom: hoursBefore(1),
    capturedTo: hoursBefore(0.9),
    folders: source.folders,
    archiveTool: { name: 'GNU tar', version: '1.34' },
    fileList: { file: 'media.files.jsonl.gz', bytes: 100, sha256: 'ef'.repeat(32) },
    counts: { files: 3, bytes: 4000, folders: 1, links: 0, added: 0, changed: 0, removed: 0, touched: 0, skipped: 0 },
    synthetic: false,
    resumed: 0,
    ...changes,
  };
}

export function sampleConfigArtifact(source: ConfigSource, changes: Partial<ConfigArtifact> = {}): ConfigArtifact {
  return {
    id: ArtifactId.parse(randomUUID()),
    sourceId: source.id,
    part: 'config',
    kind: 'full',
    file: 'config.tar.age',
    bytes: 3000,
    sha256: '12'.repeat(32),
    compression: 'none',
    uncompressedBytes: 2800,
    capturedFrom: hoursBefore(1),
    capturedTo: hoursBefore(0.9),
    recipients: [`age1${'q'.repeat(58)}`],
    entries: [{ name: '.env', bytes: 900 }],
    applicationKey: { name: 'APP_KEY', fingerprint: '0123456789abcdef' },
    versions: { php: '8.2.28' },
    ...changes,
  };
}
