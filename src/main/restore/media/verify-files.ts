import { keyOf } from '../../archive/copy-from-archive.ts';
import { displayName } from '../../archive/display-name.ts';
import type { ListedFile } from '../../archive/file-list.ts';
import type { RestoreCheck } from '../../../shared/model/restore.ts';
import { readHeads } from '../../remote/media-restore-programs.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { nameList } from '../../sites/media/name-list.ts';
import { beginsAsNamed } from './magic.ts';
import { hashFolder } from './read-live.ts';
import { looksSame } from './same-entry.ts';
import type { Listing } from './select-files.ts';

export interface Verified {
  readonly checks: readonly RestoreCheck[];
  /** Files whose bytes are right, and that begin otherwise than their ending promises: they were broken when the backup was made. */
  readonly misnamed: readonly ListedFile[];
}

const MOST_NAMED = 10;

/** Reads back what lies in a folder on the server: every entry by size and time (or by bytes where times may differ), a sample by its hash and its first bytes. */
export async function verifyFiles(
  shell: RemoteShell,
  folder: string,
  entries: readonly ListedFile[],
  found: Listing,
  { sampleFiles, timesMayDiffer }: { readonly sampleFiles: number; readonly timesMayDiffer: boolean },
  signal: AbortSignal,
): Promise<Verified> {
  const files = entries.filter(({ type }) => type === 'file');
  const wrong = entries.filter((entry) => {
    const there = found.get(keyOf(entry.path));
    if (keyOf(entry.path) === '.') return false;
    if (timesMayDiffer && entry.type === 'file') return there?.type !== 'file' || there.bytes !== entry.bytes;
    return !looksSame(entry, there);
  });
  const right = new Set(wrong);
  const there = files.filter((file) => !right.has(file));
  const sample = pickSample(there, sampleFiles);
  const paths = sample.map(({ path }) => path);
  const hashes = await hashFolder(shell, folder, paths, signal);
  const otherBytes = sample.filter(({ path, sha256 }) => hashes.get(keyOf(path)) !== sha256);
  const heads = await headsOf(shell, folder, paths, signal);
  const misnamed = sample.filter(
    (file, index) => !otherBytes.includes(file) && beginsAsNamed(keyOf(file.path), heads[index] ?? '') === false,
  );
  return {
    checks: [
      {
        label: 'Files, folders and links with size and time',
        expected: count(entries.length),
        found: wrong.length === 0 ? count(entries.length) : `${count(entries.length - wrong.length)}; not right: ${namesOf(wrong)}`,
        ok: wrong.length === 0,
      },
      {
        label: 'Bytes of the files',
        expected: count(bytesOf(files)),
        found: count(bytesOf(there)),
        ok: bytesOf(files) === bytesOf(there),
      },
      {
        label: `Hashes read again on the server, of ${count(sample.length)} of ${count(files.length)} files`,
        expected: count(sample.length),
        found:
          otherBytes.length === 0
            ? count(sample.length)
            : `${count(sample.length - otherBytes.length)}; other bytes: ${namesOf(otherBytes)}`,
        ok: otherBytes.length === 0,
      },
    ],
    misnamed,
  };
}

/** Spread evenly over the list; all of a small one. The same list gives the same sample. Pure. */
export function pickSample<T>(files: readonly T[], most: number): readonly T[] {
  if (files.length <= most) return files;
  return Array.from({ length: most }, (_, index) => files[Math.floor((index * files.length) / most)]!);
}

async function headsOf(shell: RemoteShell, folder: string, paths: readonly Buffer[], signal: AbortSignal): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const input = nameList(paths);
  const { stdout } = await shell.run({ program: readHeads, args: [folder, String(input.length)], input, signal });
  return stdout
    .toString('latin1')
    .split('\n')
    .map((line) => Buffer.from(line.replaceAll(/[^0-9a-f]/g, ''), 'hex').toString('latin1'));
}

export function namesOf(entries: readonly Pick<ListedFile, 'path'>[]): string {
  const shown = entries.slice(0, MOST_NAMED).map(({ path }) => displayName(path));
  return entries.length > MOST_NAMED ? `${shown.join(', ')} and ${count(entries.length - MOST_NAMED)} more` : shown.join(', ');
}

function bytesOf(files: readonly ListedFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
