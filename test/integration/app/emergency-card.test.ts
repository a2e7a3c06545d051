import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, statSync, unlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { cardStatus } from '../../../src/main/app/checklist/card-status.ts';
import { keepCards } from '../../../src/main/app/checklist/keep-cards.ts';
import { rebuildCatalog } from '../../../src/main/catalog/rebuild.ts';
import type { JobContext } from '../../../src/main/jobs/job-context.ts';
import { openFolderStore } from '../../../src/main/places/folder/folder-store.ts';
import { ArtifactId, BackupId, SiteId } from '../../../src/shared/model/ids.ts';
import { EMPTY_DOCUMENT, type OperatorDocument } from '../../../src/shared/model/operator-document.ts';
import { sharedRadosgw } from '../../lab/shared.ts';
import { failedProof, NOON, sampleProof } from '../../unit/model-samples.ts';
import { NOW } from '../places/place-folder.ts';
import { makeS3Place } from '../places/s3-place.ts';
import { copyWorld } from './copy-world.ts';

const SIGNAL = new AbortController().signal;
const JOB: JobContext = { jobId: randomUUID(), signal: SIGNAL, step: () => {}, advance: () => {}, log: () => {} };
const CONTACTS: OperatorDocument = {
  ...EMPTY_DOCUMENT,
  contacts: [{ name: 'Hosting support', role: 'server down', phone: '+49 30 1234', email: '', note: '' }],
  keyKit: 'bank, box 12',
};

it('lies beside the copies on this computer, on a drive and in a bucket, and says it when contacts change', async () => {
  const world = await copyWorld();
  const { catalog, registered, home, drive } = world;
  await using bucket = await makeS3Place(await sharedRadosgw());
  const far = bucket.open();
  catalog.places.put(far.place);
  const { id: siteId, name } = registered.site;
  await world.backup();
  catalog.sitePolicies.put(siteId, { ...catalog.sitePolicies.of(siteId), copyTo: [drive.id, far.place.id] });
  const stores = { storeOf: async (id: typeof home.id) => (id === far.place.id ? far : world.stores.storeOf(id)) };
  const modules = { ...world, stores, appVersion: '1.0.0', home: world.folder };
  const keep = (asked = false) => keepCards(modules, null, SIGNAL, asked);
  const file = `EMERGENCY-${name}.html`;
  const here = () => readFileSync(join(home.folder, file), 'utf8');
  const onDrive = () => readFileSync(join(drive.folder, file), 'utf8');
  const inBucket = async () => (await far.top?.read(file, SIGNAL))?.toString('utf8') ?? '';

  await keep();
  for (const page of [here(), onDrive(), await inBucket()]) {
    expect(page).toContain(`Emergency card: ${name}`);
    expect(page).toContain('sha256sum -c SHA256SUMS');
    expect(page).toContain('SHA256:');
  }
  expect(statSync(join(home.folder, file)).mode & 0o777).toBe(0o600);
  expect(cardStatus(modules, siteId).copies.map(({ state }) => state)).toEqual(['current', 'current', 'current']);

  // Nothing is written again while nothing changed.
  utimesSync(join(home.folder, file), 1, 1);
  await keep();
  expect(statSync(join(home.folder, file)).mtimeMs).toBe(1000);

  // A number changes: where the operator alone reads it, it stands there; the card in a bucket is short, and the same as before.
  catalog.operatorDocuments.put(siteId, { document: CONTACTS, changedAt: '2026-11-21T12:00:00.000Z' });
  expect(cardStatus(modules, siteId).copies.map(({ state }) => state)).toEqual(['outdated', 'outdated', 'current']);
  await keep();
  expect(here()).toContain('+49 30 1234');
  expect(onDrive()).toContain('bank, box 12');
  for (const word of ['bank, box 12', '+49 30 1234']) expect(await inBucket()).not.toContain(word);
  catalog.settings.put('card-kinds', { [far.place.id]: 'full', [drive.id]: 'short' });
  await keep();
  expect(await inBucket()).toContain('+49 30 1234');
  expect(onDrive()).not.toContain('bank, box 12');
  expect(cardStatus(modules, siteId).copies.map(({ placeName, kind }) => [placeName, kind])).toEqual(
    expect.arrayContaining([
      [home.name, 'full'],
      [drive.name, 'short'],
      [far.place.name, 'full'],
    ]),
  );

  // One that somebody deleted is there again.
  unlinkSync(join(home.folder, file));
  await keep();
  expect(existsSync(join(home.folder, file))).toBe(true);
  expect(cardStatus(modules, siteId).copies.map(({ state }) => state)).toEqual(['current', 'current', 'current']);
});

it('waits for a drive that is away, and goes with the name of its site', async () => {
  const world = await copyWorld();
  const { catalog, registered, home, drive, folder } = world;
  const { site } = registered;
  const modules = { ...world, appVersion: '1.0.0', home: folder };
  await world.backup();
  catalog.sitePolicies.put(site.id, { ...catalog.sitePolicies.of(site.id), copyTo: [drive.id] });
  renameSync(join(folder, 'drive'), join(folder, 'drive-away'));
  await keepCards(modules, null, SIGNAL);
  expect(cardStatus(modules, site.id).copies.map(({ placeName, state }) => [placeName, state])).toEqual(
    expect.arrayContaining([
      ['drive', 'waiting'],
      [home.name, 'current'],
    ]),
  );
  renameSync(join(folder, 'drive-away'), join(folder, 'drive'));
  await keepCards(modules, null, SIGNAL);
  expect(existsSync(join(drive.folder, `EMERGENCY-${site.name}.html`))).toBe(true);

  catalog.sites.update({ ...site, name: 'another name' });
  await keepCards(modules, null, SIGNAL);
  for (const place of [home, drive])
    expect(readdirSync(place.folder).filter((name) => name.startsWith('EMERGENCY'))).toEqual(['EMERGENCY-another name.html']);
});

