import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../../src/main/catalog/open-catalog.ts';
import { BackupId } from '../../../src/shared/model/ids.ts';
import {
  failedProof,
  hoursBefore,
  sampleCopy,
  sampleManifest,
  samplePlace,
  sampleProof,
  sampleServer,
  sampleSite,
  sampleSource,
} from '../../unit/model-samples.ts';
import { scratchCatalog } from './catalog-folder.ts';

function siteWithPlace(catalog: Catalog) {
  const server = sampleServer();
  const site = sampleSite(server);
  const source = sampleSource(site);
  const place = samplePlace();
  catalog.servers.insert(server);
  catalog.sites.insert(site);
  catalog.sources.insert(source);
  catalog.places.put(place);
  return { server, site, source, place };
}

describe('recording backups', () => {
  it('gives back the backup with its inventory, its manifest and its copy', () => {
    const catalog = scratchCatalog();
    const { server, site, source, place } = siteWithPlace(catalog);
    const manifest = sampleManifest(site, server, [source], { label: 'before update', trigger: 'checkpoint' });
    const copy = sampleCopy(manifest.backup.id, place);

    catalog.backups.record(manifest, copy);

    expect(catalog.backups.find(manifest.backup.id)).toEqual(manifest.backup);
    expect(catalog.backups.manifestOf(manifest.backup.id)).toEqual(manifest);
    expect(catalog.backups.copiesOf(manifest.backup.id)).toEqual([copy]);
    const { artifacts: _artifacts, serverId: _serverId, folder: _folder, ...facts } = manifest.backup;
    expect(catalog.backups.summaries({ siteId: site.id })).toEqual([
      {
        ...facts,
        siteName: site.name,
        note: '',
        held: false,
        parts: ['database'],
        media: null,
        databases: ['aurora_shop'],
        copies: [copy],
      },
    ]);
  });

  it('keeps what was recorded first when the same backup comes again, and replaces its copy', () => {
    const catalog = scratchCatalog();
    const { server, site, source, place } = siteWithPlace(catalog);
    const manifest = sampleManifest(site, server, [source]);
    const { id } = manifest.backup;
    catalog.backups.record(manifest, sampleCopy(id, place));
    const moved = { ...sampleCopy(id, place, sampleProof('present')), location: '/elsewhere' };
    const forged = { ...manifest, backup: { ...manifest.backup, bytes: 1, artifacts: [] } };

    catalog.backups.record(forged, moved);

    expect(catalog.backups.find(id)).toEqual(manifest.backup);
    expect(catalog.backups.copiesOf(id)).toEqual([moved]);
    expect(catalog.backups.totalsOf(site.id)).toMatchObject({ count: 1, bytes: manifest.backup.bytes });
  });

  it('learns the list of checksums of the job that made it, also after a rebuild has found it first, and of nobody else', () => {
    const catalog = scratchCatalog();
    const { server, site, source, place } = siteWithPlace(catalog);
    const manifest = sampleManifest(site, server, [source]);
    const { id } = manifest.backup;
    const copy = sampleCopy(id, place);
    const forged = { ...manifest, backup: { ...manifest.backup, bytes: 1, artifacts: [] } };
    catalog.backups.record(manifest, copy);
    catalog.backups.record(forged, copy, 'cd'.repeat(32));
    expect(catalog.backups.sumsSha256Of(id)).toBeNull();
    catalog.backups.record(manifest, copy, 'ab'.repeat(32));
    catalog.backups.record(manifest, copy, 'ef'.repeat(32));
    catalog.backups.record(manifest, copy);
    expect(catalog.backups.sumsSha256Of(id)).toBe('ab'.repeat(32));
  });

  it('keeps nothing of a backup whose copy cannot be recorded', () => {
    const catalog = scratchCatalog();
    const { server, site, source } = siteWithPlace(catalog);
    const manifest = sampleManifest(site, server, [source]);

    expect(() => catalog.backups.record(manifest, sampleCopy(manifest.backup.id, samplePlace()))).toThrow('FOREIGN KEY');

    expect(catalog.backups.find(manifest.backup.id)).toBeNull();
    expect(catalog.backups.summaries({ siteId: null })).toEqual([]);
  });

  it('finds a backup by the beginning of its id or by its folder', () => {
    const catalog = scratchCatalog();
    const { server, site, source, place } = siteWithPlace(catalog);
    const ids = ['aaaa1111-0000-4000-8000-000000000001', 'aaaa2222-0000-4000-8000-000000000002'].map((id) => BackupId.parse(id));
    ids.forEach((id, index) => {
      const manifest = sampleManifest(site, server, [source], { id, folder: `folder-${index}`, startedAt: hoursBefore(9 - index) });
      catalog.backups.record(manifest, sampleCopy(id, place));
    });
    const found = (text: string) => catalog.backups.findByPrefix(text).map(({ id }) => id);

    expect(found('aaaa')).toEqual([ids[1], ids[0]]);
    expect(found('AAAA1')).toEqual([ids[0]]);
    expect(found(String(ids[1]))).toEqual([ids[1]]);
    expect(found('folder-0')).toEqual([ids[0]]);
    for (const stranger of ['', 'folder', '%', 'b', "' OR 1=1 --"]) expect(found(stranger)).toEqual([]);
  });

  it('lists newest first, of one site or of all, as many as asked', () => {
    const catalog = scratchCatalog();
    const { server, site, source, place } = siteWithPlace(catalog);
    const other = sampleSite(server, { name: 'second' });
    catalog.sites.insert(other);
    const record = (owner: typeof site, hours: number, kind: 'full' | 'structure' = 'full') => {
      const manifest = sampleManifest(owner, server, [source], { startedAt: hoursBefore(hours), kind });
      catalog.backups.record(manifest, sampleCopy(manifest.backup.id, place));
      return manifest.backup.id;
    };
    const [a, b, c, d] = [record(site, 3), record(other, 2), record(site, 1), record(site, 0.5, 'structure')];
    const ids = (list: readonly { readonly id: string; readonly copies: readonly unknown[] }[]) => list.map(({ id }) => id);

    expect(ids(catalog.backups.summaries({ siteId: null }))).toEqual([d, c, b, a]);
    expect(ids(catalog.backups.summaries({ siteId: site.id }))).toEqual([d, c, a]);
    expect(ids(catalog.backups.summaries({ siteId: site.id, limit: 1 }))).toEqual([d]);
    expect(catalog.backups.summaries({ siteId: null }).map(({ copies }) => copies.map(({ backupId }) => backupId))).toEqual([
      [d],
      [c],
      [b],
      [a],
    ]);
    expect([catalog.backups.newest(site.id)?.id, catalog.backups.newestFull(site.id)?.id, catalog.backups.newest(other.id)?.id]).toEqual([
      d,
      c,
      b,
    ]);
    expect(catalog.backups.newest(sampleSite(server).id)).toBeNull();
  });
});

