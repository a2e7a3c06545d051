import { keyOf } from '../../archive/copy-from-archive.ts';
import type { FileEntry, ListedFile } from '../../archive/file-list.ts';
import { sortedByPath } from '../../archive/sort-by-path.ts';
import type { MediaChoice } from '../../../shared/model/restore.ts';
import { isOwnPath } from '../../sites/media/own-folders.ts';
import { looksSame } from './same-entry.ts';

/** By the bytes of the path below the unit's folder. */
export type Listing = ReadonlyMap<string, FileEntry>;

/**
 * Entries of the backup in one folder of the source, with paths below that folder (the folder itself is `.`); of the chosen paths alone where there are some,
 * together with the folders they lie in. Sorted by path. Pure.
 */
export function entriesOfUnit(
  list: readonly ListedFile[],
  folder: string,
  choice: Pick<MediaChoice, 'mode' | 'paths'>,
): readonly ListedFile[] {
  const start = folder === '.' ? '' : `${keyOf(Buffer.from(folder))}/`;
  const isChosen = choice.mode === 'paths' ? chosenBy(choice.paths) : () => true;
  const within: ListedFile[] = [];
  for (const entry of list) {
    if (entry.type === 'other') continue;
    const key = keyOf(entry.path);
    const isUnit = `${key}/` === start;
    if (!isUnit && !key.startsWith(start)) continue;
    if (!isChosen(key, entry.type === 'folder') || (!isUnit && isOwnPath(key.slice(start.length)))) continue;
    within.push({ ...entry, path: isUnit ? Buffer.from('.') : entry.path.subarray(start.length) });
  }
  return sortedByPath(within);
}

function chosenBy(paths: readonly string[]): (key: string, isFolder: boolean) => boolean {
  const exact = new Set(paths.map((path) => keyOf(Buffer.from(path))));
  const above = new Set([...exact].flatMap(foldersAbove));
  if (exact.has('.')) return () => true;
  return (key, isFolder) => exact.has(key) || (isFolder && above.has(key)) || foldersAbove(key).some((folder) => exact.has(folder));
}

/** Chosen paths that no entry of the backup has. Pure. */
export function pathsNotInBackup(list: readonly ListedFile[], choice: Pick<MediaChoice, 'mode' | 'paths'>): readonly string[] {
  if (choice.mode !== 'paths') return [];
  const known = new Set<string>(['.']);
  for (const { path } of list) {
    const key = keyOf(path);
    known.add(key);
    for (const folder of foldersAbove(key)) known.add(folder);
  }
  return choice.paths.filter((path) => !known.has(keyOf(Buffer.from(path))));
}

export function foldersAbove(key: string): readonly string[] {
  const above: string[] = [];
  for (let slash = key.lastIndexOf('/'); slash > 0; slash = key.lastIndexOf('/', slash - 1)) above.push(key.slice(0, slash));
  return above;
}

/** How entries of the backup compare with what is live. Folders are only missing or there. */
export interface Selection {
  /** Not on the server. */
  readonly missing: readonly ListedFile[];
  /** There, and something else. */
  readonly different: readonly ListedFile[];
  readonly same: readonly ListedFile[];
}

/** `hashes`: of live files of the same size, by key, where bytes decide; null where size and time do. Pure. */
export function compareWithLive(entries: readonly ListedFile[], live: Listing, hashes: ReadonlyMap<string, string> | null): Selection {
  const missing: ListedFile[] = [];
  const different: ListedFile[] = [];
  const same: ListedFile[] = [];
  for (const entry of entries) {
    const key = keyOf(entry.path);
    const found = live.get(key);
    if (key === '.') same.push(entry);
    else if (found === undefined) missing.push(entry);
    else if (hashes === null || entry.type !== 'file' ? looksSame(entry, found) : hashes.get(key) === entry.sha256) same.push(entry);
    else different.push(entry);
  }
  return { missing, different, same };
}

/** Live files whose bytes have to be read to tell. Pure. */
export function candidatesForHash(entries: readonly ListedFile[], live: Listing): readonly ListedFile[] {
  return entries.filter((entry) => {
    const found = live.get(keyOf(entry.path));
    return entry.type === 'file' && found?.type === 'file' && found.bytes === entry.bytes;
  });
}

/** These entries and the folders of the backup they lie in, sorted by path: a folder that has to be made gets the rights it had. Pure. */
export function withFoldersAbove(wanted: readonly ListedFile[], entries: readonly ListedFile[]): readonly ListedFile[] {
  const keys = new Set(wanted.map(({ path }) => keyOf(path)));
  const above = new Set([...keys].flatMap(foldersAbove));
  return entries.filter(({ path, type }) => {
    const key = keyOf(path);
    return keys.has(key) || (type === 'folder' && above.has(key));
  });
}

export function listingOf(entries: readonly FileEntry[]): Listing {
  return new Map(entries.map((entry) => [keyOf(entry.path), entry]));
}
