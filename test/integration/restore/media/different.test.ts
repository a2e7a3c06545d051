import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AWKWARD_NAMES } from '../../../lab/practice-site/media.ts';
import { createAwkwardTree, createMediaTree, treePath } from '../../../lab/practice-site/media-tree.ts';
import type { SshdOptions } from '../../../lab/sshd.ts';
import { problemOf, SHELLS } from '../../servers/lab-servers.ts';
import { journalOf, runAll, startRestoreLab, toTheSecond, unitOf, type RestoreLab } from './restore-lab.ts';

const SERVERS: readonly (readonly [string, SshdOptions])[] = [
  ...SHELLS,
  ['bsdtar', { programs: { tar: '#!/bin/sh\nexec bsdtar "$@"\n' } }],
];

function inodesOf(lab: RestoreLab): ReadonlyMap<string, number> {
  const keys = [...lab.snapshot().entries].filter(([, { type }]) => type === 'file').map(([key]) => key);
  return new Map(keys.map((key) => [key, statSync(Buffer.from(`${Buffer.from(lab.media.root).toString('latin1')}/${key}`, 'latin1')).ino]));
}

test.each(SERVERS)('only what is missing or different comes back, and the undo makes it as it was, under %s', async (name, options) => {
  await using lab = await startRestoreLab(options);
  const { media } = lab.media;
  createMediaTree(media, { files: 120, bytes: 1_000_000, seed: 'different' });
  createAwkwardTree(join(media, 'odd'));
  const odd = join(media, 'odd', "odd names & 'quotes'", 'new\nline folder');
  lab.settle();
  const captured = await lab.backUp();
  const truth = lab.snapshot();
  const whole = inodesOf(lab);
  for (const gone of AWKWARD_NAMES.slice(0, 14)) rmSync(join(odd, gone));
  for (const other of AWKWARD_NAMES.slice(14)) appendFileSync(join(odd, other), 'broken');
  rmSync(join(media, 'odd/deep'), { recursive: true });
  rmSync(join(media, '2020'), { recursive: true });
  rmSync(join(media, 'odd/link'));
  symlinkSync('elsewhere', join(media, 'odd/link'));
  rmSync(join(media, 'odd/empty folder'), { recursive: true });
  writeFileSync(join(media, 'odd/empty folder'), 'a file where a folder was');
  rmSync(join(media, 'odd/empty.txt'));
  mkdirSync(join(media, 'odd/empty.txt/inner'), { recursive: true });
  writeFileSync(join(media, 'uploaded since.jpg'), 'only on the server');
  lab.settle();
  const before = lab.snapshot();
  const inodes = inodesOf(lab);

  const journal = journalOf(lab, lab.workFor(captured, { mode: 'different' }));
  expect(await runAll(journal)).toEqual([]);
  const now = lab.snapshot();
  const { entries: after, hashes } = name === 'busybox' ? toTheSecond(now) : now;
  const { entries: wanted } = name === 'busybox' ? toTheSecond(truth) : truth;
  expect(new Set(after.keys())).toEqual(new Set([...wanted.keys(), 'storage/app/uploaded since.jpg']));
  for (const [key, entry] of wanted) {
    // Folders that something came into, and links whose time not every tar keeps.
    const { mtimeNs: _time, ...lasting } = entry;
    expect([key, after.get(key)]).toMatchObject([key, entry.type === 'file' ? entry : lasting]);
  }
  for (const [key, hash] of truth.hashes) expect([key, hashes.get(key)]).toEqual([key, hash]);
  const untouched = [...inodes].filter(([key]) => before.hashes.get(key) === truth.hashes.get(key));
  const kept = inodesOf(lab);
  expect(untouched.length).toBeGreaterThan(40);
  expect(untouched.map(([key]) => [key, kept.get(key)])).toEqual(untouched.map(([key]) => [key, whole.get(key)]));

  await journal.undo('switch');
  await journal.undo('unpack');
  expect(lab.snapshot()).toEqual(before);
  expect(inodesOf(lab)).toEqual(inodes);
  expect(readdirSync(join(lab.media.root, 'storage')).filter((entry) => !entry.includes('.hf-old-'))).toEqual(['app']);
});

/** A name with each byte there is, but the two that no name can have. */
const EVERY_BYTE = Array.from({ length: 255 }, (_, index) => index + 1).filter((byte) => byte !== 0x2f);

test.each(SHELLS)('a name may have any byte there is, in a swap of files and in its undo, under %s', async (_name, options) => {
  await using lab = await startRestoreLab(options);
  const folder = Buffer.from(`${lab.media.media}/it's \x81 a folder/`, 'latin1');
  mkdirSync(folder);
  const pathOf = (byte: number, name: string) => Buffer.concat([folder, Buffer.of(byte), Buffer.from(name)]);
  for (const byte of EVERY_BYTE) for (const name of ['gone', 'other']) writeFileSync(pathOf(byte, name), `first ${byte} ${name}`);
  lab.settle();
  const captured = await lab.backUp();
  const truth = lab.snapshot();
  expect(truth.hashes.size).toBe(2 * EVERY_BYTE.length);
  for (const byte of EVERY_BYTE) {
    rmSync(pathOf(byte, 'gone'));
    writeFileSync(pathOf(byte, 'other'), 'second');
  }
  lab.settle();
  const before = lab.snapshot();
  const journal = journalOf(lab, lab.workFor(captured, { mode: 'different' }));
  expect(await runAll(journal)).toEqual([]);
  expect(lab.snapshot().hashes).toEqual(truth.hashes);
  await journal.undo('switch');
  await journal.undo('unpack');
  expect(lab.snapshot()).toEqual(before);
});

