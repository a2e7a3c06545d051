import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { claimServerFolder } from '../../../src/main/places/server-folder/claim-server-folder.ts';
import { openServerFolderStore } from '../../../src/main/places/server-folder/server-folder-store.ts';
import { systemClock } from '../../../src/main/support/clock.ts';
import { isRoot } from '../../lab/accounts.ts';
import { canMount, makeImage } from '../../lab/small-disk.ts';
import { copyWhole, hashesOf, listed, plannedHashes, sampleCopyOf, SIGNAL, writeFiles } from './copy-helpers.ts';
import { filesBelow } from './folder-place.ts';
import { type PlaceServer, startPlaceServer } from './server-place.ts';

const MIB = 1024 * 1024;

let server: PlaceServer;
beforeAll(async () => {
  server = await startPlaceServer({ sftpOnly: true });
});
afterAll(() => server[Symbol.asyncDispose]());

describe('a folder of a server', () => {
  test('loses nothing but the last megabytes when the server kills the line in the middle', async () => {
    await using place = await server.makePlace();
    const sample = sampleCopyOf({ mediaBytes: 20 * MIB });
    const store = place.open();
    const draft = await store.begin(sample.plan, SIGNAL);
    const copying = writeFiles(draft, sample, {
      onChunk: (file, sent) => {
        if (file === 'media-uploads.tar' && sent === 18 * MIB) server.sshd.killConnections();
      },
    });
    await expect(copying).rejects.toMatchObject({ code: 'place.unreachable' });
    await draft.suspend();
    const again = await store.begin(sample.plan, SIGNAL);
    const offsets = await writeFiles(again, sample);
    expect(offsets.get('aurora_shop.sql.gz')).toBe(100_000);
    expect(offsets.get('media-uploads.tar')).toBeGreaterThan(0);
    expect(offsets.get('media-uploads.tar')).toBeLessThanOrEqual(10 * MIB);
    expect(await hashesOf(store, await again.commit(SIGNAL))).toEqual(plannedHashes(sample));
  });

  test('that can tell no digest has what an earlier attempt left read back, so that a power cut there goes into no copy', async () => {
    await using place = await server.makePlace();
    const sample = sampleCopyOf({ mediaBytes: 20 * MIB });
    const store = place.open();
    const draft = await store.begin(sample.plan, SIGNAL);
    await expect(writeFiles(draft, sample, { stopAfter: 18 * MIB })).rejects.toThrow();
    await draft.suspend();
    const [left] = (await place.everything()).filter((path) => path.endsWith('media-uploads.tar.partial'));
    await using file = await open(join(place.place.folder, left ?? ''), 'r+');
    await file.write(Buffer.alloc(4096), 0, 4096, MIB);

    const again = await store.begin(sample.plan, SIGNAL);
    const planned = sample.plan.files.find((one) => one.file === 'media-uploads.tar');
    const bytes = sample.contents.get('media-uploads.tar');
    if (planned === undefined || bytes === undefined) throw new Error('no media');
    const sink = await again.open(planned, SIGNAL);
    expect(sink.offset).toBeGreaterThan(MIB);
    sink.recheck?.(bytes.subarray(0, sink.offset));
    await sink.write(Buffer.from(bytes.subarray(sink.offset)));
    await expect(sink.finish()).rejects.toMatchObject({ code: 'copy.arrived-different' });
    await again.suspend();
    const location = await copyWhole(store, sample);
    expect(await hashesOf(store, location)).toEqual(plannedHashes(sample));
  });

  test('sweeps nothing that is being written, however wrong its clock is', async () => {
    await using place = await server.makePlace();
    const sample = sampleCopyOf({ mediaBytes: 9 * MIB });
    const draft = await place.open().begin(sample.plan, SIGNAL);
    await expect(writeFiles(draft, sample, { stopAfter: MIB })).rejects.toThrow();
    const inAMonth = { now: () => Date.now() + 31 * 86_400_000 };
    expect(await place.open(inAMonth).sweep(SIGNAL)).toEqual([]);
    await draft.suspend();
    expect(await place.open(inAMonth).sweep(SIGNAL)).toHaveLength(1);
  });

  test('never lets the end of a cut line pass for the end of a file', async () => {
    await using place = await server.makePlace();
    const store = place.open();
    const location = await copyWhole(store, sampleCopyOf({ mediaBytes: 16 * MIB }));
    const reading = async () => {
      for await (const _ of store.read(location, 'media-uploads.tar', 0, SIGNAL)) server.sshd.killConnections();
    };
    await expect(reading()).rejects.toMatchObject({ code: 'place.unreachable' });
  });

  test('is another place when its marker is, and missing without one', async () => {
    await using place = await server.makePlace();
    const sample = sampleCopyOf();
    const marker = join(place.place.folder, '.holdfast-place.json');
    const text = await readFile(marker, 'utf8');
    await writeFile(marker, text.replace(place.place.id, '0b7a9d3e-5a57-4a7e-9c3c-1f1d1a2b3c4d'));
    await expect(place.open().begin(sample.plan, SIGNAL)).rejects.toMatchObject({
      code: 'place.missing',
      detail: expect.stringContaining('another place'),
    });
    await rm(marker);
    await expect(listed(place.open())).rejects.toMatchObject({ code: 'place.missing' });
    expect(await place.open().presence(SIGNAL)).toMatchObject({ state: 'unreachable', reason: expect.stringContaining('lacks its') });
    expect(await place.everything()).toEqual([]);
  });

  test('keeps its id when it is added a second time', async () => {
    await using place = await server.makePlace();
    const { name, offsite, serverId, folder } = place.place;
    const again = await claimServerFolder({ name, offsite, serverId, folder: `${folder}/` }, server.links, systemClock, SIGNAL);
    expect(again).toEqual(place.place);
  });

  test.runIf(isRoot())('that refuses names the folder and loses nothing', async () => {
    await using place = await server.makePlace();
    const { folder } = place.place;
    await chown(folder, 0, 0);
    await chmod(folder, 0o755);
    await expect(copyWhole(place.open(), sampleCopyOf())).rejects.toMatchObject({
      code: 'place.refused',
      detail: expect.stringContaining(folder),
    });
    const rows = await place.open().test(SIGNAL);
    expect(rows.find(({ id }) => id === 'write')).toMatchObject({ verdict: 'failed', why: expect.stringContaining('rights') });
  });

  test('deletes what the server itself says is not what was sent', async () => {
    await using place = await server.makePlace();
    const sample = sampleCopyOf();
    const ofServer = async (path: string) =>
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
    const store = openServerFolderStore(place.place, server.links, { digest: ofServer });
    expect(await hashesOf(store, await copyWhole(store, sample))).toEqual(plannedHashes(sample));
    const lying = openServerFolderStore(place.place, server.links, {
      digest: async () => createHash('sha256').update(randomBytes(8)).digest('hex'),
    });
    const other = sampleCopyOf({ folder: '2026-11-22T110000Z-full' });
    const draft = await lying.begin(other.plan, SIGNAL);
    await expect(writeFiles(draft, other)).rejects.toMatchObject({ code: 'copy.arrived-different' });
    await draft.suspend();
    expect((await place.everything()).filter((path) => path.includes('2026-11-22'))).toEqual([]);
  });
});

