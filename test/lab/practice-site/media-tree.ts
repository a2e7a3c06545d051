import { createCipheriv, createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { chmodSync, lutimesSync, mkdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AWKWARD_NAMES, LATIN1_NAME } from './media.ts';

export interface MediaTreeOptions {
  readonly files: number;
  /** Of all files together; sizes are spread around the mean, a few large ones among many small. */
  readonly bytes: number;
  readonly seed: string;
  /** Incompressible as photos are (default), or text. */
  readonly content?: 'photos' | 'text';
}

/** Files per folder, as upload folders by day have them. */
const FILES_PER_FOLDER = 50;
/** All files are older than this; changes of later are newer. */
const FIRST_DAY = Date.UTC(2025, 0, 1) / 1000;

/** Path of file `n` below the tree's folder. */
export function treePath(n: number): string {
  const group = Math.floor(n / FILES_PER_FOLDER);
  return join(`20${String(20 + (group % 6))}`, String(group).padStart(4, '0'), `image-${n}.jpg`);
}

/** Fills `folder` with files that are the same for the same options: names, bytes, modes and times. */
export function createMediaTree(folder: string, options: MediaTreeOptions): void {
  const weights = Array.from({ length: options.files }, (_, n) => 1 + (n % 7) + (n % 97 === 0 ? 60 : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (const [n, weight] of weights.entries()) {
    const path = join(folder, treePath(n));
    if (n % FILES_PER_FOLDER === 0) mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, treeBytes(options, n, Math.round((options.bytes * weight) / total)));
    // Whatever the umask; readable for the account of the server in any case.
    chmodSync(path, n % 11 === 0 ? 0o664 : 0o644);
    utimesSync(path, FIRST_DAY + n + 0.25, FIRST_DAY + n + 0.25);
  }
}

/** The bytes of file `n`; another seed gives others. */
export function treeBytes({ seed, content = 'photos' }: Pick<MediaTreeOptions, 'seed' | 'content'>, n: number, bytes: number): Buffer {
  const key = createHash('sha256').update(`${seed} ${n}`).digest();
  const noise = createCipheriv('aes-128-ctr', key.subarray(0, 16), key.subarray(16)).update(Buffer.alloc(bytes));
  return content === 'photos'
    ? noise
    : Buffer.from(noise.toString('hex').slice(0, bytes).replaceAll(/[0-9]/g, 'word '), 'latin1').subarray(0, bytes);
}

export interface Mutations {
  /** Files with new bytes, every second one of the same size. */
  readonly change?: number;
  readonly remove?: number;
  /** Only the mode changes. */
  readonly chmod?: number;
  /** Only the time changes. */
  readonly touch?: number;
  readonly add?: number;
  readonly addLinks?: number;
}

/**
 * Changes a tree made by `createMediaTree`, each file by one change at most, counted from the first one on: changed, removed, chmod, touched. Returns the paths
 * below the tree's folder.
 */
export function mutateMediaTree(folder: string, options: MediaTreeOptions, mutations: Mutations) {
  let next = 0;
  const take = (count = 0) => Array.from({ length: count }, () => treePath(next++));
  const changed = take(mutations.change);
  for (const [index, path] of changed.entries()) {
    const { size } = statSync(join(folder, path));
    writeFileSync(
      join(folder, path),
      treeBytes({ ...options, seed: `${options.seed} changed` }, index, index % 2 === 0 ? size : size + 100),
    );
  }
  const removed = take(mutations.remove);
  for (const path of removed) rmSync(join(folder, path));
  const chmodded = take(mutations.chmod);
  for (const path of chmodded) chmodSync(join(folder, path), 0o444);
  const touched = take(mutations.touch);
  for (const path of touched) utimesSync(join(folder, path), FIRST_DAY + 40_000_000, FIRST_DAY + 40_000_000);
  const added = Array.from({ length: mutations.add ?? 0 }, (_, index) => `new/upload-${index}.jpg`);
  if (added.length > 0) mkdirSync(join(folder, 'new'), { recursive: true });
  for (const [index, path] of added.entries())
    writeFileSync(join(folder, path), treeBytes({ ...options, seed: 'new' }, index, 5_000 + index));
  const links = Array.from({ length: mutations.addLinks ?? 0 }, (_, index) => `link-${index}`);
  for (const [index, path] of links.entries()) symlinkSync(`new/upload-${index}.jpg`, join(folder, path));
  return { changed, removed, chmodded, touched, added, links };
}

/** Everything that has broken an archive or a listing before, in one small folder. Returns the paths below it as bytes; those of `other` hold no data. */
export function createAwkwardTree(folder: string): { readonly others: readonly string[] } {
  const odd = join(folder, "odd names & 'quotes'", 'new\nline folder');
  mkdirSync(odd, { recursive: true });
  for (const [n, name] of AWKWARD_NAMES.entries()) writeFileSync(join(odd, name), treeBytes({ seed: 'odd' }, n, 10 + n * 700));
  writeFileSync(Buffer.concat([Buffer.from(`${odd}/`), LATIN1_NAME]), 'latin1');
  writeFileSync(Buffer.concat([Buffer.from(`${odd}/`), Buffer.of(0x0a, 0xff, 0xfe, 0x0a)]), 'bytes');
  mkdirSync(join(folder, 'deep', 'a'.repeat(120), 'b'.repeat(120), 'c'.repeat(120)), { recursive: true });
  writeFileSync(join(folder, 'deep', 'a'.repeat(120), 'b'.repeat(120), 'c'.repeat(120), 'long path.txt'), 'far down');
  mkdirSync(join(folder, 'empty folder'));
  writeFileSync(join(folder, 'empty.txt'), '');
  writeFileSync(join(folder, 'setuid'), '#!/bin/sh\n');
  chmodSync(join(folder, 'setuid'), 0o4755);
  symlinkSync('empty.txt', join(folder, 'link'));
  symlinkSync('/absolute/with a\nnewline and \'"', join(folder, 'dangling\nlink'));
  symlinkSync('x'.repeat(300), join(folder, 'link to far away'));
  symlinkSync('empty folder', join(folder, 'link to folder'));
  lutimesSync(join(folder, 'link'), FIRST_DAY, FIRST_DAY);
  writeFileSync(join(folder, 'first name'), 'two names, one file');
  execFileSync('ln', [join(folder, 'first name'), join(folder, 'second name')]);
  execFileSync('mkfifo', [join(folder, 'a pipe')]);
  return { others: ['a pipe'] };
}
