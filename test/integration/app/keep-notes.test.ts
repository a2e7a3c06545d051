import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createNotesKeeper, restoreNotesOf } from '../../../src/main/app/keep-notes.ts';
import { openCatalog } from '../../../src/main/catalog/open-catalog.ts';
import { NOTES_FILE, readNotes } from '../../../src/main/catalog/notes-file.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { makeRetentionPlace } from '../retention/retention-place.ts';

it('a hold and a note outlive the catalog, and a place that is away does not stand in their way', async () => {
  const made = await makeRetentionPlace(scratchFolder(), [3, 2, 1]);
  const { catalog, place, folder } = made;
  onTestFinished(() => catalog.close());
  const [first, second] = made.ids;
  if (first === undefined || second === undefined) throw new Error('no backups');
  const keepNotes = createNotesKeeper({ catalog, logger: silentLogger });
  await Promise.all([
    keepNotes(catalog.backups.annotate(first, { held: true })),
    keepNotes(catalog.backups.annotate(second, { note: 'asked for by the customer' })),
  ]);
  renameSync(place.folder, `${place.folder}-away`);
  await keepNotes(catalog.backups.annotate(second, { label: 'named while it was away' }));
  renameSync(`${place.folder}-away`, place.folder);
  await keepNotes(catalog.backups.annotate(first, { note: 'since it is back' }));
  expect((await readNotes(place.folder)).state).toBe('read');

  const lost = openCatalog(join(folder, 'rebuilt.sqlite'));
  onTestFinished(() => lost.close());
  lost.places.put(place);
  for (const copy of catalog.backups.copiesIn(place.id)) {
    const manifest = catalog.backups.manifestOf(copy.backupId);
    if (manifest !== null) lost.backups.record(manifest, copy);
  }
  expect(await restoreNotesOf({ catalog: lost }, place)).toEqual({ backups: 2, problem: null });
  expect(lost.backups.annotations()).toEqual(catalog.backups.annotations());

  writeFileSync(join(place.folder, NOTES_FILE), '{"format":"holdfast-notes"');
  expect(await restoreNotesOf({ catalog: lost }, place)).toMatchObject({ backups: 0, problem: expect.stringContaining(NOTES_FILE) });
  rmSync(join(place.folder, NOTES_FILE));
  mkdirSync(join(place.folder, NOTES_FILE));
  expect(await restoreNotesOf({ catalog: lost }, place)).toMatchObject({ backups: 0, problem: expect.any(String) });
});
