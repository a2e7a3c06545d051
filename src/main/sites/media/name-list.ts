import type { ListedEntry } from './media-entry.ts';

const NUL = Buffer.of(0);

/** Names as the programs for media read them. */
export function nameList(paths: readonly Buffer[]): Buffer {
  return Buffer.concat(paths.flatMap((path) => [path, NUL]));
}

/**
 * What tar is asked for. A folder of the source that is a link on the server is entered, but named to tar it would be a link; whoever unpacks the archive gets
 * the folder from what lies in it.
 */
export function archivable(entries: readonly ListedEntry[], linkedFolders: ReadonlySet<string>): readonly ListedEntry[] {
  return entries.filter(({ path, type }) => type !== 'other' && !(type === 'folder' && linkedFolders.has(path.toString('latin1'))));
}
