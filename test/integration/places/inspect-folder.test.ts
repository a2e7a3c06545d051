import { mkdirSync, readdirSync, realpathSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { claimFolder } from '../../../src/main/places/claim-folder.ts';
import { inspectFolder } from '../../../src/main/places/inspect-folder.ts';
import { run } from '../../lab/tools.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { makeKeeper, NOW, register, writeBackup } from './place-folder.ts';

const git = (folder: string, ...args: readonly string[]) =>
  run('git', ['-C', folder, ...args], { env: { PATH: process.env['PATH'], HOME: folder } });

describe('a look at a folder', () => {
  test('that does not exist yet says that it can be made, how much room there is, and makes nothing', async () => {
    const scratch = scratchFolder();
    const folder = join(scratch, 'a', 'b');
    expect(await inspectFolder(folder)).toEqual({
      folder,
      usable: true,
      reason: '',
      freeBytes: expect.any(Number),
      warnings: [],
      backupsFound: 0,
    });
    expect(readdirSync(scratch)).toEqual([]);
  });

  test('finds the backups of an earlier Holdfast', async () => {
    const keeper = await makeKeeper(scratchFolder());
    for (const name of ['one', 'two']) await writeBackup(keeper, register(name));
    expect(await inspectFolder(keeper.place.folder)).toMatchObject({ usable: true, backupsFound: 2 });
  });

  test.each([
    ['a relative path', () => 'backups', /full path/],
    ['a file', (folder: string) => (writeFileSync(join(folder, 'f'), ''), join(folder, 'f')), /is a file/],
    ['something below a file', (folder: string) => (writeFileSync(join(folder, 'f'), ''), join(folder, 'f', 'g')), /is a file/],
    [
      'a place whose marker is damaged',
      (folder: string) => (writeFileSync(join(folder, '.holdfast-place.json'), '{'), folder),
      /marker cannot be read/,
    ],
  ])('refuses %s and says why', async (_what, make, reason) => {
    const path = make(scratchFolder());
    const inspection = await inspectFolder(path);
    expect(inspection).toMatchObject({ usable: false, reason: expect.stringMatching(reason) });
    await expect(claimFolder(path, NOW)).rejects.toMatchObject({ code: 'place.unusable' });
  });

  test.each([
    'OneDrive',
    'OneDrive - Aurora GmbH',
    'Dropbox',
    'Dropbox (Personal)',
    'Mobile Documents',
    'iCloud Drive',
    'Google Drive',
    'GoogleDrive-ops@example.org',
    'My Drive',
    'Nextcloud',
    'pCloudDrive',
    'ProtonDrive-ops@example.org-folder',
    'CloudStorage',
  ])('warns of a folder in %s', async (service) => {
    const folder = join(scratchFolder(), service, 'Backups');
    const { usable, warnings } = await inspectFolder(folder);
    expect({ usable, count: warnings.length }).toEqual({ usable: true, count: 1 });
    expect(warnings[0]).toMatch(/kept in step by .*uploaded/);
  });

  test.each(['.dropbox', '.stfolder', '._sync_0a1b2c.db', '.tmp.drivedownload'])('warns where a program has left %s', async (marker) => {
    const folder = scratchFolder();
    writeFileSync(join(folder, marker), '');
    expect((await inspectFolder(join(folder, 'deep', 'Backups'))).warnings).toEqual([expect.stringMatching(/kept in step/)]);
  });

  test('is not fooled by a link into a synchronised folder', async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, 'Dropbox', 'x'), { recursive: true });
    symlinkSync(join(folder, 'Dropbox', 'x'), join(folder, 'safe'));
    expect((await inspectFolder(join(folder, 'safe', 'Backups'))).warnings).toEqual([
      expect.stringMatching(/Dropbox is kept in step by Dropbox/),
    ]);
  });

  test('says nothing of names that only resemble a service', async () => {
    for (const name of ['Dropboxes', 'Boxes', 'www-data', 'public', 'omega', 'mydrive']) {
      expect((await inspectFolder(join(scratchFolder(), name))).warnings).toEqual([]);
    }
  });

  test.each(['public_html', 'htdocs', 'www'])('warns below a web root %s', async (name) => {
    expect((await inspectFolder(join(scratchFolder(), name, 'Backups'))).warnings).toEqual([expect.stringMatching(/web server/)]);
  });

  test('warns below the public folder of an application', async () => {
    const folder = join(scratchFolder(), 'public');
    mkdirSync(folder);
    writeFileSync(join(folder, 'index.php'), '<?php');
    expect((await inspectFolder(join(folder, 'Backups'))).warnings).toEqual([expect.stringMatching(/web server/)]);
  });

  test('warns inside a git work tree, and is content where git ignores the folder', async () => {
    const folder = scratchFolder();
    await git(folder, 'init', '--quiet');
    const backups = join(folder, 'Backups');
    expect((await inspectFolder(backups)).warnings).toEqual([expect.stringMatching(/git work tree/)]);
    writeFileSync(join(folder, '.gitignore'), '/Backups/\n');
    expect((await inspectFolder(backups)).warnings).toEqual([]);
    mkdirSync(backups);
    expect((await inspectFolder(backups)).warnings).toEqual([]);
  });

  test.runIf(process.platform === 'linux')('warns of a folder that lies in memory', async () => {
    expect((await inspectFolder('/dev/shm/holdfast-not-there')).warnings).toEqual([expect.stringMatching(/memory/)]);
  });
});

describe('claiming a folder', () => {
  test('makes it for the operator alone, and knows it again', async () => {
    const folder = join(scratchFolder(), 'deep', 'Backups');
    const place = await claimFolder(folder, NOW);
    expect((statSync(folder).mode & 0o777).toString(8)).toBe('700');
    expect((statSync(join(folder, '.holdfast-place.json')).mode & 0o777).toString(8)).toBe('600');
    expect(readdirSync(folder)).toEqual(['.holdfast-place.json']);
    expect(await claimFolder(folder, { now: () => Date.parse('2027-01-01T00:00:00.000Z') })).toEqual(place);
    const other = await claimFolder(join(realpathSync(scratchFolder()), 'Backups'), NOW);
    expect(other.id).not.toBe(place.id);
  });

  test.runIf(process.platform === 'linux')('finds out by doing it where rights promise what the system then refuses', async () => {
    await expect(claimFolder('/proc/holdfast', NOW)).rejects.toMatchObject({
      code: 'place.unusable',
      detail: expect.stringMatching(/ENOENT|EACCES/),
    });
  });

  test('leaves the rights of a folder that was there', async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, 'shared'), { mode: 0o755 });
    await claimFolder(join(folder, 'shared'), NOW);
    expect((statSync(join(folder, 'shared')).mode & 0o777).toString(8)).toBe('755');
  });
});
