import type { MediaWork } from './media-work.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { hashAtServer } from '../../sites/media/ask-server.ts';
import { readListing, type MediaListing } from '../../sites/media/read-listing.ts';
import type { ListedFile } from '../../archive/file-list.ts';
import { candidatesForHash, compareWithLive, type Listing, type Selection } from './select-files.ts';

/** Everything in a folder, with paths below it. What restores put there is left out; so is what `excludes` names. */
export function listFolder(
  shell: RemoteShell,
  folder: string,
  source: Partial<Pick<MediaWork['source'], 'excludes' | 'symlinks'>>,
  signal: AbortSignal,
): Promise<MediaListing> {
  return readListing(shell, folder, { folders: ['.'], excludes: source.excludes ?? [], symlinks: source.symlinks ?? 'keep' }, signal);
}

/** One answer holds the hashes of so many files: far below what a call may answer. */
const FILES_PER_CALL = 20_000;

/** Hashes of files in a folder on the server, by key; any number of them. */
export async function hashFolder(
  shell: RemoteShell,
  folder: string,
  paths: readonly Buffer[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  for (let from = 0; from < paths.length; from += FILES_PER_CALL) {
    const some = await hashAtServer(shell, folder, paths.slice(from, from + FILES_PER_CALL), signal);
    for (const [key, hash] of some) hashes.set(key, hash);
  }
  return hashes;
}

/** Compares entries of the backup with a live folder, by size and time or by the bytes, which the server reads itself. */
export async function selectFiles(
  shell: RemoteShell,
  live: string,
  entries: readonly ListedFile[],
  listing: Listing,
  compareBy: 'time' | 'hash',
  signal: AbortSignal,
): Promise<Selection> {
  if (compareBy === 'time') return compareWithLive(entries, listing, null);
  const paths = candidatesForHash(entries, listing).map(({ path }) => path);
  return compareWithLive(entries, listing, await hashFolder(shell, live, paths, signal));
}
