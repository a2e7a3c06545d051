import type { MediaSource } from '../../../shared/model/source.ts';
import { AppError } from '../../errors/app-error.ts';
import { listMedia } from '../../remote/media-programs.ts';
import type { RemoteEnd, RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { createExcludes, pruneWords } from './excludes.ts';
import { dropLoops } from './drop-loops.ts';
import { createListingParser } from './listing-parser.ts';
import { keyOf, type FolderListing, type ListedEntry } from './media-entry.ts';
import { isOwnPath } from './own-folders.ts';

/** What decides which files a listing holds. */
export type ListedFolders = Pick<MediaSource, 'folders' | 'excludes' | 'symlinks'>;

export interface ServerTools {
  /** What `tar --version` says first; null: there is none. */
  readonly tar: string | null;
  readonly compressions: ReadonlySet<'gzip' | 'zstd' | 'none'>;
  readonly canHash: boolean;
}

export interface MediaListing {
  /** Everything that is to be captured, and what is there beside it of type `other`; each path once. */
  readonly entries: readonly ListedEntry[];
  /** Keys of folders of the source that are links on the server: they are entered, but tar cannot name them as folders. */
  readonly linkedFolders: ReadonlySet<string>;
  /** Folders of the source that are not there. */
  readonly missing: readonly string[];
  /** Folders of the source that may not be read. */
  readonly closed: readonly string[];
  /** What could not be listed, in the server's words. */
  readonly unreadable: readonly string[];
  readonly tools: ServerTools;
}

/**
 * Lists the folders of a source. Folders that are not there or not readable are told, not thrown: some of several may be enough.
 * Throws `site.root-missing` when the site is not there, `capture.listing-failed` when the listing has no end, `ssh.*`.
 */
export async function readListing(shell: RemoteShell, root: string, source: ListedFolders, signal: AbortSignal): Promise<MediaListing> {
  const folders = outermost(source.folders);
  // The words speak of one folder; with several, what they would leave out is listed and dropped here.
  const [only] = folders;
  const prune = folders.length === 1 && only !== undefined ? pruneWords(only, source.excludes) : [];
  const stream = await shell.stream({
    program: listMedia,
    args: [root, source.symlinks, String(folders.length), ...folders, ...prune],
    signal,
  });
  stream.ended.catch(() => {});
  const parser = createListingParser(folders);
  let fault: unknown = null;
  for await (const chunk of stream.stdout as AsyncIterable<Buffer>) {
    if (fault !== null) continue;
    try {
      parser.push(chunk);
    } catch (error) {
      // Read on: how the server's end finished says more.
      fault = error;
    }
  }
  const end = await stream.ended;
  const problem = listingProblem(end, root);
  if (problem !== null) throw problem;
  if (fault !== null) throw fault;
  return listingOf(parser.finish(), folders, source, end);
}

/** Without those that lie in another one. */
function outermost(folders: readonly string[]): readonly string[] {
  const tidy = [
    ...new Set(
      folders.map(
        (folder) =>
          folder
            .split('/')
            .filter((part) => part !== '' && part !== '.')
            .join('/') || '.',
      ),
    ),
  ];
  if (tidy.includes('.')) return ['.'];
  return tidy.filter((folder) => !tidy.some((other) => folder.startsWith(`${other}/`)));
}

function listingProblem(end: RemoteEnd, root: string): AppError | null {
  if (end.reports.includes('root missing')) return new AppError('site.root-missing', { detail: root });
  if (end.reports.includes('root closed')) return new AppError('capture.media-folder-closed', { detail: root });
  if (end.exitCode !== 0) return new AppError('capture.listing-failed', { detail: end.stderr.slice(-2_000) });
  for (const report of end.reports) {
    const status = /^find \d+ (\d+)$/.exec(report)?.[1];
    // 1: something could not be read, which its words name. Anything above is not the end of a listing.
    if (status !== undefined && Number(status) > 1)
      return new AppError('capture.listing-failed', { detail: `find ended with ${status}. ${end.stderr.slice(-2_000)}` });
  }
  return null;
}

function listingOf(listings: readonly FolderListing[], folders: readonly string[], source: ListedFolders, end: RemoteEnd): MediaListing {
  const excludes = createExcludes(source.excludes);
  const entries: ListedEntry[] = [];
  const loops: string[] = [];
  for (const listing of listings) {
    const { kept, loops: found } = dropLoops(listing.entries);
    loops.push(...found);
    const start = listing.folder === '.' ? 0 : Buffer.byteLength(listing.folder) + 1;
    for (const entry of kept) {
      // The site's root is the site's own, not the source's.
      if (listing.folder === '.' && keyOf(entry.path) === '.') continue;
      const below = entry.path.toString('latin1', start);
      if (!isOwnPath(below) && !excludes.matches(below, entry.type === 'folder')) entries.push(entry);
    }
  }
  const said = (what: string) =>
    end.reports.flatMap((report) => {
      const index = new RegExp(`^folder (\\d+) ${what}$`).exec(report)?.[1];
      const folder = index === undefined ? undefined : folders[Number(index)];
      return folder === undefined ? [] : [folder];
    });
  // Some finds are asked twice. The part of a path that is our own is of no use to the reader.
  const words = new Set(end.stderr.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.replace('/./', '/')])));
  return {
    entries,
    linkedFolders: new Set(said('link').map((folder) => keyOf(Buffer.from(folder)))),
    missing: said('missing'),
    closed: said('closed'),
    unreadable: [...words, ...loops],
    tools: toolsOf(end.reports),
  };
}

function toolsOf(reports: readonly string[]): ServerTools {
  const has = (tool: string) => reports.includes(`tool ${tool} yes`);
  const tar = reports.find((report) => report.startsWith('tool tar '))?.slice('tool tar '.length) ?? null;
  const compressions = new Set<'gzip' | 'zstd' | 'none'>(['none']);
  if (has('gzip')) compressions.add('gzip');
  if (has('zstd')) compressions.add('zstd');
  return { tar, compressions, canHash: has('sha256sum') || has('shasum') || has('openssl') };
}
