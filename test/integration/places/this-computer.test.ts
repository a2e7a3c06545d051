import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { artifactFileName } from '../../../src/main/places/safe-name.ts';
import { openThisComputer } from '../../../src/main/places/this-computer.ts';
import { readManifest } from '../../../src/main/manifest/read-manifest.ts';
import { run } from '../../lab/tools.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { everythingIn, makeKeeper, register, writeBackup, writeInto } from './place-folder.ts';

const FULL = '2026-11-21T110000Z-full';

async function collect(items: AsyncIterable<string>): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('a backup on this computer', () => {
  test('is a folder with the artifact, the manifest, the checksums and the way back, for the operator alone', async () => {
    const umask = process.umask(0o000);
    onTestFinished(() => void process.umask(umask));
    const keeper = await makeKeeper(scratchFolder());
    const { location, manifest } = await writeBackup(keeper, register());
    expect(location).toBe(join(keeper.place.folder, 'aurora-market', FULL));
    expect(readdirSync(location).toSorted()).toEqual(['RESTORE.txt', 'SHA256SUMS', 'aurora_shop.sql.gz', 'manifest.json']);
    const modes = [keeper.place.folder, dirname(location), location, ...readdirSync(location).map((name) => join(location, name))].map(
      (path) => (statSync(path).mode & 0o777).toString(8),
    );
    expect(modes).toEqual(['700', '700', '700', '600', '600', '600', '600']);
    expect(await readManifest(location)).toEqual({ state: 'read', manifest });
    expect(readdirSync(dirname(location))).toEqual([FULL]);
  });

  test('is as private under a umask that takes everything away', async () => {
    const umask = process.umask(0o777);
    onTestFinished(() => void process.umask(umask));
    const keeper = await makeKeeper(scratchFolder());
    const { location } = await writeBackup(keeper, register());
    process.umask(umask);
    expect((statSync(location).mode & 0o777).toString(8)).toBe('700');
    expect((statSync(join(location, 'manifest.json')).mode & 0o777).toString(8)).toBe('600');
  });

  test('is checked by sha256sum and by shasum alike, companions included', async () => {
    const { location } = await writeBackup(await makeKeeper(scratchFolder()), register());
    const expected = 'aurora_shop.sql.gz: OK\nmanifest.json: OK\nRESTORE.txt: OK\n';
    expect(await run('sha256sum', ['-c', 'SHA256SUMS'], { cwd: location })).toBe(expected);
    expect(await run('shasum', ['-a', '256', '-c', 'SHA256SUMS'], { cwd: location })).toBe(expected);
  });

  test('gets the bytes it was given in any portions, and their hash', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const { draft } = await keeper.beginBackup('aurora-market', FULL);
    const writer = await draft.writeArtifact('a.sql');
    const whole = createHash('sha256');
    let total = 0;
    for (const size of [0, 1, 17, 65_536, 1_048_575, 1, 3_000_000, 0, ...Array.from({ length: 1500 }, (_, n) => n)]) {
      const chunk = Buffer.alloc(size, size % 251);
      whole.update(chunk);
      total += size;
      await writer.write(chunk);
    }
    const { bytes, sha256 } = await writer.finish();
    expect({ bytes, sha256 }).toEqual({ bytes: total, sha256: whole.digest('hex') });
    const [partial] = readdirSync(join(keeper.place.folder, 'aurora-market')).filter((name) => name.includes('.partial-'));
    const written = readFileSync(join(keeper.place.folder, 'aurora-market', partial ?? '', 'a.sql'));
    expect(createHash('sha256').update(written).digest('hex')).toBe(sha256);
    await draft.discard();
  });

  test('has no final name before it is committed, and leaves nothing when it is discarded', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const before = everythingIn(keeper.place.folder);
    const { draft, folder } = await keeper.beginBackup('aurora-market', FULL);
    await writeInto(draft, register(), folder);
    expect(existsSync(join(keeper.place.folder, 'aurora-market', FULL))).toBe(false);
    expect(await collect(keeper.listBackupFolders())).toEqual([]);
    await draft.discard();
    expect(everythingIn(keeper.place.folder)).toEqual(before);
  });

  test('stays when a discard follows its commit', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const { draft, folder } = await keeper.beginBackup('aurora-market', FULL);
    const location = await draft.commit(await writeInto(draft, register(), folder));
    await draft.discard();
    expect(readdirSync(location)).toHaveLength(4);
  });

  test('reports why it was given up even when nothing can be cleaned up, and the next sweep does that', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const { draft, folder } = await keeper.beginBackup('aurora-market', FULL);
    const manifest = await writeInto(draft, register(), folder);
    const site = join(keeper.place.folder, 'aurora-market');
    const [partial = ''] = readdirSync(site).filter((name) => name.includes('.partial-'));
    // As when a program on the drive gets in the way: neither writing nor removing works, to root as well.
    renameSync(site, `${site}-away`);
    symlinkSync(site, site);
    await expect(draft.commit(manifest)).rejects.toMatchObject({ code: 'place.write-failed', detail: expect.stringContaining('ELOOP') });
    expect(await draft.discard()).toBeNull();
    rmSync(site);
    renameSync(`${site}-away`, site);
    expect(await keeper.sweepPartials()).toEqual([join(site, partial)]);
    expect(readdirSync(site)).toEqual([]);
  });

  test('says what a discard had to leave, and does not throw', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const { draft } = await keeper.beginBackup('aurora-market', FULL);
    const site = join(keeper.place.folder, 'aurora-market');
    const [partial = ''] = readdirSync(site).filter((name) => name.includes('.partial-'));
    renameSync(site, `${site}-away`);
    symlinkSync(site, site);
    expect(await draft.discard()).toBe(join(site, partial));
  });

  test('is there although its owner file cannot be removed', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const { draft, folder } = await keeper.beginBackup('aurora-market', FULL);
    const manifest = await writeInto(draft, register(), folder);
    const ownerFile = join(keeper.place.folder, 'aurora-market', `.${FULL}.owner`);
    // A folder where the file was is refused by the system, to root as well.
    rmSync(ownerFile);
    mkdirSync(ownerFile);
    const location = await draft.commit(manifest);
    expect(readdirSync(location)).toHaveLength(4);
  });

  test('takes in a file that lies in its place by moving it, and nothing whose size is another one', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const before = everythingIn(keeper.place.folder);
    const { draft, folder } = await keeper.beginBackup('aurora-market', FULL);
    const manifest = await writeInto(draft, register(), folder);
    const [artifact] = manifest.backup.artifacts;
    const arrived = join(keeper.place.folder, '.arrived');
    writeFileSync(arrived, 'made by the server');
    const known = { bytes: 18, sha256: createHash('sha256').update('made by the server').digest('hex') };
    await expect(draft.takeIn(arrived, 'dump.sql', { ...known, bytes: 17 })).rejects.toMatchObject({ code: 'place.write-failed' });
    await expect(draft.takeIn(arrived, artifact?.file ?? '', known)).rejects.toThrow(/taken/);
    await draft.takeIn(arrived, 'dump.sql', known);
    expect(existsSync(arrived)).toBe(false);
    const artifacts = [...manifest.backup.artifacts, ...manifest.backup.artifacts.map((one) => ({ ...one, ...known, file: 'dump.sql' }))];
    const location = await draft.commit({ ...manifest, backup: { ...manifest.backup, artifacts } });
    expect(readFileSync(join(location, 'dump.sql'), 'utf8')).toBe('made by the server');

    writeFileSync(arrived, 'made by the server');
    const second = await keeper.beginBackup('aurora-market', FULL);
    await second.draft.takeIn(arrived, 'dump.sql', known);
    await second.draft.discard();
    expect(existsSync(arrived)).toBe(false);
    rmSync(location, { recursive: true });
    rmSync(dirname(location), { recursive: true });
    expect(everythingIn(keeper.place.folder)).toEqual(before);
  });

  test('is never committed with a manifest that describes other bytes', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const before = everythingIn(keeper.place.folder);
    const { draft, folder } = await keeper.beginBackup('aurora-market', FULL);
    const manifest = await writeInto(draft, register(), folder);
    const artifacts = manifest.backup.artifacts.map((artifact) => ({ ...artifact, bytes: artifact.bytes + 1 }));
    await expect(draft.commit({ ...manifest, backup: { ...manifest.backup, artifacts } })).rejects.toThrow(/does not describe/);
    await draft.discard();
    expect(everythingIn(keeper.place.folder)).toEqual(before);
  });

  test('gets a name of its own when two begin in the same second, also from two openings of the place', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const other = openThisComputer(keeper.place);
    const [one, two] = await Promise.all([keeper.beginBackup('aurora-market', FULL), other.beginBackup('aurora-market', FULL)]);
    expect(new Set([one.folder, two.folder])).toEqual(new Set([FULL, `${FULL}-2`]));
    for (const { draft, folder } of [one, two]) await draft.commit(await writeInto(draft, register(), folder));
    expect((await writeBackup(keeper, register())).location).toMatch(/-full-3$/);
  });

  test('of a site never lands in the folder of another whose name is nearly the same', async () => {
    const keeper = await makeKeeper(scratchFolder());
    for (const name of ['Shop', 'shop', 'a/b', 'a:b', 'CON']) await writeBackup(keeper, register(name));
    const folders = readdirSync(keeper.place.folder).filter((name) => !name.startsWith('.'));
    expect(new Set(folders.map((name) => name.toLowerCase())).size).toBe(5);
    for (const name of ['Shop', 'shop', 'a/b', 'a:b', 'CON']) await writeBackup(keeper, register(name), '2026-11-22T110000Z-full');
    expect(readdirSync(keeper.place.folder).filter((name) => !name.startsWith('.'))).toEqual(folders);
  });

  test('takes an artifact of a schema with the longest name there is', async () => {
    const { draft } = await (await makeKeeper(scratchFolder())).beginBackup('aurora-market', FULL);
    const writer = await draft.writeArtifact(artifactFileName('a'.repeat(64), '.sql.zst'));
    await writer.write(Buffer.from('dump'));
    expect((await writer.finish()).bytes).toBe(4);
    await draft.discard();
  });

  test.each(['../evil.sql', 'nul', 'manifest.json', 'RESTORE.TXT', 'a:b.sql'])('refuses the artifact name %s', async (file) => {
    const { draft } = await (await makeKeeper(scratchFolder())).beginBackup('aurora-market', FULL);
    await expect(draft.writeArtifact(file)).rejects.toThrow(/artifact name/);
    await draft.discard();
  });
});

