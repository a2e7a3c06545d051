import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface MediaSummary {
  readonly folder: string;
  /** Regular files, including those with odd names. */
  readonly files: number;
  readonly links: number;
  readonly bytes: number;
  /** True when the file system took a name that is not valid UTF-8 (Linux does, macOS does not). */
  readonly hasInvalidUtf8: boolean;
}

const ORDINARY_FILES = 240;

/** Names that have broken an archive, a listing or a shell loop before. Each is legal on Linux and macOS. */
export const AWKWARD_NAMES: readonly string[] = [
  'with space.jpg',
  '  leading and trailing  ',
  "it's a 'quote'.png",
  'double "quotes".png',
  'back`tick` $(touch never) ${HOME}.txt',
  'new\nline.txt',
  'tab\there.txt',
  'back\\slash\\n.txt',
  '-rf',
  '--checkpoint-action=exec=false',
  '*?[a-z].txt',
  ';&|<>!#%.txt',
  'Zoë café (NFC).jpg'.normalize('NFC'),
  'Zoë résumé (NFD).jpg'.normalize('NFD'),
  '日本語のファイル名.pdf',
  'emoji 👩‍👩‍👧‍👦🏳️‍🌈.webp',
  'مرحبا.txt',
  '.hidden',
  '...',
  'ends with dot.',
  'CON.txt',
  'colon: and pipe|.txt',
  'UPPER.JPG',
  'a.tar.gz.partial',
  'x'.repeat(240) + '.bin',
];

/** Fills `storage/app/public` with files that are the same every time. */
export function createMedia(folder: string): MediaSummary {
  let files = 0;
  let bytes = 0;
  const write = (path: string | Buffer, size: number, seed: string) => {
    writeFileSync(path, deterministicBytes(seed, size));
    files += 1;
    bytes += size;
  };
  mkdirSync(folder, { recursive: true });
  for (let n = 1; n <= ORDINARY_FILES; n += 1) {
    const path = join(folder, 'products', String(n % 16).padStart(2, '0'), `photo-${n}.jpg`);
    mkdirSync(dirname(path), { recursive: true });
    write(path, 500 + ((n * 7919) % 30_000), `photo ${n}`);
  }
  const odd = join(folder, "odd names & 'quotes'");
  mkdirSync(odd);
  AWKWARD_NAMES.forEach((name, index) => write(join(odd, name), 64 + index * 17, name));
  write(join(folder, 'empty.txt'), 0, '');
  const deep = join(folder, ...Array.from({ length: 20 }, (_, level) => `level ${level}`));
  mkdirSync(deep, { recursive: true });
  write(join(deep, 'deep.txt'), 100, 'deep');
  mkdirSync(join(folder, 'empty folder'));

  symlinkSync('products/01/photo-1.jpg', join(folder, 'link-to-photo.jpg'));
  symlinkSync('products', join(folder, 'link-to-folder'));
  symlinkSync('/nowhere/gone.jpg', join(folder, 'dangling.jpg'));

  const hasInvalidUtf8 = writeInvalidName(odd, write);
  return { folder, files, links: 3, bytes, hasInvalidUtf8 };
}

/** A name in Latin-1, as FTP programs of old have left them. */
export const LATIN1_NAME = Buffer.from('caf\u00e9.jpg', 'latin1');

function writeInvalidName(folder: string, write: (path: Buffer, size: number, seed: string) => void): boolean {
  try {
    write(Buffer.concat([Buffer.from(`${folder}/`), LATIN1_NAME]), 77, 'latin1');
    return true;
  } catch {
    // APFS refuses names that are not UTF-8.
    return false;
  }
}

/** Incompressible like a photo, and the same every time. */
function deterministicBytes(seed: string, size: number): Buffer {
  return createHash('shake256', { outputLength: Math.max(size, 1) })
    .update(seed)
    .digest()
    .subarray(0, size);
}
