import { randomUUID } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCopy } from '../../../src/main/app/copy-job.ts';
import { jobHandlers } from '../../../src/main/app/job-handlers.ts';
import type { Modules } from '../../../src/main/app/modules.ts';
import { verifyCopy } from '../../../src/main/app/verify-copy.ts';
import type { JobContext } from '../../../src/main/jobs/job-context.ts';
import { openFolderStore } from '../../../src/main/places/folder/folder-store.ts';
import type { BackupId } from '../../../src/shared/model/ids.ts';
import type { Place } from '../../../src/shared/model/place.ts';
import { failedProof, sampleProof } from '../../unit/model-samples.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { watchedJob } from '../transfer/copies.ts';
import { register } from '../places/place-folder.ts';
import { copyWorld } from './copy-world.ts';
import { ask, choosePlace, keepBackup, modulesIn, openApp, workOf } from './app-folder.ts';

async function oneBackup() {
  const home = scratchFolder();
  const registered = register();
  const keeper = await choosePlace(home, registered);
  return { home, keeper, ...(await keepBackup(home, keeper, registered)) };
}

/** Verifies a backup; `meanwhile` happens while its first artifact is read. */
async function verify(modules: Modules, backupId: BackupId, meanwhile: () => void) {
  const job: JobContext = {
    jobId: randomUUID(),
    signal: new AbortController().signal,
    step: (title) => title.startsWith('Reading aurora') && meanwhile(),
    advance: () => {},
    log: () => {},
  };
  return jobHandlers(modules).verify({ backupId, level: 'intact' }, job);
}

describe('a check that ends', () => {
  it('builds on what another one has found meanwhile', async () => {
    const { home, keeper, id } = await oneBackup();
    const modules = modulesIn(home);
    const { backups } = modules.catalog;
    await verify(modules, id, () => backups.updateProof(id, keeper.place.id, sampleProof('sound')));
    expect(backups.copiesOf(id)[0]?.proof).toMatchObject({ level: 'sound', soundAt: sampleProof('sound').soundAt });

    const unsound = failedProof();
    const failure = { ...unsound.failure, at: unsound.presentAt, step: 'sound', code: 'verify.unreadable', text: 'cut off' } as const;
    await verify(modules, id, () => backups.updateProof(id, keeper.place.id, { ...unsound, failure }));
    expect(backups.copiesOf(id)[0]?.proof.failure).toEqual(failure);
  });

  it('says nothing of a copy that was found in another folder meanwhile', async () => {
    const { home, keeper, id, manifest, location } = await oneBackup();
    const modules = modulesIn(home);
    const { backups } = modules.catalog;
    const elsewhere = { backupId: id, placeId: keeper.place.id, location: `${location}-moved`, proof: sampleProof('present') };
    const found = verify(modules, id, () => backups.record(manifest, elsewhere));
    await expect(found).rejects.toMatchObject({ code: 'verify.copy-moved', detail: `${location}-moved` });
    expect(backups.copiesOf(id)).toEqual([elsewhere]);
  });
});

describe('a drive that came back under another letter', () => {
  it('has its copies checked where they lie now, from the first check on', async () => {
    const world = await copyWorld();
    const { catalog, clock, drive, home } = world;
    const { id } = await world.backup([50_000]);
    await runCopy(world, { placeId: drive.id, direction: 'push', fromPlaceId: null, siteId: null, backupIds: [id] }, watchedJob());
    const copy = world.copyOf(id, drive.id);
    if (copy === undefined) throw new Error('no copy');
    const moved = { ...drive, folder: join(world.folder, 'letter', 'Holdfast') };
    renameSync(join(world.folder, 'drive'), join(world.folder, 'letter'));
    const storeOf = (place: Place) => {
      if (place.id === home.id) return openFolderStore(home);
      catalog.places.put(moved);
      return openFolderStore(moved);
    };
    const verifying = { catalog, clock, storeOf, openSealed: () => Promise.resolve(null) };
    await verifyCopy(verifying, copy, 'intact', watchedJob());
    expect(world.copyOf(id, drive.id)).toMatchObject({ location: expect.stringContaining(moved.folder), proof: { failure: null } });
  });
});

describe('a copy in a place that is not the chosen one any more', () => {
  it('is checked where it lies', async () => {
    const { home, id } = await oneBackup();
    const app = await openApp(home);
    await ask(app, 'place.set-folder', { folder: join(home, 'another place') });
    const job = await workOf(app, () => ask(app, 'backup.verify', { backupId: id, level: 'sound' }));
    expect(job).toMatchObject({ state: 'succeeded', backupId: id });
    const { copies } = await ask(app, 'backup.details', { backupId: id });
    expect(copies[0]?.copy.proof).toMatchObject({ level: 'sound', failure: null });
  });

  it('keeps its proof while the drive of that place is not connected, whatever is chosen now', async () => {
    const { home, keeper, id } = await oneBackup();
    const app = await openApp(home);
    await ask(app, 'place.set-folder', { folder: join(home, 'another place') });
    rmSync(keeper.place.folder, { recursive: true });
    const job = await workOf(app, () => ask(app, 'backup.verify', { backupId: id, level: 'sound' }));
    expect(job).toMatchObject({
      state: 'failed',
      problem: { code: 'place.missing', detail: expect.stringContaining(keeper.place.folder) },
    });
    const { copies } = await ask(app, 'backup.details', { backupId: id });
    expect(copies[0]?.copy.proof.failure).toBeNull();
  });
});
