import { execFileSync } from 'node:child_process';

// busybox of Debian has the applet; bsdtar is libarchive's; GNU tar writes five formats.

export interface Writer {
  readonly name: string;
  readonly command: readonly string[];
  /** Times of all entries have parts of seconds; else those of some may. */
  readonly keepsFractions: boolean;
  /** What its format cannot hold is left out of the tree. */
  readonly holdsLongNames: boolean;
}

export const WRITERS: readonly Writer[] = [
  { name: 'GNU tar, its own format', command: ['tar', '--format=gnu', '-cf', '-'], keepsFractions: false, holdsLongNames: true },
  { name: 'GNU tar, its old format', command: ['tar', '--format=oldgnu', '-cf', '-'], keepsFractions: false, holdsLongNames: true },
  { name: 'GNU tar, pax', command: ['tar', '--format=pax', '-cf', '-'], keepsFractions: true, holdsLongNames: true },
  { name: 'GNU tar, ustar', command: ['tar', '--format=ustar', '-cf', '-'], keepsFractions: false, holdsLongNames: false },
  { name: 'GNU tar, V7', command: ['tar', '--format=v7', '-cf', '-'], keepsFractions: false, holdsLongNames: false },
  { name: 'bsdtar, pax', command: ['bsdtar', '--format=pax', '-cf', '-'], keepsFractions: true, holdsLongNames: true },
  { name: 'bsdtar, as it comes', command: ['bsdtar', '-cf', '-'], keepsFractions: false, holdsLongNames: true },
  { name: 'bsdtar, GNU format', command: ['bsdtar', '--format=gnutar', '-cf', '-'], keepsFractions: false, holdsLongNames: true },
  { name: 'busybox tar', command: ['busybox', 'tar', '-cf', '-'], keepsFractions: false, holdsLongNames: true },
];

export const READERS = {
  'GNU tar': ['tar', '-xpf', '-'],
  bsdtar: ['bsdtar', '-xpf', '-'],
  'busybox tar': ['busybox', 'tar', '-xpf', '-'],
} as const;

export function run(command: readonly string[], options: { readonly cwd?: string; readonly input?: Buffer } = {}): Buffer {
  const [program, ...args] = command;
  return execFileSync(program!, args, {
    ...options,
    maxBuffer: 2 ** 30,
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}
