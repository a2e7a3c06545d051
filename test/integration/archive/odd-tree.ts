import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';

/** What the file system says of one entry; the same for a tree and its restored copy. */
export interface Truth {
  readonly type: 'file' | 'folder' | 'link';
  readonly bytes: number;
  readonly sha256: string | null;
  readonly mode: number;
  readonly mtimeNs: bigint;
  readonly target: string | null;
}

export const NAMES: readonly Buffer[] = [
  'plain.jpg',
  'two\nlines',
  "it's",
  '"quoted" $(name) `x`',
  ' space ',
  '-rf',
  'Größe.png',
  'Gro\u0308ße.png',
  '日本語',
  '🦊.gif',
  '\u202egpj.php',
  'back\\slash',
]
  .map((name) => Buffer.from(name))
  .concat(
    Buffer.from('caf\xe9', 'latin1'),
    Buffer.from('\xff\xfe\x01', 'latin1'),
    Buffer.alloc(255, 'n'),
    Buffer.from(`${'ü'.repeat(127)}x`),
  );

function below(folder: Buffer | string, name: Buffer | string): Buffer {
  return Buffer.concat([Buffer.from(folder), Buffer.from('/'), Buffer.from(name)]);
}

/** Files, folders and links with every kind of name, size and time that hurts; below `media` in the folder. */
export function makeOddTree(folder: string): void {
  const media = below(folder, 'media');
  mkdirSync(media);
  for (const [index, name] of NAMES.entries()) {
    const file = below(media, name);
    writeFileSync(file, Buffer.alloc([0, 1, 511, 512, 513, 100_000][index % 6]!, `content ${index}`));
    chmodSync(file, [0o644, 0o600, 0o755, 0o4755, 0o2640, 0o444][index % 6]!);
    const seconds = [0, 1_700_000_000, 1_234_567_890.123456, 2 ** 31 + 5, 4_000_000_000][index % 5]!;
    utimesSync(file, seconds, seconds);
  }
  let deep = media;
  for (let level = 0; level < 4; level++) {
    deep = below(deep, Buffer.alloc(90, 'a' + level));
    mkdirSync(deep);
  }
  writeFileSync(below(deep, 'deep.txt'), 'far down');
  symlinkSync('plain.jpg', below(media, 'link'));
  symlinkSync(Buffer.from('/nowhere/caf\xe9\n', 'latin1'), below(media, Buffer.from('broken \xe9', 'latin1')));
  symlinkSync(Buffer.alloc(300, 'x/'), below(media, 'long-link'));
  for (const link of ['link', 'long-link']) lutimesSync(below(media, link), 1_600_000_000, 1_600_000_000);
  mkdirSync(below(media, 'empty'));
  const locked = below(media, 'locked');
  mkdirSync(locked);
  writeFileSync(below(locked, 'inside'), 'kept');
  chmodSync(locked, 0o555);
  for (const name of ['empty', 'locked']) utimesSync(below(media, name), 1_500_000_000, 1_500_000_000);
  utimesSync(media, 1_500_000_001, 1_500_000_001);
}

/** One file under three names. */
export function addHardLinks(folder: string): void {
  const media = below(folder, 'media');
  writeFileSync(below(media, 'one'), 'shared bytes');
  linkSync(below(media, 'one'), below(media, 'two'));
  linkSync(below(media, 'one'), below(media, Buffer.alloc(120, 't')));
}

/** Everything below `media` in a folder, by its path as latin1 text. */
export function readTruth(folder: string): ReadonlyMap<string, Truth> {
  const truths = new Map<string, Truth>();
  const visit = (path: Buffer): void => {
    const full = below(folder, path);
    const stat = lstatSync(full, { bigint: true });
    const type = stat.isSymbolicLink() ? 'link' : stat.isDirectory() ? 'folder' : 'file';
    const content = type === 'file' ? readFileSync(full) : null;
    truths.set(path.toString('latin1'), {
      type,
      bytes: content?.length ?? 0,
      sha256: content === null ? null : createHash('sha256').update(content).digest('hex'),
      mode: Number(stat.mode & 0o7777n),
      mtimeNs: stat.mtimeNs,
      target: type === 'link' ? readlinkSync(full, 'buffer').toString('latin1') : null,
    });
    if (type === 'folder') for (const name of readdirSync(full, 'buffer')) visit(below(path, name));
  };
  visit(Buffer.from('media'));
  return truths;
}

/** Rights and all, also of folders that nobody may write to. */
export function removeTree(folder: string): void {
  execFileSync('sh', ['-c', 'chmod -R u+rwx "$1" && rm -rf "$1"', 'sh', folder]);
}
