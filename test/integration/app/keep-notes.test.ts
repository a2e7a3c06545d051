import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createNotesKeeper, restoreNotesOf } from '../../../src/main/app/keep-notes.ts';
import { readNotesIn } from '../../../src/main/app/place-notes.ts';
import type { Stores } from '../../../src/main/app/stores.ts';
import { type Catalog, openCatalog } from '../../../src/main/catalog/open-catalog.ts';
import { NOTES_FILE, readNotes } from '../../../src/main/catalog/notes-file.ts';
import { AppError } from '../../../src/main/errors/app-error.ts';
import type { CopyStore } from '../../../src/main/places/copy-store.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { sharedRadosgw } from '../../lab/shared.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { makeS3Place } from '../places/s3-place.ts';
import { startPlaceServer } from '../places/server-place.ts';
import { makeRetentionPlace, type RetentionPlace, SIGNAL } from '../retention/retention-place.ts';

const storesOf = (...stores: readonly CopyStore[]): Stores => ({
  storeOf: async (placeId) => stores.find(({ place }) => place.id === placeId) ?? Promise.reject(new AppError('place.not-found')),
});

/** A catalog that was lost and knows the backups again, without what the operator put on them. */
function rebuilt({ catalog, place, folder }: RetentionPlace): Catalog {
  const lost = openCatalog(join(folder, 'rebuilt.sqlite'));
  onTestFinished(() => lost.close());
  lost.places.put(place);
  for (const copy of catalog.backups.copiesIn(place.id)) {
    const manifest = catalog.backups.manifestOf(copy.backupId);
    if (manifest !== null) lost.backups.record(manifest, copy);
  }
  return lost;
}

it('a hold and a note outlive the catalog, and a place that is away does not stand in their way', async () => {
  const made = await makeRetentionPlace(scratchFolder(), [3, 2, 1]);
  const { catalog, place } = made;
  onTestFinished(() => catalog.close());
  const [first, second] = made.ids;
  if (first === undefined || second === undefined) throw new Error('no backups');
  const keepNotes = createNotesKeeper({ catalog, stores: storesOf(made.store), logger: silentLogger, closing: SIGNAL });
  await Promise.all([
    keepNotes(catalog.backups.annotate(first, { held: true })),
    keepNotes(catalog.backups.annotate(second, { note: 'asked for by the customer' })),
  ]);
  renameSync(place.folder, `${place.folder}-away`);
  await keepNotes(catalog.backups.annotate(second, { label: 'named while it was away' }));
  renameSync(`${place.folder}-away`, place.folder);
  await keepNotes(catalog.backups.annotate(first, { note: 'since it is back' }));
  expect((await readNotes(place.folder)).state).toBe('read');

  const lost = rebuilt(made);
  expect(await restoreNotesOf({ catalog: lost }, made.store, SIGNAL)).toEqual({ backups: 2, problem: null });
  expect(lost.backups.annotations()).toEqual(catalog.backups.annotations());

  writeFileSync(join(place.folder, NOTES_FILE), '{"format":"holdfast-notes"');
  expect(await restoreNotesOf({ catalog: lost }, made.store, SIGNAL)).toMatchObject({
    backups: 0,
    problem: expect.stringContaining(NOTES_FILE),
  });
  rmSync(join(place.folder, NOTES_FILE));
  mkdirSync(join(place.folder, NOTES_FILE));
  expect(await restoreNotesOf({ catalog: lost }, made.store, SIGNAL)).toMatchObject({ backups: 0, problem: expect.any(String) });
});

it('they are kept in a bucket and in a folder of a server as well, and come back from either alone', async () => {
  const made = await makeRetentionPlace(scratchFolder(), [3, 2, 1]);
  const { catalog } = made;
  onTestFinished(() => catalog.close());
  await using bucket = await makeS3Place(await sharedRadosgw());
  await using server = await startPlaceServer({ sftpOnly: true });
  await using remote = await server.makePlace();
  const far = [bucket.open(), remote.open()];
  for (const { place } of far) catalog.places.put(place);
  const [first, second] = made.ids;
  if (first === undefined || second === undefined) throw new Error('no backups');
  const keepNotes = createNotesKeeper({ catalog, stores: storesOf(made.store, ...far), logger: silentLogger, closing: SIGNAL });
  await keepNotes(catalog.backups.annotate(first, { held: true }));
  await keepNotes(catalog.backups.annotate(second, { label: 'a name', held: true }));
  await keepNotes(catalog.backups.annotate(second, { held: false }));

  const lost = rebuilt(made);
  for (const store of far) {
    await vi.waitFor(async () => {
      const reading = await readNotesIn(store, SIGNAL);
      expect(reading.state === 'read' && reading.notes).toHaveLength(2);
      expect(reading.state === 'read' && reading.notes.filter(({ held }) => held)).toHaveLength(1);
    }, 20_000);
    expect(await restoreNotesOf({ catalog: lost }, store, SIGNAL)).toEqual({ backups: 2, problem: null });
    expect(lost.backups.annotations()).toEqual(catalog.backups.annotations());
    for (const id of [first, second]) lost.backups.annotate(id, { label: null, held: false });
  }

  await bucket.put(NOTES_FILE, Buffer.from('{"format":"holdfast-notes"'));
  expect(await restoreNotesOf({ catalog: lost }, bucket.open(), SIGNAL)).toMatchObject({
    backups: 0,
    problem: expect.stringContaining(NOTES_FILE),
  });
});
