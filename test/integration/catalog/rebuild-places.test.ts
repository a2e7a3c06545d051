import { randomUUID } from 'node:crypto';
import { cpSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { rebuildCatalog } from '../../../src/main/catalog/rebuild.ts';
import { AppError } from '../../../src/main/errors/app-error.ts';
import type { CopyStore } from '../../../src/main/places/copy-store.ts';
import { openFolderStore } from '../../../src/main/places/folder/folder-store.ts';
import { openS3Store } from '../../../src/main/places/s3/s3-store.ts';
import { copyBackup } from '../../../src/main/transfer/copy-backup.ts';
import { NO_LIMITS } from '../../../src/main/transfer/limits.ts';
import { BackupId } from '../../../src/shared/model/ids.ts';
import type { Manifest } from '../../../src/shared/model/manifest.ts';
import { type SharedRadosgw, sharedRadosgw } from '../../lab/shared.ts';
import { sampleArtifact, sampleCopy, sampleManifest, sampleProof } from '../../unit/model-samples.ts';
import { sampleConfigArtifact, sampleConfigSource, sampleDrive, sampleMediaArtifact, sampleMediaSource } from '../../unit/part-samples.ts';
import { makeKeeper, NOW, register, type Registered, writeBackup } from '../places/place-folder.ts';
import { makeS3Place } from '../places/s3-place.ts';
import { scratchCatalog, scratchFolder } from './catalog-folder.ts';

const job = () => ({ jobId: randomUUID(), signal: new AbortController().signal, step: () => {}, advance: () => {}, log: () => {} });
const rebuild = (catalog: ReturnType<typeof scratchCatalog>, stores: readonly CopyStore[]) =>
  rebuildCatalog({ catalog, stores, clock: NOW }, job());

interface Made {
  readonly manifest: Manifest;
  readonly location: string;
}

async function home(days: readonly number[], registered: Registered = register()) {
  const keeper = await makeKeeper(scratchFolder());
  const made: Made[] = [];
  for (const day of days) made.push(await writeBackup(keeper, registered, `2026-11-${String(day).padStart(2, '0')}T020000Z-full`));
  return { store: openFolderStore(keeper.place), place: keeper.place, made, registered };
}

async function copyTo(from: CopyStore, { manifest, location }: Made, to: CopyStore): Promise<string> {
  const copied = await copyBackup({ manifest, sumsSha256: null, from, fromLocation: location, to, limits: NO_LIMITS, job: job() });
  return copied.location;
}

describe('a catalog rebuilt from S3 alone', () => {
  let server: SharedRadosgw;
  beforeAll(async () => {
    server = await sharedRadosgw();
  });

  test('has every backup, site and source, and leaves alone what it cannot read', async () => {
    const { store, made, registered } = await home([1, 2, 3, 4]);
    const bucket = await makeS3Place(server);
    onTestFinished(() => bucket[Symbol.asyncDispose]());
    const locations = [];
    for (const each of made) locations.push(await copyTo(store, each, bucket.open()));
    const below = (location: string | undefined): string => (location ?? '').slice(bucket.place.prefix.length + 1);
    await bucket.put(`${below(locations[2])}/manifest.json`, Buffer.from('{"format":"holdfast-manifest","version":9}'));
    await bucket.put(`${below(locations[3])}/manifest.json`, Buffer.from('{'));
    await bucket.put('photos/2026/cat.jpg', Buffer.from('a cat'));
    const before = await bucket.everything();

    const catalog = scratchCatalog();
    const { state, problem, found } = await rebuild(catalog, [bucket.open()]);

    expect({ state, found }).toEqual({ state: 'warning', found: 2 });
    expect(problem?.detail.split('\n')).toHaveLength(2);
    expect(problem?.detail).toMatch(/has version 9/);
    expect(catalog.places.list()).toEqual([bucket.place]);
    expect(catalog.sites.list()).toEqual([registered.site]);
    expect(catalog.sources.list(registered.site.id)).toEqual([registered.source]);
    for (const [index, { manifest }] of made.slice(0, 2).entries()) {
      expect(catalog.backups.manifestOf(manifest.backup.id)).toEqual(manifest);
      expect(catalog.backups.copiesOf(manifest.backup.id)).toMatchObject([
        { placeId: bucket.place.id, location: locations[index], proof: { level: 'present', failure: null } },
      ]);
    }
    expect(await bucket.everything()).toEqual(before);
  });

  test('names the service that does not answer, and takes the rest', async () => {
    const { store, place, made } = await home([1]);
    const bucket = await makeS3Place(server);
    onTestFinished(() => bucket[Symbol.asyncDispose]());
    const silent = openS3Store({ ...bucket.place, endpoint: 'http://127.0.0.1:9' }, bucket.secret, {});
    const catalog = scratchCatalog();
    // What the catalog knows of the place must survive its silence.
    catalog.places.put(bucket.place);
    catalog.places.put(place);
    const { manifest } = made[0]!;
    catalog.backups.record(manifest, sampleCopy(manifest.backup.id, bucket.place, sampleProof('intact')));
    const { state, problem, found } = await rebuild(catalog, [silent, store]);
    expect({ state, found }).toEqual({ state: 'warning', found: 1 });
    expect(problem?.detail).toContain('s3-main was not scanned to its end');
    const copies = catalog.backups.copiesOf(manifest.backup.id);
    expect(copies.map(({ proof }) => proof.failure)).toEqual([null, null]);
    expect(copies.find(({ placeId }) => placeId === bucket.place.id)?.proof.level).toBe('intact');
  });
});

describe('a rebuild over several places', () => {
  test('finds a backup once, with a copy in each place', async () => {
    const { store, made } = await home([1, 2]);
    const other = await makeKeeper(scratchFolder());
    await copyTo(store, made[0]!, openFolderStore(other.place));
    const catalog = scratchCatalog();
    expect(await rebuild(catalog, [openFolderStore(other.place), store])).toMatchObject({ state: 'succeeded', found: 2 });
    expect(catalog.backups.copiesOf(made[0]!.manifest.backup.id)).toHaveLength(2);
    expect(catalog.backups.copiesOf(made[1]!.manifest.backup.id)).toHaveLength(1);
  });

  test('knows a site as its newest manifest does, whichever place that lies in', async () => {
    const old = register('old-name');
    const first = await home([1], old);
    const second = await home([20], { ...old, site: { ...old.site, name: 'new-name' } });
    const catalog = scratchCatalog();
    await rebuild(catalog, [first.store, second.store]);
    expect(catalog.sites.list()).toEqual([second.registered.site]);
  });

  test('names a drive that is not plugged in, concludes nothing of what lies on it, and takes the rest', async () => {
    const { store, place, made } = await home([1]);
    const drive = sampleDrive({ folder: join(scratchFolder(), 'not mounted') });
    const catalog = scratchCatalog();
    for (const each of [place, drive]) catalog.places.put(each);
    const { manifest } = made[0]!;
    catalog.backups.record(manifest, sampleCopy(manifest.backup.id, drive));
    const { state, problem, found } = await rebuild(catalog, [openFolderStore(drive), store]);
    expect({ state, found }).toEqual({ state: 'warning', found: 1 });
    expect(problem?.detail).toMatch(/^Vault-A was not scanned to its end: .*not plugged in/);
    expect(catalog.backups.copiesOf(manifest.backup.id).every(({ proof }) => proof.failure === null)).toBe(true);
    await expect(rebuild(catalog, [openFolderStore(drive)])).rejects.toMatchObject({ code: 'place.missing' });
  });

  test('concludes nothing of a place that goes away in the middle', async () => {
    const { store, place, made } = await home([1, 2]);
    const catalog = scratchCatalog();
    await rebuild(catalog, [store]);
    const unplugging: CopyStore = {
      ...store,
      readSmall: () => {
        renameSync(place.folder, `${place.folder}-unplugged`);
        return Promise.reject(new AppError('place.missing'));
      },
    };
    expect((await rebuild(catalog, [unplugging])).problem?.detail).toContain('was not scanned to its end');
    for (const { manifest } of made) expect(catalog.backups.copiesOf(manifest.backup.id)[0]?.proof.failure).toBeNull();
  });

  test('reads 16 manifests at once, and no more', async () => {
    const { store, place, made } = await home([1]);
    for (let n = 0; n < 40; n += 1)
      cpSync(made[0]!.location, join(place.folder, 'aurora-market', `2026-10-01T0200${n + 10}Z-full`), { recursive: true });
    let now = 0;
    let most = 0;
    const counting: CopyStore = {
      ...store,
      readSmall: async (location, file, signal) => {
        most = Math.max(most, ++now);
        const content = await store.readSmall(location, file, signal);
        now -= 1;
        return content;
      },
    };
    await rebuild(scratchCatalog(), [counting]);
    expect(most).toBe(16);
  });
});

describe('what manifests tell of media and settings', () => {
  test('is in the catalog again: parts, files, chains, sources of every kind', async () => {
    const { server, site, source } = register();
    const keeper = await makeKeeper(scratchFolder());
    const [media, config] = [sampleMediaSource(site), sampleConfigSource(site)];
    const earlier = BackupId.parse(randomUUID());
    const { draft, folder } = await keeper.beginBackup(site.name, '2026-11-21T110000Z-incremental');
    const id = BackupId.parse(randomUUID());
    const write = async (file: string) => {
      const writer = await draft.writeArtifact(file);
      await writer.write(Buffer.from(file));
      return { file, ...(await writer.finish()) };
    };
    const artifacts = [
      sampleArtifact(source, await write('aurora_shop.sql.gz')),
      sampleMediaArtifact(media, { ...(await write('media.tar.gz')), fileList: await write('media.files.jsonl.gz'), chain: [earlier, id] }),
      sampleConfigArtifact(config, await write('config.tar.age')),
    ];
    const manifest = sampleManifest(site, server, [source, media, config], { id, folder, kind: 'incremental', artifacts });
    await draft.commit(manifest);
    const catalog = scratchCatalog();
    expect((await rebuild(catalog, [openFolderStore(keeper.place)])).state).toBe('succeeded');
    expect(catalog.sources.list(site.id)).toEqual([source, media, config]);
    expect(catalog.backups.newestFull(site.id)).toMatchObject({
      id,
      kind: 'incremental',
      parts: ['database', 'media', 'config'],
      databases: ['aurora_shop'],
      media: { kind: 'incremental', files: 3 },
    });
    expect(catalog.backups.needsOf(id)).toEqual([earlier]);
    expect(catalog.holdings.newestGoodOf(site.id, 'config')).toBe(manifest.backup.startedAt);
  });
});

describe('a rebuild while something else goes on', () => {
  test('brings no copy back that was deleted after it was read', async () => {
    const { store, place, made } = await home([1, 2]);
    const [gone, stays] = made;
    if (gone === undefined || stays === undefined) throw new Error('two backups');
    const catalog = scratchCatalog();
    catalog.places.put(place);
    for (const { manifest, location } of made)
      catalog.backups.record(manifest, { backupId: manifest.backup.id, placeId: place.id, location, proof: sampleProof('intact') });
    const whileRead: CopyStore = {
      ...store,
      async readSmall(location, file, signal) {
        const content = await store.readSmall(location, file, signal);
        if (location === gone.location) catalog.backups.forgetCopy(gone.manifest.backup.id, place.id);
        return content;
      },
    };
    await rebuild(catalog, [whileRead]);
    expect(catalog.backups.copiesIn(place.id).map(({ backupId }) => backupId)).toEqual([stays.manifest.backup.id]);
  });
});
