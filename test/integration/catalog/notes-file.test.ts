import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NOTES_FILE, readNotes, restoreNotes, writeNotes } from '../../../src/main/catalog/notes-file.ts';
import { BackupId } from '../../../src/shared/model/ids.ts';
import { sampleCopy, sampleManifest, samplePlace, sampleServer, sampleSite, sampleSource } from '../../unit/model-samples.ts';
import { scratchCatalog, scratchFolder } from './catalog-folder.ts';

const idOf = (n: number): BackupId => BackupId.parse(`aaaaaaaa-0000-4000-8000-00000000000${n}`);
const held = (n: number) => ({ backupId: idOf(n), label: null, note: 'for Ms Ålund', held: true });

describe('notes beside the copies', () => {
  it('are written for one backup and leave those of all others as they are', async () => {
    const folder = scratchFolder();
    expect(await writeNotes(folder, [held(2)])).toBeNull();
    expect(await writeNotes(folder, [{ ...held(1), label: 'before update' }])).toBeNull();
    expect(await writeNotes(folder, [{ ...held(2), held: false }])).toBeNull();
    expect(await readNotes(folder)).toEqual({
      state: 'read',
      notes: [
        { ...held(1), label: 'before update' },
        { ...held(2), held: false },
      ],
    });
    await writeNotes(folder, [{ backupId: idOf(1), label: null, note: '', held: false }]);
    expect(await readNotes(folder)).toEqual({ state: 'read', notes: [{ ...held(2), held: false }] });
    expect(readdirSync(folder)).toEqual([NOTES_FILE]);
    expect(statSync(join(folder, NOTES_FILE)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['newer', JSON.stringify({ format: 'holdfast-notes', version: 2, notes: 'another shape' })],
    ['damaged', '{"format":"holdfast-notes","version":1,"notes":[{'],
  ])('that are %s are left alone and named', async (state, text) => {
    const folder = scratchFolder();
    writeFileSync(join(folder, NOTES_FILE), text);
    expect(await writeNotes(folder, [held(1)])).toContain(NOTES_FILE);
    expect(await readNotes(folder)).toMatchObject({ state });
    expect(readFileSync(join(folder, NOTES_FILE), 'utf8')).toBe(text);
  });

  it('come back into a catalog that was rebuilt, and change nothing that it has', async () => {
    const catalog = scratchCatalog();
    const server = sampleServer();
    const site = sampleSite(server);
    const place = samplePlace();
    catalog.servers.insert(server);
    catalog.sites.insert(site);
    catalog.places.put(place);
    for (const n of [1, 2])
      catalog.backups.record(sampleManifest(site, server, [sampleSource(site)], { id: idOf(n) }), sampleCopy(idOf(n), place));
    catalog.backups.annotate(idOf(2), { note: 'newer words' });

    expect(restoreNotes(catalog, [held(1), held(2), held(3)])).toEqual([idOf(1)]);

    expect(catalog.backups.annotations()).toEqual([held(1), { backupId: idOf(2), label: null, note: 'newer words', held: false }]);
  });
});
