import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { keepCards } from '../../../src/main/app/checklist/keep-cards.ts';
import { leaveCard } from '../../../src/main/app/checklist/left-cards.ts';
import type { CopyStore } from '../../../src/main/places/copy-store.ts';
import { openS3Store } from '../../../src/main/places/s3/s3-store.ts';
import { SiteId } from '../../../src/shared/model/ids.ts';
import { EMPTY_DOCUMENT } from '../../../src/shared/model/operator-document.ts';
import type { Place } from '../../../src/shared/model/place.ts';
import { sharedRadosgw } from '../../lab/shared.ts';
import { sampleProof } from '../../unit/model-samples.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { holdfastHere } from '../cli/holdfast-here.ts';
import { register } from '../places/place-folder.ts';
import { makeS3Place } from '../places/s3-place.ts';
import { ask, choosePlace, keepBackup, openApp } from './app-folder.ts';
import { copyWorld } from './copy-world.ts';

const SIGNAL = new AbortController().signal;

/** A site with a copy of its one backup in each of these places beside this computer, and its cards. */
async function withCards(...far: readonly CopyStore[]) {
  const world = await copyWorld();
  const { catalog, registered, home, drive } = world;
  const { site } = registered;
  for (const { place } of far) catalog.places.put(place);
  const stores = {
    storeOf: async (id: typeof home.id) => far.find(({ place }) => place.id === id) ?? world.stores.storeOf(id),
  };
  const modules = { ...world, stores, appVersion: '1.0.0', home: world.folder };
  const { id: backupId, manifest, location } = await world.backup();
  const places: readonly Place[] = [home, drive, ...far.map(({ place }) => place)];
  for (const { id: placeId } of places) catalog.backups.record(manifest, { backupId, placeId, location, proof: sampleProof() });
  catalog.operatorDocuments.put(site.id, {
    document: { ...EMPTY_DOCUMENT, keyKit: 'bank, box 12' },
    changedAt: '2026-11-21T12:00:00.000Z',
  });
  const keep = () => keepCards(modules, null, SIGNAL);
  await keep();
  return {
    ...world,
    modules,
    site,
    location,
    keep,
    file: `EMERGENCY-${site.name}.html`,
    /** As the call of the app does it. */
    remove: () => {
      leaveCard(modules, site.id);
      catalog.sites.delete(site.id);
    },
    /** The copy in the place goes for good. */
    copyGoes: (placeId: typeof home.id) => catalog.backups.forgetCopy(backupId, placeId),
    cardsIn: ({ folder }: { readonly folder: string }) => readdirSync(folder).filter((name) => name.startsWith('EMERGENCY')),
  };
}

