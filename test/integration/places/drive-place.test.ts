import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { claimDriveFolder } from '../../../src/main/places/claim-folder.ts';
import { findDrives, locateDrive, movedLocation } from '../../../src/main/places/drives/find-drives.ts';
import { mountOf } from '../../../src/main/places/drives/mounts.ts';
import { openFolderStore } from '../../../src/main/places/folder/folder-store.ts';
import { caseKey, isSafeFileName } from '../../../src/main/places/safe-name.ts';
import { systemClock } from '../../../src/main/support/clock.ts';
import type { DrivePlace } from '../../../src/shared/model/place.ts';
import { canMount, type Image, makeImage } from '../../lab/small-disk.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { copyWhole, hashesOf, Interrupted, listed, plannedHashes, sampleCopyOf, SIGNAL, writeFiles } from './copy-helpers.ts';
import { testContract } from './copy-store-contract.ts';
import { filesBelow, folderContract } from './folder-place.ts';

/** A folder for drives, with a table of mounts that says what is plugged in. */
async function makeDrives(): Promise<{
  readonly root: string;
  readonly lookup: object;
  readonly plug: (...names: readonly string[]) => Promise<void>;
}> {
  const root = scratchFolder();
  const mountTable = join(root, 'mountinfo');
  const plug = async (...names: readonly string[]) => {
    const lines = names.map((name, n) => `${n + 30} 29 8:${n} / ${join(root, name).replaceAll(' ', '\\040')} rw - exfat /dev/sd${n} rw`);
    await writeFile(mountTable, `29 1 8:99 / / rw - ext4 /dev/root rw\n${lines.join('\n')}\n`);
  };
  await plug();
  return { root, lookup: { platform: 'linux', mountTable, roots: [root] }, plug };
}

async function claim(folder: string, lookup: object): Promise<DrivePlace> {
  return claimDriveFolder({ name: 'Vault A', offsite: true, folder }, systemClock, (path) => mountOf(path, lookup));
}

describe('a drive that comes and goes', () => {
  test('is known again under another letter by its marker, and no other drive passes for it', async () => {
    const { root, lookup, plug } = await makeDrives();
    await mkdir(join(root, 'Vault A'));
    await plug('Vault A');
    const place = await claim(join(root, 'Vault A', 'Backups', 'Holdfast'), lookup);
    expect(place).toMatchObject({ kind: 'drive', folderOnDrive: 'Backups/Holdfast', offsite: true });
    const sample = sampleCopyOf();
    const location = await copyWhole(openFolderStore(place), sample);

    await rename(join(root, 'Vault A'), join(root, 'E'));
    await mkdir(join(root, 'Vault A', 'Backups', 'Holdfast'), { recursive: true });
    await plug('Vault A', 'E');
    const found = await locateDrive(place, lookup);
    expect(found).toBe(join(root, 'E', 'Backups', 'Holdfast'));
    const moved = openFolderStore({ ...place, folder: found ?? '' });
    expect(await hashesOf(moved, movedLocation(location, place.folder, found ?? ''))).toEqual(plannedHashes(sample));

    await plug('Vault A');
    expect(await locateDrive(place, lookup)).toBeNull();
    expect(await openFolderStore(place).presence(SIGNAL)).toEqual({ state: 'absent', reason: 'The drive is not plugged in.' });
    await expect(openFolderStore(place).begin(sample.plan, SIGNAL)).rejects.toMatchObject({ code: 'place.missing' });
  });

  test('is offered with its room, and with the place that is on it already', async () => {
    const { root, lookup, plug } = await makeDrives();
    await mkdir(join(root, 'New drive'));
    await mkdir(join(root, 'Known'));
    await plug('New drive', 'Known');
    const place = await claim(join(root, 'Known', 'Holdfast'), lookup);
    const drives = await findDrives(lookup);
    expect(drives.map(({ label, placeId }) => ({ label, placeId }))).toEqual([
      { label: 'New drive', placeId: null },
      { label: 'Known', placeId: place.id },
    ]);
    for (const { freeBytes, totalBytes } of drives) expect(freeBytes).toBeLessThanOrEqual(totalBytes ?? 0);
  });

  test('that is pulled out in the middle of a copy is absent, which is no failure, and the copy goes on when it is back', async () => {
    const { root, lookup, plug } = await makeDrives();
    const drive = join(root, 'Vault');
    await mkdir(drive);
    await plug('Vault');
    const place = await claim(join(drive, 'Holdfast'), lookup);
    const sample = sampleCopyOf({ mediaBytes: 3_000_000 });
    const draft = await openFolderStore(place).begin(sample.plan, SIGNAL);
    await expect(writeFiles(draft, sample, { stopAfter: 1_500_000 })).rejects.toBeInstanceOf(Interrupted);
    // As a mount point looks when its drive is gone: an empty folder that would take files.
    await rename(drive, join(root, 'in a pocket'));
    await mkdir(join(drive, 'Holdfast'), { recursive: true });
    await expect(writeFiles(draft, sample)).rejects.toMatchObject({ code: 'place.missing' });
    await draft.suspend();
    expect(await filesBelow(drive)).toEqual([]);
    await rm(drive, { recursive: true });
    await rename(join(root, 'in a pocket'), drive);
    const again = await openFolderStore(place).begin(sample.plan, SIGNAL);
    const offsets = await writeFiles(again, sample);
    expect(offsets.get('media-uploads.tar')).toBeGreaterThan(1_000_000);
    expect(await hashesOf(openFolderStore(place), await again.commit(SIGNAL))).toEqual(plannedHashes(sample));
  });

  test('gets only names that exFAT and FAT keep as they are', async () => {
    const { root, lookup, plug } = await makeDrives();
    await mkdir(join(root, 'Vault'));
    await plug('Vault');
    const place = await claim(join(root, 'Vault', 'Holdfast'), lookup);
    const store = openFolderStore(place);
    for (const siteName of ['Aurora: Market?', 'aurora-market', 'AURORA-MARKET', 'CON']) await copyWhole(store, sampleCopyOf({ siteName }));
    const sites = new Set((await listed(store)).map((location) => location.slice(place.folder.length + 1).split('/')[0] ?? ''));
    expect(sites.size).toBe(4);
    expect(new Set([...sites].map(caseKey)).size).toBe(4);
    for (const name of sites) expect(isSafeFileName(name)).toBe(true);
  });
});