describe('a place that is not there', () => {
  test('gets nothing, even where the empty mount point of its drive would take files', async () => {
    const keeper = await makeKeeper(scratchFolder());
    renameSync(keeper.place.folder, `${keeper.place.folder}-unplugged`);
    await expect(keeper.beginBackup('aurora-market', FULL)).rejects.toMatchObject({ code: 'place.missing' });
    mkdirSync(keeper.place.folder);
    await expect(keeper.beginBackup('aurora-market', FULL)).rejects.toMatchObject({ code: 'place.missing' });
    await expect(keeper.sweepPartials()).rejects.toMatchObject({ code: 'place.missing' });
    expect(readdirSync(keeper.place.folder)).toEqual([]);
  });

  test('is not mistaken for another one under the same path', async () => {
    const folder = scratchFolder();
    const keeper = await makeKeeper(folder);
    renameSync(keeper.place.folder, `${keeper.place.folder}-drive-1`);
    await makeKeeper(folder);
    await expect(keeper.beginBackup('aurora-market', FULL)).rejects.toMatchObject({ code: 'place.missing' });
  });

  test('names what the system said when it refuses a write', async () => {
    const keeper = await makeKeeper(scratchFolder());
    // A file where the site's folder belongs stops even root.
    writeFileSync(join(keeper.place.folder, 'aurora-market'), 'in the way');
    await expect(keeper.beginBackup('aurora-market', FULL)).rejects.toMatchObject({ code: 'place.write-failed' });
  });
});