describe('the emergency card of a site that was removed', () => {
  it('says since when the site is no longer kept, as soon as it is removed', async () => {
    const home = scratchFolder();
    const registered = register();
    const keeper = await choosePlace(home, registered);
    const { location } = await keepBackup(home, keeper, registered);
    const app = await openApp(home);
    const { id: siteId, name } = registered.site;
    await ask(app, 'documents.write-cards', { siteId });
    const card = () => readFileSync(join(keeper.place.folder, `EMERGENCY-${name}.html`), 'utf8');
    expect(card()).toContain('which keeps this file current');
    await ask(app, 'site.remove', { siteId, leaveCron: false });
    expect(card()).toContain('no longer kept by Holdfast since');
    expect(card()).not.toContain('which keeps this file current');
    expect(card()).toContain(location);
    expect(await ask(app, 'documents.cards', { siteId: null })).toMatchObject([
      { siteId, siteName: name, removedAt: expect.any(String), copies: [{ state: 'current' }] },
    ]);
  });

  it('stays with the copies, on a drive as soon as it is back, and goes from each place with the last of them', async () => {
    await using bucket = await makeS3Place(await sharedRadosgw());
    const far = bucket.open();
    const { home, drive, folder, location, file, keep, remove, copyGoes, cardsIn, catalog } = await withCards(far);
    const inBucket = async () => (await far.top?.read(file, SIGNAL))?.toString('utf8') ?? null;
    renameSync(join(folder, 'drive'), join(folder, 'drive-away'));
    remove();
    await keep();
    for (const page of [readFileSync(join(home.folder, file), 'utf8'), await inBucket()]) {
      expect(page).toContain('no longer kept by Holdfast since');
      expect(page).toContain(location);
      expect(page).toContain('sha256sum -c SHA256SUMS');
      expect(page).toContain('SHA256:');
    }
    expect(readFileSync(join(home.folder, file), 'utf8')).toContain('bank, box 12');
    expect(await inBucket()).not.toContain('bank, box 12');

    renameSync(join(folder, 'drive-away'), join(folder, 'drive'));
    await keep();
    expect(readFileSync(join(drive.folder, file), 'utf8')).toContain('no longer kept by Holdfast since');

    // What lies elsewhere is told on this computer as long as there is anything.
    for (const { id } of [far.place, home]) copyGoes(id);
    await keep();
    expect([await inBucket(), cardsIn(home), cardsIn(drive)]).toEqual([null, [file], [file]]);
    renameSync(join(folder, 'drive'), join(folder, 'drive-away'));
    copyGoes(drive.id);
    await keep();
    expect([cardsIn(home), catalog.settings.get('left-cards').length]).toEqual([[], 1]);
    renameSync(join(folder, 'drive-away'), join(folder, 'drive'));
    await keep();
    expect([cardsIn(drive), catalog.settings.get('left-cards')]).toEqual([[], []]);
  });

  it('stays while the last copy lies in the bin, from which it can be taken back', async () => {
    const { home, drive, site, file, keep, remove, copyGoes, cardsIn, catalog } = await withCards();
    remove();
    copyGoes(drive.id);
    const [copy] = catalog.backups.copiesIn(home.id);
    if (copy === undefined) throw new Error('no copy');
    const id = randomUUID();
    const names = { siteId: site.id, siteName: site.name, placeId: home.id, placeName: home.name };
    const of = { id, backupId: copy.backupId, ...names, startedAt: '2026-11-21T11:00:00.000Z', bytes: 1, reason: 'by hand' };
    catalog.deletions.begin({ ...of, deletedAt: '2026-11-21T12:00:00.000Z' }, copy);
    catalog.deletions.finish(id, 'bin/1', '2026-11-28T12:00:00.000Z');
    await keep();
    expect(cardsIn(home)).toEqual([file]);
    catalog.deletions.purged(id, '2026-11-28T12:00:00.000Z');
    await keep();
    expect(cardsIn(home)).toEqual([]);
  });

  it('makes room for the card of another site that is given its name', async () => {
    const { home, drive, site, file, keep, remove, copyGoes, cardsIn, catalog } = await withCards();
    remove();
    await keep();
    const other = { ...site, id: SiteId.parse(randomUUID()), root: '/srv/another' };
    catalog.sites.insert(other);
    for (let round = 0; round < 3; round += 1) await keep();
    expect(readFileSync(join(home.folder, file), 'utf8')).toContain('/srv/another');
    const [left] = cardsIn(home).filter((name) => name !== file);
    expect(left).toMatch(/^EMERGENCY-.* removed 20\d\d-\d\d-\d\d\.html$/u);
    expect(readFileSync(join(home.folder, left ?? ''), 'utf8')).toContain('no longer kept by Holdfast since');
    // On the drive nothing of the other site is to lie: the card keeps its place there under the same name as here.
    expect(cardsIn(drive)).toContain(left);
    for (const { id } of [home, drive]) copyGoes(id);
    await keep();
    expect([cardsIn(home), existsSync(join(home.folder, file))]).toEqual([[file], true]);
  });

  it('is told of in every place, also where it was just being written when the site was removed', async () => {
    const world = await copyWorld();
    const { catalog, home, drive, second, folder, registered } = world;
    const later = { ...registered.site, id: SiteId.parse(randomUUID()), name: 'zebra', root: '/srv/zebra' };
    catalog.sites.insert(later);
    await world.backup();
    const { id: siteId } = registered.site;
    catalog.sitePolicies.put(siteId, { ...catalog.sitePolicies.of(siteId), copyTo: [drive.id, second.id] });
    const modules = { ...world, appVersion: '1.0.0', home: folder };
    const stores = {
      storeOf: (id: typeof home.id) => {
        for (const site of [registered.site, later])
          if (catalog.sites.find(site.id) !== null) {
            leaveCard(modules, site.id);
            catalog.sites.delete(site.id);
          }
        return world.stores.storeOf(id);
      },
    };
    for (let round = 0; round < 2; round += 1) await keepCards({ ...modules, stores }, null, SIGNAL);
    const cards = [home, drive, second].map((place) => readdirSync(place.folder).filter((name) => name.startsWith('EMERGENCY')));
    expect(cards).toEqual([[`EMERGENCY-${registered.site.name}.html`], [], []]);
    expect(readFileSync(join(home.folder, cards[0]?.[0] ?? ''), 'utf8')).toContain('no longer kept by Holdfast since');
  });

  it('is the card of the site again where the same one is registered again', async () => {
    const { home, site, file, keep, remove, catalog } = await withCards();
    remove();
    await keep();
    catalog.sites.insert(site);
    await keep();
    await keep();
    expect(readFileSync(join(home.folder, file), 'utf8')).toContain('which keeps this file current');
    expect(catalog.settings.get('left-cards')).toEqual([]);
  });

  it('says that nothing is left in a bucket whose keys may delete nothing', async () => {
    const server = await sharedRadosgw();
    await using bucket = await makeS3Place(server);
    const user = await server.addUser();
    const principal = { Effect: 'Allow', Principal: { AWS: [`arn:aws:iam:::user/${user.name}`] } };
    const { bucket: name, prefix } = bucket.place;
    const Statement = [
      { ...principal, Action: ['s3:ListBucket'], Resource: [`arn:aws:s3:::${name}`] },
      { ...principal, Action: ['s3:GetObject', 's3:PutObject'], Resource: [`arn:aws:s3:::${name}/${prefix}/*`] },
    ];
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await bucket.client.send(new PutBucketPolicyCommand({ Bucket: name, Policy }));
    const far = openS3Store({ ...bucket.place, accessKeyId: user.accessKeyId }, user.secretAccessKey);
    const { home, drive, file, keep, remove, copyGoes, catalog } = await withCards(far);
    remove();
    await keep();
    for (const { id } of [far.place, home, drive]) copyGoes(id);
    await keep();
    const page = (await far.top?.read(file, SIGNAL))?.toString('utf8');
    expect(page).toContain('No copy of this site lies here any more');
    expect(catalog.settings.get('left-cards')).toEqual([]);
  });
});

it('a command says what becomes of the cards', async () => {
  await using holdfast = await holdfastHere();
  const registered = register();
  await choosePlace(holdfast.home, registered);
  const { stdout } = await holdfast.run('site', 'remove', registered.site.name);
  expect(stdout).toContain('emergency card');
});
