import { describe, expect, it } from 'vitest';
import type { Proof } from '../../../src/shared/model/backup.ts';
import type { Place } from '../../../src/shared/model/place.ts';
import { PlaceId, ServerId } from '../../../src/shared/model/ids.ts';
import { firstProof } from '../../../src/shared/model/proof.ts';
import {
  failedProof,
  NOON,
  sampleManifest,
  samplePlace,
  sampleProof,
  sampleServer,
  sampleSite,
  sampleSource,
} from '../../unit/model-samples.ts';
import { sampleDrive, sampleS3 } from '../../unit/part-samples.ts';
import { scratchCatalog } from './catalog-folder.ts';

const server = sampleServer();
const serverFolder: Place = {
  id: PlaceId.parse('00000000-0000-4000-8000-000000000009'),
  kind: 'server-folder',
  name: 'storage box',
  offsite: false,
  serverId: ServerId.parse(server.id),
  folder: '/srv/backups',
};
const locked = sampleS3({ objectLock: { mode: 'GOVERNANCE', days: 30 }, storageClass: 'STANDARD_IA', kmsKeyId: null, endpoint: null });

/** A catalog with a place in which one copy lies, and where that copy is after the place was put again. */
function moved(place: Place, location: string, next: Place, proof: Proof = sampleProof('sound')) {
  const catalog = scratchCatalog();
  const site = sampleSite(server);
  const { backup, ...rest } = sampleManifest(site, server, [sampleSource(site)]);
  catalog.places.put(place);
  catalog.backups.record({ backup, ...rest }, { backupId: backup.id, placeId: place.id, location, proof });
  catalog.places.put(next);
  return catalog.backups.copiesOf(backup.id)[0];
}

describe('places', () => {
  it.each([
    ['this computer', samplePlace()] as const,
    ['a drive', sampleDrive()] as const,
    ['S3', locked] as const,
    ['a server', serverFolder] as const,
  ])('are kept with all their settings: %s', (_name, place) => {
    const catalog = scratchCatalog();
    catalog.places.put(place);
    expect([catalog.places.find(place.id), catalog.places.list()]).toEqual([place, [place]]);
    const renamed = { ...place, name: 'Another name', offsite: !place.offsite };
    catalog.places.put(renamed);
    expect(catalog.places.list()).toEqual([renamed]);
  });

  it('are forgotten with what lies there, and the backups stay known', () => {
    const catalog = scratchCatalog();
    const site = sampleSite(server);
    const manifest = sampleManifest(site, server, [sampleSource(site)]);
    const [here, drive] = [samplePlace(), sampleDrive()];
    for (const place of [here, drive]) {
      catalog.places.put(place);
      catalog.backups.record(manifest, { backupId: manifest.backup.id, placeId: place.id, location: '/x', proof: sampleProof() });
    }
    catalog.places.delete(drive.id);
    expect(catalog.places.list()).toEqual([here]);
    expect(catalog.backups.copiesOf(manifest.backup.id).map(({ placeId }) => placeId)).toEqual([here.id]);
    expect(catalog.holdings.of(site.id)).toHaveLength(1);
    catalog.places.delete(drive.id);
  });
});

describe('a place that lies elsewhere from now on', () => {
  it('has its copies there, with nothing shown of them, and a failure stays', () => {
    const here = samplePlace({ folder: '/old' });
    const next = { ...here, folder: '/new' };
    expect(moved(here, '/old/shop/one', next)).toMatchObject({ location: '/new/shop/one', proof: firstProof(NOON) });
    expect(moved(here, '/old/shop/one', next, failedProof())?.proof).toMatchObject({
      level: 'present',
      failure: { code: 'verify.hash-differs' },
    });
  });

  it('keeps what was shown where only its name changed', () => {
    const here = samplePlace({ folder: '/old' });
    expect(moved(here, '/old/shop/one', { ...here, name: 'Renamed' })).toMatchObject({
      location: '/old/shop/one',
      proof: { level: 'sound' },
    });
  });

  it('is the same drive under another mount point: its copies keep what was shown of them', () => {
    const drive = sampleDrive({ folder: '/media/a/Backups' });
    const next = { ...drive, folder: '/run/media/b/Backups' };
    expect(moved(drive, '/media/a/Backups/shop/one', next)).toMatchObject({
      location: '/run/media/b/Backups/shop/one',
      proof: { level: 'sound', soundAt: NOON },
    });
  });

  it.each([
    ['prefix', { prefix: 'other/prefix' }, 'other/prefix/shop/one'],
    ['no prefix', { prefix: '' }, 'shop/one'],
    ['bucket', { bucket: 'another' }, 'holdfast/shop/one'],
  ])('is looked for under another %s in S3', (_name, changes, location) => {
    const bucket = sampleS3({ prefix: 'holdfast' });
    expect(moved(bucket, 'holdfast/shop/one', { ...bucket, ...changes })).toMatchObject({ location, proof: firstProof(NOON) });
  });

  it('keeps what was shown in S3 under another key or storage class', () => {
    const bucket = sampleS3({ prefix: 'holdfast' });
    const next = { ...bucket, accessKeyId: 'AKIAOTHER', storageClass: 'GLACIER_IR' };
    expect(moved(bucket, 'holdfast/shop/one', next)).toMatchObject({ location: 'holdfast/shop/one', proof: { level: 'sound' } });
  });

  it('is looked for in another folder of a server', () => {
    expect(moved(serverFolder, '/srv/backups/shop/one', { ...serverFolder, folder: '/data' } as Place)).toMatchObject({
      location: '/data/shop/one',
      proof: firstProof(NOON),
    });
  });
});