describe('copies and their proof', () => {
  it('counts a backup as good until the check of its last holding copy fails, and again when it is proved anew', () => {
    const catalog = scratchCatalog();
    const { server, site, source, place } = siteWithPlace(catalog);
    const drive = samplePlace({ name: 'Drive', folder: '/mnt/drive' });
    catalog.places.put(drive);
    const manifest = sampleManifest(site, server, [source]);
    const { id, startedAt } = manifest.backup;
    catalog.backups.record(manifest, sampleCopy(id, place));
    catalog.backups.record(manifest, sampleCopy(id, drive));
    const goodAt = () => catalog.backups.totalsOf(site.id).newestGoodAt;

    const seen = [goodAt()];
    catalog.backups.updateProof(id, place.id, failedProof());
    seen.push(goodAt());
    catalog.backups.updateProof(id, drive.id, failedProof('intact'));
    seen.push(goodAt());
    catalog.backups.updateProof(id, drive.id, sampleProof('intact'));
    seen.push(goodAt());
    catalog.backups.forgetCopy(id, drive.id);
    seen.push(goodAt());

    expect(seen).toEqual([startedAt, startedAt, null, startedAt, null]);
    expect(catalog.backups.copiesOf(id)).toEqual([sampleCopy(id, place, failedProof())]);
    expect(catalog.backups.find(id)).toEqual(manifest.backup);
  });

  it('says so when there is no copy to give a proof to', () => {
    const catalog = scratchCatalog();
    expect(() => catalog.backups.updateProof(BackupId.parse(randomUUID()), samplePlace().id, sampleProof())).toThrow(
      expect.objectContaining({ code: 'backup.not-found' }),
    );
  });

  it('never counts a structure-only backup as the newest good one', () => {
    const catalog = scratchCatalog();
    const { server, site, source, place } = siteWithPlace(catalog);
    for (const [hours, kind] of [
      [30, 'full'],
      [2, 'structure'],
      [1, 'data'],
    ] as const) {
      const manifest = sampleManifest(site, server, [source], { startedAt: hoursBefore(hours), kind });
      catalog.backups.record(manifest, sampleCopy(manifest.backup.id, place));
    }
    expect(catalog.backups.totalsOf(site.id)).toEqual({ count: 3, bytes: 3000, oldestAt: hoursBefore(30), newestGoodAt: hoursBefore(30) });
    expect(catalog.backups.totalsOf(sampleSite(server).id)).toEqual({ count: 0, bytes: 0, oldestAt: null, newestGoodAt: null });
  });

  it('knows what the last artifact of the same source, kind and compression came to', () => {
    const catalog = scratchCatalog();
    const { server, site, source, place } = siteWithPlace(catalog);
    for (const [hours, bytes] of [
      [1, 222],
      [9, 111],
    ] as const) {
      const manifest = sampleManifest(site, server, [source], { startedAt: hoursBefore(hours) });
      const artifacts = manifest.backup.artifacts.map((artifact) => ({ ...artifact, bytes, uncompressedBytes: bytes * 3 }));
      catalog.backups.record({ ...manifest, backup: { ...manifest.backup, artifacts } }, sampleCopy(manifest.backup.id, place));
    }
    expect(catalog.backups.lastSizeOf(site.id, source.id, 'full', 'gzip')).toEqual({ bytes: 222, uncompressedBytes: 666 });
    expect(catalog.backups.lastSizeOf(site.id, source.id, 'full', 'zstd')).toBeNull();
    expect(catalog.backups.lastSizeOf(site.id, source.id, 'structure', 'gzip')).toBeNull();
  });
});
