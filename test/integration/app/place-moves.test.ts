import { cpSync, mkdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sampleProof, failedProof } from '../../unit/model-samples.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { register, writeBackup } from '../places/place-folder.ts';
import { ask, choosePlace, keepBackup, openApp, withCatalog, workOf } from './app-folder.ts';

function flipByte(file: string): void {
  const bytes = readFileSync(file);
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

/** A data folder with one backup that was shown to be sound, and a copy of the whole place beside it. */
async function copiedPlace() {
  const home = scratchFolder();
  const registered = register();
  const keeper = await choosePlace(home, registered);
  const { place } = keeper;
  const { id, location } = await keepBackup(home, keeper, registered);
  withCatalog(home, (catalog) => catalog.backups.updateProof(id, place.id, sampleProof('sound')));
  const other = join(home, 'other drive');
  cpSync(place.folder, other, { recursive: true });
  const moved = join(other, 'aurora-market', basename(location));
  return { home, place, id, location, other, moved };
}

describe('a place that lies in another folder now', () => {
  it('has its copies there, with nothing shown of them until they are read there', async () => {
    const { home, id, other, moved } = await copiedPlace();
    flipByte(join(moved, 'aurora_shop.sql.gz'));
    const app = await openApp(home);
    await ask(app, 'place.set-folder', { folder: other });
    const before = await ask(app, 'backup.details', { backupId: id });
    expect(before.copies[0]?.copy).toMatchObject({
      location: moved,
      proof: { level: 'present', intactAt: null, soundAt: null, failure: null },
    });
    const job = await workOf(app, () => ask(app, 'backup.verify', { backupId: id, level: 'sound' }));
    expect(job).toMatchObject({ state: 'failed', problem: { code: 'verify.hash-differs', detail: expect.stringContaining(moved) } });
  });

  it('is found there when the folder it had is gone', async () => {
    const { home, place, id, other, moved } = await copiedPlace();
    renameSync(place.folder, `${place.folder}-away`);
    const app = await openApp(home);
    await ask(app, 'place.set-folder', { folder: other });
    const job = await workOf(app, () => ask(app, 'backup.verify', { backupId: id, level: 'sound' }));
    expect(job.state).toBe('succeeded');
    const { copies } = await ask(app, 'backup.details', { backupId: id });
    expect(copies[0]?.copy).toMatchObject({ location: moved, proof: { level: 'sound', failure: null } });
  });

  it('keeps a failure until a check lifts it', async () => {
    const { home, place, id, other } = await copiedPlace();
    withCatalog(home, (catalog) => catalog.backups.updateProof(id, place.id, failedProof()));
    const app = await openApp(home);
    await ask(app, 'place.set-folder', { folder: other });
    const { copies } = await ask(app, 'backup.details', { backupId: id });
    expect(copies[0]?.copy.proof).toMatchObject({ level: 'present', failure: { code: 'verify.hash-differs' } });
  });

  it('keeps every proof when the same folder is chosen again', async () => {
    const { home, place, id, location } = await copiedPlace();
    const app = await openApp(home);
    await ask(app, 'place.set-folder', { folder: `${place.folder}/` });
    const { copies } = await ask(app, 'backup.details', { backupId: id });
    expect(copies[0]?.copy).toMatchObject({ location, proof: { level: 'sound' } });
  });

  it('is not changed while a job works in it', async () => {
    const home = scratchFolder();
    const registered = register();
    const keeper = await choosePlace(home, registered);
    const { manifest, location } = await writeBackup(keeper, registered);
    const { id } = manifest.backup;
    // Long enough to be read for seconds, without taking room on the disk.
    const bytes = 2 ** 34;
    truncateSync(join(location, 'aurora_shop.sql.gz'), bytes);
    const artifacts = manifest.backup.artifacts.map((artifact) => ({ ...artifact, bytes }));
    const long = { ...manifest, backup: { ...manifest.backup, artifacts } };
    withCatalog(home, (catalog) =>
      catalog.backups.record(long, { backupId: id, placeId: keeper.place.id, location, proof: sampleProof('present') }),
    );
    const other = join(home, 'other drive');
    mkdirSync(other);
    cpSync(join(keeper.place.folder, '.holdfast-place.json'), join(other, '.holdfast-place.json'));
    const app = await openApp(home);
    const job = await workOf(app, async () => {
      const started = await ask(app, 'backup.verify', { backupId: id, level: 'intact' });
      const refused = await app.call('place.set-folder', { folder: other });
      expect(refused).toMatchObject({ ok: false, problem: { code: 'place.in-use' } });
      await ask(app, 'job.cancel', { jobId: started.id });
      return started;
    });
    expect(job.state).toBe('cancelled');
    const { copies } = await ask(app, 'backup.details', { backupId: id });
    expect(copies[0]?.copy.location).toBe(location);
  });
});