describe('the list of backup folders', () => {
  test('finds what was renamed or moved to another drive, and nothing half-written or foreign', async () => {
    const folder = scratchFolder();
    const keeper = await makeKeeper(folder);
    const one = register('one');
    const { location } = await writeBackup(keeper, one);
    const renamed = join(dirname(location), 'before the big update');
    renameSync(location, renamed);
    const moved = await writeBackup(keeper, register('two'));
    renameSync(dirname(moved.location), join(folder, 'other-drive'));
    symlinkSync(join(folder, 'other-drive'), join(keeper.place.folder, 'two'));
    mkdirSync(join(keeper.place.folder, 'holiday pictures', '2026'), { recursive: true });
    mkdirSync(join(keeper.place.folder, 'one', `.${FULL}.partial-0123456789ab`));
    mkdirSync(join(keeper.place.folder, 'one', FULL));
    expect(await collect(keeper.listBackupFolders())).toEqual([join(keeper.place.folder, 'one', FULL), renamed, moved.location]);
  });
});

describe('sweeping', () => {
  test('leaves what is being written, finished backups, foreign folders, and links', async () => {
    const folder = scratchFolder();
    const keeper = await makeKeeper(folder);
    await writeBackup(keeper, register());
    const { draft, folder: name } = await keeper.beginBackup('aurora-market', '2026-11-22T110000Z-full');
    const site = join(keeper.place.folder, 'aurora-market');
    mkdirSync(join(site, '.git'));
    mkdirSync(join(site, '.notes.partial-draft'));
    const outside = join(folder, 'outside');
    mkdirSync(outside);
    symlinkSync(outside, join(site, `.${FULL}.partial-0123456789ab`));
    const before = everythingIn(keeper.place.folder);
    expect(await keeper.sweepPartials()).toEqual([]);
    expect(everythingIn(keeper.place.folder)).toEqual(before);
    await draft.commit(await writeInto(draft, register(), name));
  });

  const DAY = 24 * 60 * 60 * 1000;
  const owner = { computer: hostname(), pid: process.ppid, processStart: null, run: 'another', writtenAtMs: Date.now() };
  test.each([
    ['another process that lives', owner, 'kept'],
    ['another computer', { ...owner, computer: 'elsewhere', pid: 1 }, 'kept'],
    ['another computer, long ago', { ...owner, computer: 'elsewhere', writtenAtMs: Date.now() - 8 * DAY }, 'swept'],
    ['an earlier process with the number of this one', { ...owner, pid: process.pid }, 'swept'],
    ['a process with this number before the last start of the computer', { ...owner, writtenAtMs: 0 }, 'swept'],
    ...(process.platform === 'linux'
      ? [['a process whose number another one has now', { ...owner, processStart: '1' }, 'swept'] as const]
      : []),
    ['nobody who can be read', 'cut off', 'swept'],
  ] as const)('knows the partial folder of %s', async (_who, content, fate) => {
    const keeper = await makeKeeper(scratchFolder());
    const site = join(keeper.place.folder, 'aurora-market');
    mkdirSync(join(site, `.${FULL}.partial-0123456789ab`), { recursive: true });
    writeFileSync(join(site, `.${FULL}.owner`), JSON.stringify(content));
    await keeper.sweepPartials();
    expect(readdirSync(site)).toHaveLength(fate === 'kept' ? 2 : 0);
  });

  test('goes on where one folder cannot be looked into', async () => {
    const keeper = await makeKeeper(scratchFolder());
    const left = join(keeper.place.folder, 'b-site', `.${FULL}.partial-0123456789ab`);
    mkdirSync(left, { recursive: true });
    mkdirSync(join(keeper.place.folder, 'a-site'));
    chmodSync(join(keeper.place.folder, 'a-site'), 0o000);
    onTestFinished(() => chmodSync(join(keeper.place.folder, 'a-site'), 0o700));
    expect(await keeper.sweepPartials()).toEqual([left]);
    rmSync(left, { recursive: true, force: true });
  });
});