describe.runIf(await canMount('tmpfs'))('a server whose disk fills up', () => {
  test('says so, although SFTP has no word for it, and takes the rest when there is room', async () => {
    const disk = await makeImage('tmpfs', 16);
    onTestFinished(() => disk[Symbol.asyncDispose]());
    const home = join(disk.mount, 'box');
    await mkdir(home);
    await chmod(join(disk.mount, '..'), 0o755);
    await chown(home, server.sshd.account.uid, server.sshd.account.gid);
    const draftOfPlace = {
      name: 'box',
      offsite: true,
      serverId: (await server.makePlace()).place.serverId,
      folder: join(home, 'Holdfast'),
    };
    const place = await claimServerFolder(draftOfPlace, server.links, systemClock, SIGNAL);
    const store = openServerFolderStore(place, server.links);
    await expect(store.begin(sampleCopyOf({ mediaBytes: 20 * MIB }).plan, SIGNAL)).rejects.toMatchObject({ code: 'place.full' });
    const sample = sampleCopyOf({ mediaBytes: 12 * MIB });
    const draft = await store.begin(sample.plan, SIGNAL);
    await writeFile(join(disk.mount, 'somebody else'), Buffer.alloc(10 * MIB));
    await expect(writeFiles(draft, sample)).rejects.toMatchObject({ code: 'place.full' });
    await draft.suspend();
    expect(await listed(store)).toEqual([]);
    await rm(join(disk.mount, 'somebody else'));
    expect(await hashesOf(store, await copyWhole(store, sample))).toEqual(plannedHashes(sample));
    expect((await filesBelow(place.folder)).filter((path) => path.includes('.partial'))).toEqual([]);
  });
});
