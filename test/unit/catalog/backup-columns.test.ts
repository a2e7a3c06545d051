import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { applicationKeyOf, databasesOf, isWhole, mediaOf, partsOf } from '../../../src/main/catalog/backup-columns.ts';
import type { Artifact, BundleArtifact } from '../../../src/shared/model/artifact.ts';
import type { BackupKind } from '../../../src/shared/model/backup.ts';
import { ArtifactId, BackupId } from '../../../src/shared/model/ids.ts';
import type { Source } from '../../../src/shared/model/source.ts';
import { hoursBefore, sampleArtifact, sampleManifest, sampleServer, sampleSite, sampleSource, sampleZippedDump } from '../model-samples.ts';
import { sampleConfigArtifact, sampleConfigSource, sampleMediaArtifact, sampleMediaSource } from '../part-samples.ts';

const server = sampleServer();
const site = sampleSite(server);
const [shop, log] = [sampleSource(site), sampleSource(site, { database: 'aurora_log' })];
const media = sampleMediaSource(site);
const config = sampleConfigSource(site);
const id = (): BackupId => BackupId.parse(randomUUID());
const full = sampleMediaArtifact(media, { chain: [id()] });
const incremental = sampleMediaArtifact(media, { chain: [id(), id()] });

function bundle(databases: readonly string[], files: number, dump: Partial<BundleArtifact['dumps'][number]> = {}): BundleArtifact {
  const { fileList, counts } = full;
  return {
    id: ArtifactId.parse(randomUUID()),
    sourceId: sampleSource(site).id,
    part: 'bundle',
    kind: 'full',
    format: 'zip',
    file: 'backup.zip',
    bytes: 10,
    sha256: '00'.repeat(32),
    compression: 'none',
    uncompressedBytes: 10,
    capturedFrom: hoursBefore(1),
    capturedTo: hoursBefore(1),
    encrypted: false,
    dumps: databases.map((database) => sampleZippedDump(database, dump)),
    fileList,
    counts: { ...counts, files },
  };
}

const whole = (sources: readonly Source[], artifacts: readonly Artifact[], kind: BackupKind = 'full'): boolean =>
  isWhole(sampleManifest(site, server, sources, { kind, artifacts: [...artifacts] }));

describe('a backup is whole', () => {
  it('when every database of the site is in it with structure and rows', () => {
    expect(whole([shop, log, media], [sampleArtifact(shop), sampleArtifact(log)])).toBe(true);
    expect(whole([shop, log], [sampleArtifact(shop)])).toBe(false);
    expect(whole([shop, log], [sampleArtifact(shop), sampleArtifact(log, { kind: 'data' })])).toBe(false);
    expect(whole([shop], [sampleArtifact(shop, { kind: 'structure' })], 'structure')).toBe(false);
  });

  it('when its media are changes alone, for its databases are not', () => {
    expect(whole([shop, media], [sampleArtifact(shop), incremental], 'incremental')).toBe(true);
    expect(whole([shop, media], [incremental], 'incremental')).toBe(false);
  });

  it('when the server made it and it holds a database of that name', () => {
    const adopted = sampleSource(site, { database: 'aurora_shop' });
    expect(whole([shop], [sampleArtifact(adopted)])).toBe(true);
    expect(whole([shop], [bundle(['aurora_shop'], 3)])).toBe(true);
    expect(whole([shop, log], [bundle(['aurora_shop'], 3)])).toBe(false);
    expect(whole([shop], [bundle(['aurora_shop'], 3, { kind: 'structure' })])).toBe(false);
  });

  it('of a site without databases when it holds the files, and not by settings alone', () => {
    expect(whole([media], [full])).toBe(true);
    expect(whole([media, config], [sampleConfigArtifact(config)])).toBe(false);
  });
});

describe('what a list shows of a backup', () => {
  it('is its parts in one order, its databases once, and its files', () => {
    const artifacts = [sampleConfigArtifact(config), full, sampleArtifact(shop), bundle(['aurora_shop', 'aurora_log'], 2)];
    expect(partsOf({ artifacts })).toEqual(['database', 'media', 'config', 'bundle']);
    expect(databasesOf({ artifacts })).toEqual(['aurora_shop', 'aurora_log']);
    expect(mediaOf({ artifacts })).toEqual({ kind: 'full', files: 5 });
    expect(mediaOf({ artifacts: [full, incremental] })).toEqual({ kind: 'mixed', files: 6 });
    expect(mediaOf({ artifacts: [sampleArtifact(shop), bundle(['aurora_shop'], 0)] })).toBeNull();
  });

  it('tells two application keys apart, also by their name', () => {
    const keyed = (name: string, fingerprint: string) =>
      applicationKeyOf({ artifacts: [sampleConfigArtifact(config, { applicationKey: { name, fingerprint } })] });
    expect(keyed('APP_KEY', 'aa')).not.toBe(keyed('APP_KEY', 'ab'));
    expect(keyed('APP_KEY', 'aa')).not.toBe(keyed('SECRET_KEY', 'aa'));
    expect(applicationKeyOf({ artifacts: [sampleConfigArtifact(config, { applicationKey: null }), full] })).toBeNull();
  });
});