test('a file that changed without a trace in size and time is found by its hash, and one that was only touched is left alone', async () => {
  await using lab = await startRestoreLab();
  const { media } = lab.media;
  createMediaTree(media, { files: 8, bytes: 8_000, seed: 'hash' });
  lab.settle();
  const captured = await lab.backUp();
  const { mtime, size } = statSync(join(media, treePath(3)));
  writeFileSync(join(media, treePath(3)), Buffer.alloc(size, 'x'));
  utimesSync(join(media, treePath(3)), mtime, mtime);
  utimesSync(join(media, treePath(4)), 1_800_000_000, 1_800_000_000);
  const touched = statSync(join(media, treePath(4))).ino;
  lab.settle();
  const byTime = journalOf(lab, lab.workFor(captured, { mode: 'different', compareBy: 'time' }));
  await byTime.run('unpack');
  expect(byTime.said.join('\n')).toContain(': 1 files');
  await byTime.undo('unpack');
  const byHash = journalOf(lab, lab.workFor(captured, { mode: 'different', compareBy: 'hash' }));
  await runAll(byHash);
  expect(lab.snapshot().hashes.get(`storage/app/${treePath(3)}`)).toBe(
    captured.list.find(({ path }) => path.toString().endsWith(treePath(3)))?.sha256,
  );
  expect(statSync(join(media, treePath(4))).ino).toBe(touched);
});

test('one folder and one file come back by name, and nothing else does', async () => {
  await using lab = await startRestoreLab();
  const { media } = lab.media;
  mkdirSync(join(media, 'a/b/c'), { recursive: true });
  for (const path of ['a/b/c/1', 'a/b/2', 'a/3', '4']) writeFileSync(join(media, path), `first ${path}`);
  execFileSync('chmod', ['0750', join(media, 'a/b')]);
  lab.settle();
  const captured = await lab.backUp();
  rmSync(join(media, 'a'), { recursive: true });
  writeFileSync(join(media, '4'), 'second and longer');
  lab.settle();
  const folder = journalOf(lab, lab.workFor(captured, { mode: 'paths', paths: ['storage/app/a/b/c', 'storage/app/4'] }));
  await runAll(folder);
  expect(readFileSync(join(media, 'a/b/c/1'), 'utf8')).toBe('first a/b/c/1');
  expect(readFileSync(join(media, '4'), 'utf8')).toBe('first 4');
  expect(readdirSync(join(media, 'a'))).toEqual(['b']);
  expect(readdirSync(join(media, 'a/b'))).toEqual(['c']);
  expect(statSync(join(media, 'a/b')).mode & 0o777).toBe(0o750);
  expect(readFileSync(join(unitOf(folder).old, '4'), 'utf8')).toBe('second and longer');
  const missing = journalOf(lab, lab.workFor(captured, { mode: 'paths', paths: ['storage/app/a/3', 'storage/app/nothing'] }));
  expect(await problemOf(missing.run('unpack'))).toEqual({ code: 'restore.media-path-missing', detail: 'storage/app/nothing' });
});

test('a folder that went meanwhile is not replaced by the part of it that was brought', async () => {
  await using lab = await startRestoreLab();
  const { media } = lab.media;
  mkdirSync(join(media, 'album'));
  for (const name of ['kept.jpg', 'broken.jpg']) writeFileSync(join(media, 'album', name), name);
  lab.settle();
  const captured = await lab.backUp();
  rmSync(join(media, 'album/broken.jpg'));
  const journal = journalOf(lab, lab.workFor(captured, { mode: 'different' }));
  await journal.run('unpack');
  renameSync(join(media, 'album'), join(lab.media.root, 'moved away'));
  expect(await problemOf(journal.run('switch'))).toEqual({ code: 'restore.media-changed-meanwhile', detail: 'album/kept.jpg' });
  expect(existsSync(join(media, 'album'))).toBe(false);
  await journal.undo('switch');
  await journal.undo('unpack');
  renameSync(join(lab.media.root, 'moved away'), join(media, 'album'));
  await runAll(journal);
  expect(readdirSync(join(media, 'album')).toSorted()).toEqual(['broken.jpg', 'kept.jpg']);
});

test('what changed while the restore ran is kept and named', async () => {
  await using lab = await startRestoreLab();
  const { media } = lab.media;
  for (const name of ['one', 'two']) writeFileSync(join(media, name), `first ${name}`);
  lab.settle();
  const captured = await lab.backUp();
  rmSync(join(media, 'one'));
  writeFileSync(join(media, 'two'), 'second and longer');
  lab.settle();
  const journal = journalOf(lab, lab.workFor(captured, { mode: 'different' }));
  await journal.run('unpack');
  writeFileSync(join(media, 'one'), 'uploaded meanwhile');
  writeFileSync(join(media, 'three'), 'uploaded meanwhile');
  await journal.run('compare');
  const { old } = unitOf(journal);
  expect(await journal.run('switch')).toBe(`One file came or changed while the restore ran; what was there lies in ${old}: one.`);
  expect(readFileSync(join(media, 'one'), 'utf8')).toBe('first one');
  expect(readFileSync(join(old, 'one'), 'utf8')).toBe('uploaded meanwhile');
  expect(readFileSync(join(media, 'three'), 'utf8')).toBe('uploaded meanwhile');
});
