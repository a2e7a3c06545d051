import { toTake } from '../../capture/adopted/list-adoptable.ts';
import type { SourceListing } from '../adoptable.ts';

export interface Pulled {
  /** Of the program on the server, below `~/.holdfast`. */
  readonly folderName: string;
  /** As the server was found before anything was taken. */
  readonly listings: readonly SourceListing[];
  /** Paths that were asked for by name; null: what each source takes by itself. */
  readonly paths: readonly string[] | null;
  /** Paths whose backup is here now. */
  readonly kept: readonly string[];
}

/**
 * Whether the backups that the program on the server made are here as far as they are to be: one of them came, or all were asked for and none was new. Nothing
 * else may quiet the server's own "nobody fetches": it is there for the day on which everything else works. Pure.
 */
export function isFetched({ folderName, listings, paths, kept }: Pulled): boolean {
  const isOwn = (path: string): boolean => `${path}/`.includes(`/.holdfast/${folderName}/`);
  if (kept.some(isOwn)) return true;
  const own = listings.filter(({ source }) => source.folders.some(isOwn));
  return paths === null && own.length > 0 && !own.some(({ source, files }) => toTake(files, source.take).some(({ path }) => isOwn(path)));
}