it('is no backup: sweeps leave it alone, and neither lists of copies nor a rebuilt catalog know it', async () => {
  const world = await copyWorld();
  const { home, folder } = world;
  await world.backup();
  await keepCards({ ...world, appVersion: '1.0.0', home: folder }, null, SIGNAL);
  const [card] = readdirSync(home.folder).filter((name) => name.startsWith('EMERGENCY'));
  if (card === undefined) throw new Error('no card');
  // Older than what a sweep takes.
  utimesSync(join(home.folder, card), 1, 1);
  const store = openFolderStore(home, { clock: NOW });
  expect(await store.sweep(SIGNAL)).toEqual([]);
  const listed: string[] = [];
  for await (const location of store.list(SIGNAL)) listed.push(location);
  expect(listed).toHaveLength(1);
  const outcome = await rebuildCatalog({ catalog: world.catalog, stores: [store], clock: NOW }, JOB);
  expect(outcome).toMatchObject({ state: 'succeeded', found: 1 });
  expect(existsSync(join(home.folder, card))).toBe(true);
});

it('names the newest copy that brings the site back, not one that is damaged or of the structure alone', async () => {
  const world = await copyWorld();
  const { catalog, registered, home, folder } = world;
  const { id: whole, manifest } = await world.backup();
  const copy = world.copyOf(whole, home.id);
  if (copy === undefined) throw new Error('no backup');
  const later = (hours: number, kind: 'full' | 'structure') => {
    const id = BackupId.parse(randomUUID());
    const startedAt = new Date(Date.parse(manifest.backup.startedAt) + hours * 3_600_000).toISOString();
    const artifacts = manifest.backup.artifacts.map((each) =>
      each.part === 'database' ? { ...each, id: ArtifactId.parse(randomUUID()), kind } : { ...each, id: ArtifactId.parse(randomUUID()) },
    );
    return { ...manifest, backup: { ...manifest.backup, id, startedAt, kind, folder: `later-${hours}`, artifacts } };
  };
  for (const each of [later(1, 'full'), later(2, 'structure')]) {
    const proof = each.backup.kind === 'full' ? failedProof() : copy.proof;
    catalog.backups.record(each, { ...copy, backupId: each.backup.id, location: `${copy.location}-${each.backup.folder}`, proof });
  }
  await keepCards({ ...world, appVersion: '1.0.0', home: folder }, null, SIGNAL);
  const page = readFileSync(join(home.folder, `EMERGENCY-${registered.site.name}.html`), 'utf8');
  expect(page).toContain(copy.location);
  expect(page).not.toContain(`${copy.location}-later`);
});

it('two sites that change names with each other keep a card each', async () => {
  const world = await copyWorld();
  const { catalog, registered, home, folder } = world;
  const modules = { ...world, appVersion: '1.0.0', home: folder };
  const { site } = registered;
  const other = { ...site, id: SiteId.parse(randomUUID()), name: 'zebra', root: '/srv/zebra' };
  catalog.sites.insert(other);
  await keepCards(modules, null, SIGNAL);
  catalog.sites.update({ ...other, name: 'between' });
  catalog.sites.update({ ...site, name: 'zebra' });
  catalog.sites.update({ ...other, name: site.name });
  await keepCards(modules, null, SIGNAL);
  expect(readFileSync(join(home.folder, 'EMERGENCY-zebra.html'), 'utf8')).toContain(site.root);
  expect(readFileSync(join(home.folder, `EMERGENCY-${site.name}.html`), 'utf8')).toContain('/srv/zebra');
});

it('reads the manifest of the newest backup once, and not every backup, however many rounds there are', async () => {
  const world = await copyWorld();
  const { catalog, registered, home } = world;
  const modules = { ...world, appVersion: '1.0.0', home: world.folder };
  const older = await world.backup();
  const manifests = vi.spyOn(catalog.backups, 'manifestOf');
  const lists = vi.spyOn(catalog.backups, 'summaries');
  for (let round = 0; round < 3; round += 1) await keepCards(modules, null, SIGNAL);
  expect([manifests.mock.calls.length, lists.mock.calls.length]).toEqual([1, 0]);
  const card = () => readFileSync(join(home.folder, `EMERGENCY-${registered.site.name}.html`), 'utf8');
  expect(card()).toContain('none of them was restored for trial');

  // What a drill showed, and a newer backup, are on the card at the next round.
  catalog.backups.updateProof(older.id, home.id, sampleProof('proven', { provenAt: NOON }));
  await keepCards(modules, null, SIGNAL);
  expect(card()).toContain('was restored for trial on');
  expect(manifests).toHaveBeenCalledTimes(1);
  await world.backup([50_000], { folder: '2026-11-21T115900Z-full' });
  await keepCards(modules, null, SIGNAL);
  expect(manifests).toHaveBeenCalledTimes(2);
});
