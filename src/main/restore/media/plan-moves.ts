import { keyOf } from '../../archive/copy-from-archive.ts';
import type { FileEntry } from '../../archive/file-list.ts';
import { sortedByPath } from '../../archive/sort-by-path.ts';
import { foldersAbove, type Listing } from './select-files.ts';

// The plan of restore-media-move.sh: which renames make what was brought back live. Paths are keys: one character a byte.

/** `replace`: a live one moves away first. `add`: there is none. `aside`: a live one moves away. `carry`: it moves on from the old folder to the new one. */
export interface Move {
  readonly kind: 'replace' | 'add' | 'aside' | 'carry';
  readonly path: string;
}

/** A folder that is made before something is carried into it, with the rights it had. */
export interface MadeFolder {
  readonly kind: 'folder';
  readonly path: string;
  readonly mode: number;
}

/** Whether the backup covers an entry: neither excluded nor something that holds no data. */
export type IsCovered = (entry: FileEntry) => boolean;

/**
 * How what lies in `stage` takes its place in the live folder, the topmost first: a folder that is not live moves as a whole. With `exact` what the backup covers
 * and does not hold moves away as well; a folder that holds something uncovered stays. `live`: everything that is there, covered or not. Pure.
 */
export function planMerge(
  stage: readonly FileEntry[],
  live: Listing,
  exact: { readonly isCovered: IsCovered; readonly inBackup: ReadonlySet<string> } | null,
): readonly Move[] {
  const moves: Move[] = [];
  const whole = new Set<string>();
  for (const entry of sortedByPath(stage)) {
    const key = keyOf(entry.path);
    if (whole.has(parentOf(key))) {
      if (entry.type === 'folder') whole.add(key);
      continue;
    }
    const found = live.get(key);
    if (entry.type === 'folder' && found?.type === 'folder') continue;
    if (entry.type === 'folder' || found?.type === 'folder') whole.add(key);
    moves.push({ kind: found === undefined ? 'add' : 'replace', path: key });
  }
  return exact === null ? moves : [...moves, ...asides(live, whole, exact)].toSorted(byFolder);
}

function asides(
  live: Listing,
  whole: ReadonlySet<string>,
  { isCovered, inBackup }: { readonly isCovered: IsCovered; readonly inBackup: ReadonlySet<string> },
): readonly Move[] {
  const holdsUncovered = new Set<string>();
  for (const entry of live.values())
    if (!isCovered(entry)) for (const folder of foldersAbove(keyOf(entry.path))) holdsUncovered.add(folder);
  const moves: Move[] = [];
  const gone = new Set<string>();
  for (const entry of sortedByPath([...live.values()])) {
    const key = keyOf(entry.path);
    if (foldersAbove(key).some((folder) => gone.has(folder) || whole.has(folder))) continue;
    if (inBackup.has(key) || !isCovered(entry) || (entry.type === 'folder' && holdsUncovered.has(key))) continue;
    moves.push({ kind: 'aside', path: key });
    gone.add(key);
  }
  return moves;
}

/**
 * What has to move on from the old folder to the new one after a swap, because the backup does not cover it: it must not vanish with the old state. The topmost
 * of it, and before it the folders that the new state lacks. `live`: everything that is there, folders before what is in them. Pure.
 */
export function planCarry(live: Listing, inBackup: ReadonlySet<string>, isCovered: IsCovered): readonly (Move | MadeFolder)[] {
  const moves: (Move | MadeFolder)[] = [];
  const carried = new Set<string>();
  const made = new Set<string>();
  for (const entry of sortedByPath([...live.values()])) {
    const key = keyOf(entry.path);
    if (isCovered(entry) || inBackup.has(key) || foldersAbove(key).some((folder) => carried.has(folder))) continue;
    for (const folder of foldersAbove(key).toReversed()) {
      if (inBackup.has(folder) || made.has(folder)) continue;
      made.add(folder);
      moves.push({ kind: 'folder', path: folder, mode: live.get(folder)?.mode ?? 0o755 });
    }
    carried.add(key);
    moves.push({ kind: 'carry', path: key });
  }
  return moves;
}

const LETTERS = { replace: 'R', add: 'A', aside: 'X', carry: 'C' } as const;

/** As restore-media-move.sh reads it. Pure. */
export function encodeMoves(moves: readonly (Move | MadeFolder)[]): Buffer {
  const tokens = moves.map((move) => {
    const letters = move.kind === 'folder' ? `D${move.mode.toString(8).padStart(4, '0')}` : LETTERS[move.kind];
    const slash = move.path.lastIndexOf('/');
    return `${letters}${slash < 0 ? '' : move.path.slice(0, slash)}//${move.path.slice(slash + 1)}\0`;
  });
  return Buffer.from(tokens.join(''), 'latin1');
}

/** The path in a token of a plan. Pure. */
export function pathOfToken(token: Buffer): Buffer {
  const text = token.toString('latin1').replace(/^(?:D[0-7]{4}|[A-Z])/, '');
  return Buffer.from(text.replace('//', text.startsWith('//') ? '' : '/'), 'latin1');
}

function parentOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('/')));
}

/** Those of one folder stand together: they move by one rename of many names. */
function byFolder(one: Move, other: Move): number {
  const [a, b] = [parentOf(one.path), parentOf(other.path)];
  return a === b ? (one.path < other.path ? -1 : 1) : a < b ? -1 : 1;
}
