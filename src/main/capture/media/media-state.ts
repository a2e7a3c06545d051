import type { MediaCounts } from '../../../shared/model/artifact.ts';
import type { ArchivedEntry } from '../../archive/archive-index.ts';
import type { ListedFile } from '../../archive/file-list.ts';
import { keyOf, type ListedEntry } from '../../sites/media/media-entry.ts';
import { travels, type Compared, type ComparedListing } from './plan-incremental.ts';

/** What the archive holds, by key. */
export type Archived = ReadonlyMap<string, ArchivedEntry>;

export interface RecordedState {
  readonly list: readonly ListedFile[];
  readonly counts: MediaCounts;
}

/**
 * The state of a source that a backup records: what travelled as the archive has it, the rest as the list before it has it. What could not be archived is left
 * out, so that the next backup tries again. Folders count as themselves only: what changes in them is counted already. `at`: this backup's place in the chain.
 * `others`: sockets, devices and pipes. Pure.
 */
export function recordState(
  { compared, removed }: ComparedListing,
  archived: Archived,
  linkedFolders: ReadonlySet<string>,
  at: number,
  others: number,
): RecordedState {
  const names = ownersIn(compared, archived);
  const list: ListedFile[] = [];
  const counts = { files: 0, bytes: 0, folders: 0, links: 0, added: 0, changed: 0, removed: 0, touched: 0, skipped: others };
  counts.removed = removed.filter(({ type }) => type !== 'folder').length;
  for (const each of compared) {
    const file = recordOf(each, archived, linkedFolders, at);
    if (file === null) {
      if (each.before !== null && each.before.type !== 'folder') counts.removed += 1;
      continue;
    }
    const { uid, gid } = file;
    list.push({ ...file, user: file.user || (names.users.get(uid) ?? ''), group: file.group || (names.groups.get(gid) ?? '') });
    if (file.type === 'file') {
      counts.files += 1;
      counts.bytes += file.bytes;
    } else if (file.type === 'link') counts.links += 1;
    else counts.folders += 1;
    const change = changeOf(each, file);
    if (at > 0 && file.type !== 'folder' && change !== 'same') counts[change] += 1;
  }
  return { list, counts };
}

/** A file that was sent because that was cheaper than asking for its hash may turn out to have the bytes it had. */
function changeOf({ change, before }: Compared, { sha256 }: ListedFile): 'added' | 'changed' | 'touched' | 'same' {
  if (change === 'candidate') return 'same';
  return change === 'changed' && sha256 !== null && before?.sha256 === sha256 ? 'touched' : change;
}

interface Owners {
  readonly users: ReadonlyMap<number, string>;
  readonly groups: ReadonlyMap<number, string>;
}

/** A listing need not tell names, as asking for each costs its server more than all the rest: the archive and the list before it do. */
function ownersIn(compared: readonly Compared[], archived: Archived): Owners {
  const users = new Map<number, string>();
  const groups = new Map<number, string>();
  const take = ({ uid, gid, user, group }: ListedFile | ArchivedEntry) => {
    if (user !== '') users.set(uid, user);
    if (group !== '') groups.set(gid, group);
  };
  for (const { before } of compared) if (before !== null) take(before);
  for (const entry of archived.values()) take(entry);
  return { users, groups };
}

function recordOf(each: Compared, archived: Archived, linkedFolders: ReadonlySet<string>, at: number): ListedFile | null {
  const { entry, before } = each;
  if (before !== null && !travels(each)) return { ...entry, sha256: before.sha256, at: before.at };
  const key = keyOf(entry.path);
  const inArchive = archived.get(key);
  if (inArchive !== undefined && (inArchive.type !== 'file' || inArchive.sha256 !== null)) return recorded(entry, inArchive, at);
  return linkedFolders.has(key) ? { ...entry, sha256: null, at } : null;
}

/** Times in an archive are whole seconds; those of the listing are better where both speak of the same state. */
function recorded(entry: ListedEntry, inArchive: ArchivedEntry, at: number): ListedFile {
  const { type, bytes, mode, uid, gid, user, group, target, sha256 } = inArchive;
  const isSame = type === entry.type && bytes === entry.bytes && seconds(inArchive.mtimeNs) === seconds(entry.mtimeNs);
  return {
    path: entry.path,
    type,
    bytes,
    mtimeNs: isSame ? entry.mtimeNs : inArchive.mtimeNs,
    mode,
    uid,
    gid,
    user,
    group,
    target,
    sha256,
    at,
  };
}

function seconds(ns: bigint): bigint {
  return ns / 1_000_000_000n;
}
