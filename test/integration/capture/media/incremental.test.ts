import { execFileSync } from 'node:child_process';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { AppError } from '../../../../src/main/errors/app-error.ts';
import { createMediaTree, mutateMediaTree, treePath } from '../../../lab/practice-site/media-tree.ts';
import { SHELLS } from '../../servers/lab-servers.ts';
import { startMediaLab, type Captured, type MediaLab } from './media-lab.ts';
import { hashTruth, readTruth } from './media-truth.ts';

const TREE = { files: 200, bytes: 4_000_000, seed: 'incremental' } as const;

/** Names of the files and links in an archive, as tar tells them. */
function namesIn({ archive }: Captured): string[] {
  return execFileSync('tar', ['-t', '-f', archive], { encoding: 'utf8' })
    .split('\n')
    .filter((name) => name !== '' && !name.endsWith('/'))
    .toSorted();
}

function expectState(lab: MediaLab, { list }: Captured) {
  const truth = readTruth(lab.root, 'storage/app');
  expect(
    new Map(
      list.map(({ path, type, bytes, mtimeNs, mode, target }) => [
        path.toString('latin1'),
        [type, bytes, mtimeNs, mode, target?.toString() ?? null],
      ]),
    ),
  ).toEqual(new Map([...truth].map(([key, { type, bytes, mtimeNs, mode, target }]) => [key, [type, bytes, mtimeNs, mode, target]])));
  expect(new Map(list.flatMap(({ path, sha256 }) => (sha256 === null ? [] : [[path.toString('latin1'), sha256]])))).toEqual(
    hashTruth(lab.root, truth),
  );
}

test.each(SHELLS)('only what is new or changed travels, and the list tells all the rest, under %s', async (_name, options) => {
  await using lab = await startMediaLab(options);
  createMediaTree(lab.media, TREE);
  const full = await lab.capture();
  const changes = mutateMediaTree(lab.media, TREE, { change: 50, remove: 5, chmod: 3, touch: 4, add: 6, addLinks: 1 });
  const incremental = await lab.capture({}, { kind: 'incremental', previous: full.previous });
  const sent = [...changes.changed, ...changes.touched, ...changes.added, ...changes.links].map((path) => `storage/app/${path}`).toSorted();
  // Four touched files weigh less than the question for their hashes: they travel, and are found to be the same.
  expect(namesIn(incremental)).toEqual(sent);
  expect(incremental.artifact).toMatchObject({
    kind: 'incremental',
    chain: [full.previous.backupId, incremental.previous.backupId],
    counts: { added: 7, changed: 50, removed: 5, touched: 7, files: 201, links: 1 },
  });
  expectState(lab, incremental);
  const placeOf = (path: string) => incremental.list.find((file) => file.path.toString() === `storage/app/${path}`)?.at;
  expect(changes.changed.map(placeOf)).toEqual(changes.changed.map(() => 1));
  expect(changes.chmodded.map(placeOf)).toEqual(changes.chmodded.map(() => 0));
  expect(placeOf(treePath(199))).toBe(0);
});

test('files that were only touched are hashed at the server where that is cheaper, and stay where they are in the chain', async () => {
  await using lab = await startMediaLab();
  createMediaTree(lab.media, TREE);
  writeFileSync(join(lab.media, 'large.bin'), Buffer.alloc(2_000_000, 'x'));
  writeFileSync(join(lab.media, 'other.bin'), Buffer.alloc(2_000_000, 'x'));
  const full = await lab.capture();
  utimesSync(join(lab.media, 'large.bin'), 1_800_000_000, 1_800_000_000);
  writeFileSync(join(lab.media, 'other.bin'), Buffer.alloc(2_000_000, 'y'));
  const incremental = await lab.capture({}, { kind: 'incremental', previous: full.previous });
  expect(namesIn(incremental)).toEqual(['storage/app/other.bin']);
  expect(incremental.artifact.counts).toMatchObject({ touched: 1, changed: 1, added: 0, removed: 0 });
  expectState(lab, incremental);
});

test('everything is read when the list of the last backup cannot be, and the backup needs no other one', async () => {
  await using lab = await startMediaLab();
  createMediaTree(lab.media, TREE);
  const full = await lab.capture();
  const lost = () => Promise.reject(new AppError('backup.file-list-missing', { detail: 'media.files.jsonl.gz' }));
  const again = await lab.capture({}, { kind: 'incremental', previous: { ...full.previous, list: lost() } });
  expect(again.artifact).toMatchObject({ kind: 'full', chain: [again.previous.backupId], counts: { added: 0, removed: 0, files: 200 } });
  expectState(lab, again);
});

test('no change at all costs one listing and makes a backup that says so', async () => {
  await using lab = await startMediaLab({
    programs: { tar: '#!/bin/sh\ncase "$*" in *--version*) exec /bin/tar "$@" ;; esac\necho run >>"$HOME/tar-runs"\nexec /bin/tar "$@"\n' },
  });
  createMediaTree(lab.media, TREE);
  const full = await lab.capture();
  const same = await lab.capture({}, { kind: 'incremental', previous: full.previous });
  expect(execFileSync('cat', [join(lab.sshd.home, 'tar-runs')], { encoding: 'utf8' })).toBe('run\n');
  expect(namesIn(same)).toEqual([]);
  expect(same.artifact).toMatchObject({
    compression: 'none',
    bytes: 1024,
    counts: { added: 0, changed: 0, removed: 0, touched: 0, files: 200 },
  });
  expect(same.log).toContain('0 added, 0 changed, 0 removed, 0 touched of 200 files');
  expectState(lab, same);
  // And the chain goes on from it.
  mutateMediaTree(lab.media, TREE, { remove: 2, add: 1 });
  const third = await lab.capture({}, { kind: 'incremental', previous: same.previous });
  expect(third.artifact.chain).toEqual([full.previous.backupId, same.previous.backupId, third.previous.backupId]);
  expect(third.artifact.counts).toMatchObject({ added: 1, removed: 2, changed: 0 });
  expectState(lab, third);
});

test('where nothing changed the list of files is the one before, byte for byte; one folder with another time is enough for a new one', async () => {
  await using lab = await startMediaLab();
  createMediaTree(lab.media, TREE);
  const full = await lab.capture();
  // The same lines, packed otherwise than a new list would be.
  const packed = gzipSync(gunzipSync(readFileSync(full.listFile)), { level: 0 });
  const asked: string[] = [];
  const previous = {
    ...full.previous,
    listFile: () => {
      asked.push('list');
      return Promise.resolve(packed);
    },
  };
  const same = await lab.capture({}, { kind: 'incremental', previous });
  expect(asked).toEqual(['list']);
  expect(readFileSync(same.listFile).equals(packed)).toBe(true);
  expectState(lab, same);
  utimesSync(lab.media, 1_800_000_000, 1_800_000_000);
  const touched = await lab.capture({}, { kind: 'incremental', previous });
  expect(asked).toEqual(['list']);
  expectState(lab, touched);
});

test('an incremental without a backup to go on from is a full', async () => {
  await using lab = await startMediaLab();
  createMediaTree(lab.media, TREE);
  const { artifact } = await lab.capture({}, { kind: 'incremental', previous: null });
  expect(artifact).toMatchObject({ kind: 'full', counts: { added: 0, files: 200 } });
});
