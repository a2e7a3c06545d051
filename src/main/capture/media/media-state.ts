import type { MediaCounts } from '../../../shared/model/artifact.ts';
import type { ArchivedEntry } from '../../archive/archive-index.ts';
import type { FileEntry, ListedFile } from '../../archive/file-list.ts';
import { keyOf, type ListedEntry } from './media-entry.ts';
import { travels, type Compared, type ComparedListing } from './plan-incremental.ts';

/** What the archive holds, by key. */
export type Archived = ReadonlyMap<string, ArchivedEntry>;

/**
 * The state of a source that a backup records: what travelled as the archive has it, the rest as the list before it has it. What could not be archived is left out,
 * so that the next backup tries again. `at`: this backup's place in the chain. Pure.
 */
export function stateOf(
  compared: readonly Compared[],
  archived: Archived,
  linkedFolders: ReadonlySet<string>,
  at: number,
): readonly ListedFile[] {
  return compared.flatMap((each): ListedFile[] => {
    const { entry, before } = each;
    const key = keyOf(entry.path);
    if (!travels(each) && before !== null) return [{ ...facts(entry), sha256: before.sha256, at: before.at }];
    const inArchive = archived.get(key);
    if (inArchive !== undefined && (inArchive.type !== 'file' || inArchive.sha256 !== null)) return [recorded(entry, inArchive, at)];
    return linkedFolders.has(key) ? [{ ...facts(entry), sha256: null, at }] : [];
  });
}

/** Times in an archive are whole seconds; those of the listing are better where both speak of the same state. */
function recorded(entry: ListedEntry, inArchive: ArchivedEntry, at: number): ListedFile {
  const { type, bytes, mode, uid, gid, target, sha256 } = inArchive;
  const isSame = type === entry.type && bytes === entry.bytes && seconds(inArchive.mtimeNs) === seconds(entry.mtimeNs);
  const isSameOwner = uid === entry.uid && gid === entry.gid;
  return {
    path: entry.path,
    type,
    bytes,
    mtimeNs: isSame ? entry.mtimeNs : inArchive.mtimeNs,
    mode,
    uid,
    gid,
    user: isSameOwner ? entry.user : inArchive.user,
    group: isSameOwner ? entry.group : inArchive.group,
    target,
    sha256,
    at,
  };
}

function seconds(ns: bigint): bigint {
  return ns / 1_000_000_000n;
}

function facts({ path, type, bytes, mtimeNs, mode, uid, gid, user, group, target }: ListedEntry): FileEntry {
  return { path, type, bytes, mtimeNs, mode, uid, gid, user, group, target };
}

/** Counts of a state. Folders count as themselves only: what changes in them is counted already. `others`: sockets, devices and pipes. Pure. */
export function countsOf(
  state: readonly ListedFile[],
  { compared, removed }: ComparedListing,
  isFull: boolean,
  others: number,
): MediaCounts {
  const recorded = new Set(state.map(({ path }) => keyOf(path)));
  const changes = (change: Compared['change']) =>
    compared.filter((each) => each.change === change && each.entry.type !== 'folder' && recorded.has(keyOf(each.entry.path))).length;
  const of = (type: FileEntry['type']) => state.filter((entry) => entry.type === type);
  const files = of('file');
  const lost = compared.filter(
    ({ before, entry }) => before !== null && before.type !== 'folder' && !recorded.has(keyOf(entry.path)),
  ).length;
  return {
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    folders: of('folder').length,
    links: of('link').length,
    added: isFull ? 0 : changes('added'),
    changed: isFull ? 0 : changes('changed'),
    removed: isFull ? 0 : removed.filter(({ type }) => type !== 'folder').length + lost,
    touched: isFull ? 0 : changes('touched'),
    skipped: others,
  };
}
