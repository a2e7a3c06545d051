import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../../src/main/catalog/open-catalog.ts';
import type { Artifact } from '../../../src/shared/model/artifact.ts';
import type { Proof } from '../../../src/shared/model/backup.ts';
import type { Place } from '../../../src/shared/model/place.ts';
import {
  failedProof,
  hoursBefore,
  sampleArtifact,
  sampleCopy,
  sampleManifest,
  samplePlace,
  sampleProof,
  sampleServer,
  sampleSite,
  sampleSource,
} from '../../unit/model-samples.ts';
import { sampleConfigArtifact, sampleConfigSource, sampleDrive, sampleMediaArtifact, sampleMediaSource } from '../../unit/part-samples.ts';
import { scratchCatalog } from './catalog-folder.ts';

const server = sampleServer();
const site = sampleSite(server);
const database = sampleSource(site);
const media = sampleMediaSource(site);
const config = sampleConfigSource(site);
const here = samplePlace();
const drive = sampleDrive();
const LONG_AGO = hoursBefore(24 * 3650);

function registered(): Catalog {
  const catalog = scratchCatalog();
  catalog.servers.insert(server);
  catalog.sites.insert(site);
  for (const place of [here, drive]) catalog.places.put(place);
  return catalog;
}

function record(
  catalog: Catalog,
  hours: number,
  artifacts: Artifact[],
  copies: readonly (readonly [Place, Proof])[],
  kind: 'full' | 'structure' = 'full',
) {
  const manifest = sampleManifest(site, server, [database, media, config], { startedAt: hoursBefore(hours), artifacts, kind });
  for (const [place, proof] of copies) catalog.backups.record(manifest, sampleCopy(manifest.backup.id, place, proof));
  return manifest.backup;
}

const dump = () => sampleArtifact(database);

describe('what a place holds of a site', () => {
  it('is counted, with its newest copy, what failed, and when a whole backup was last shown to be intact', () => {
    const catalog = registered();
    record(
      catalog,
      30,
      [dump()],
      [
        [here, sampleProof('intact', { intactAt: hoursBefore(29) })],
        [drive, failedProof()],
      ],
    );
    const newest = record(catalog, 2, [dump()], [[here, sampleProof('present')]], 'structure');
    const [one, other] = catalog.holdings.of(site.id).toSorted((a) => (a.placeId === here.id ? -1 : 1));
    expect(one).toMatchObject({ placeId: here.id, copies: 2, bytes: 2000, failed: 0, shownAt: hoursBefore(29) });
    expect(one?.newest).toMatchObject({ startedAt: newest.startedAt, copy: { backupId: newest.id, proof: { level: 'present' } } });
    expect(other).toMatchObject({ placeId: drive.id, copies: 1, failed: 1, shownAt: null });
    expect(catalog.holdings.of(sampleSite(server).id)).toEqual([]);
  });

  it('follows every check and every copy that is forgotten', () => {
    const catalog = registered();
    const { id } = record(catalog, 2, [dump()], [[here, sampleProof('present')]]);
    catalog.backups.updateProof(id, here.id, sampleProof('sound'));
    expect(catalog.holdings.of(site.id)[0]?.shownAt).not.toBeNull();
    catalog.backups.updateProof(id, here.id, failedProof());
    expect(catalog.holdings.of(site.id)[0]).toMatchObject({ shownAt: null, failed: 1 });
    catalog.backups.forgetCopy(id, here.id);
    expect(catalog.holdings.of(site.id)).toEqual([]);
  });

  it('does not count what was shown before a failure that only a look lifted', () => {
    const catalog = registered();
    record(catalog, 2, [dump()], [[here, sampleProof('present', { intactAt: hoursBefore(1) })]]);
    expect(catalog.holdings.of(site.id)[0]?.shownAt).toBeNull();
  });
});

describe('copies that failed', () => {
  it('are named newest first, with whether another copy could heal them', () => {
    const catalog = registered();
    const old = record(catalog, 30, [dump()], [[here, failedProof()]]);
    const recent = record(
      catalog,
      2,
      [dump()],
      [
        [here, failedProof()],
        [drive, sampleProof()],
      ],
    );
    expect(catalog.holdings.failed(site.id, 10).map(({ copy, healable }) => [copy.backupId, healable])).toEqual([
      [recent.id, true],
      [old.id, false],
    ]);
    expect(catalog.holdings.failed(site.id, 1)).toHaveLength(1);
  });
});