// Most kernels of servers lack both: the tests below are registered where one can be mounted, the ones above stand in for them everywhere.
for (const kind of ['exfat', 'vfat'] as const) {
  if (!(await canMount(kind))) continue;
  describe(`a real drive with ${kind}, from an image`, () => {
    let image: Image;
    beforeAll(async () => {
      image = await makeImage(kind, 64);
      return () => image[Symbol.asyncDispose]();
    });
    let folders = 0;
    testContract({
      make: async () => {
        folders += 1;
        const place = await claim(join(image.mount, `Holdfast ${folders}`), {});
        return folderContract(place, () => rm(place.folder, { recursive: true, force: true }));
      },
      mediaBytes: 5_000_000,
      stopAfter: 2_500_000,
      keepsAtLeast: 2_000_000,
      firstKept: 1_100_000,
      hasBin: true,
      sweeps: true,
    });
    if (kind !== 'vfat') return;
    test('says before it begins that FAT cannot hold a file of more than 4 GB', async () => {
      const place = await claim(join(image.mount, 'too large'), {});
      const { plan } = sampleCopyOf();
      const files = [...plan.files, { file: 'huge.tar', bytes: 2 ** 32, sha256: '0'.repeat(64) }];
      await expect(openFolderStore(place).begin({ ...plan, files }, SIGNAL)).rejects.toMatchObject({ code: 'place.file-too-large' });
      expect(await filesBelow(place.folder)).toEqual(['.holdfast-place.json']);
    });
  });
}

describe.runIf(await canMount('tmpfs'))('a drive that is full', () => {
  test('is refused before anything is written when it is known to be too small', async () => {
    const disk = await makeImage('tmpfs', 4);
    onTestFinished(() => disk[Symbol.asyncDispose]());
    const place = await claim(join(disk.mount, 'Holdfast'), {});
    const sample = sampleCopyOf({ mediaBytes: 6_000_000 });
    await expect(openFolderStore(place).begin(sample.plan, SIGNAL)).rejects.toMatchObject({ code: 'place.full' });
    expect(await filesBelow(place.folder)).toEqual(['.holdfast-place.json']);
  });

  test('by somebody else in the middle of a copy keeps what arrived, and takes the rest when there is room', async () => {
    const disk = await makeImage('tmpfs', 8);
    onTestFinished(() => disk[Symbol.asyncDispose]());
    const place = await claim(join(disk.mount, 'Holdfast'), {});
    const sample = sampleCopyOf({ mediaBytes: 5_000_000 });
    const draft = await openFolderStore(place).begin(sample.plan, SIGNAL);
    await writeFile(join(disk.mount, 'holiday.mov'), Buffer.alloc(5_000_000));
    await expect(writeFiles(draft, sample)).rejects.toMatchObject({ code: 'place.full' });
    await draft.suspend();
    expect(await listed(openFolderStore(place))).toEqual([]);
    await rm(join(disk.mount, 'holiday.mov'));
    const again = await openFolderStore(place).begin(sample.plan, SIGNAL);
    const offsets = await writeFiles(again, sample);
    expect(offsets.get('media-uploads.tar')).toBeGreaterThan(1_000_000);
    expect(await hashesOf(openFolderStore(place), await again.commit(SIGNAL))).toEqual(plannedHashes(sample));
  });
});