describe('chains', () => {
  it('are broken in a place where an archive they need is not there or failed, and in no other', () => {
    const catalog = registered();
    const full = record(catalog, 30, [dump()], [[here, sampleProof()]]);
    const tip = sampleManifest(site, server, [database, media], { startedAt: hoursBefore(2) });
    const artifacts = [dump(), sampleMediaArtifact(media, { chain: [full.id, tip.backup.id] })];
    const manifest = { ...tip, backup: { ...tip.backup, artifacts } };
    for (const place of [here, drive]) catalog.backups.record(manifest, sampleCopy(tip.backup.id, place));
    const broken = () => catalog.holdings.brokenChains(site.id, LONG_AGO);
    const { id: backupId, startedAt } = tip.backup;
    // It was never there, and lies whole in another place: a copy brings it.
    expect(broken()).toEqual([{ backupId, placeId: drive.id, startedAt, needsId: full.id, canBring: true }]);
    catalog.backups.updateProof(full.id, here.id, failedProof());
    expect(
      broken()
        .map(({ placeId }) => placeId)
        .toSorted(),
    ).toEqual([here.id, drive.id].toSorted());
    expect(broken().map(({ canBring }) => canBring)).toEqual([false, false]);
    expect(catalog.holdings.brokenChains(site.id, hoursBefore(1))).toEqual([]);
  });
});

describe('application keys', () => {
  const keyed = (catalog: Catalog, hours: number, fingerprint: string) =>
    record(catalog, hours, [sampleConfigArtifact(config, { applicationKey: { name: 'APP_KEY', fingerprint } })], [[here, sampleProof()]]);

  it('are told apart between neighbouring backups that hold settings', () => {
    const catalog = registered();
    const first = keyed(catalog, 90, 'a'.repeat(16));
    keyed(catalog, 60, 'a'.repeat(16));
    const before = keyed(catalog, 50, 'a'.repeat(16));
    record(catalog, 45, [dump()], [[here, sampleProof()]]);
    const changed = keyed(catalog, 40, 'b'.repeat(16));
    keyed(catalog, 30, 'b'.repeat(16));
    const change = {
      backupId: changed.id,
      startedAt: changed.startedAt,
      name: 'APP_KEY',
      beforeId: before.id,
      beforeAt: before.startedAt,
      acknowledged: null,
    };
    expect(catalog.keyChanges.of(site.id, first.startedAt)).toEqual([change]);
    // The neighbour may lie before the time that is asked for.
    expect(catalog.keyChanges.of(site.id, changed.startedAt)).toEqual([change]);
    expect(catalog.keyChanges.of(site.id, hoursBefore(35))).toEqual([]);
  });
});

describe('the newest good backup of a part', () => {
  it('is one whose copy did not fail', () => {
    const catalog = registered();
    const good = record(catalog, 30, [sampleConfigArtifact(config)], [[here, sampleProof()]]);
    record(catalog, 2, [sampleConfigArtifact(config)], [[here, failedProof()]]);
    expect(catalog.holdings.newestGoodOf(site.id, 'config')).toBe(good.startedAt);
    expect(catalog.holdings.newestGoodOf(site.id, 'media')).toBeNull();
  });
});

describe('a place that lags behind', () => {
  it('lacks backups since the first one was made that is newer than all it has', () => {
    const catalog = registered();
    const lacks = () => catalog.holdings.lacksSince(site.id, drive.id);
    expect(lacks()).toBeNull();
    const first = record(catalog, 90, [dump()], [[here, sampleProof()]]);
    expect(lacks()).toBe(first.completedAt);
    record(
      catalog,
      60,
      [dump()],
      [
        [here, sampleProof()],
        [drive, sampleProof()],
      ],
    );
    expect(lacks()).toBeNull();
    record(catalog, 50, [dump()], [[here, failedProof()]]);
    const second = record(catalog, 40, [dump()], [[here, sampleProof()]]);
    record(catalog, 30, [dump()], [[here, sampleProof()]]);
    expect(lacks()).toBe(second.completedAt);
  });
});
