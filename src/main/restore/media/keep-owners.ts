import { keyOf } from '../../archive/copy-from-archive.ts';
import type { ListedFile } from '../../archive/file-list.ts';
import { setOwners } from '../../remote/media-restore-programs.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { nameList } from '../../sites/media/name-list.ts';
import type { AccountLook } from './look-at-folders.ts';
import type { Listing } from './select-files.ts';

/** Entries that get another group than unpacking gave them, by number of the group. */
export type GroupChanges = ReadonlyMap<number, readonly ListedFile[]>;

/**
 * An account that is not root gives files no other owner, but it may give them the groups it is in itself: by name, for a number means something else on another
 * server. Root needs none of this, tar sets owners for it. Pure.
 */
export function planGroups(
  entries: readonly ListedFile[],
  found: Listing,
  account: Pick<AccountLook, 'uid' | 'gids' | 'gidOfGroup'>,
): GroupChanges {
  const changes = new Map<number, ListedFile[]>();
  if (account.uid === 0) return changes;
  for (const entry of entries) {
    const there = found.get(keyOf(entry.path));
    const gid = entry.group === '' ? entry.gid : account.gidOfGroup.get(entry.group);
    if (there === undefined || gid === undefined || gid === there.gid || !account.gids.has(gid)) continue;
    push(changes, gid, entry);
  }
  return changes;
}

/** How many entries belong to somebody else than this account can give them to. Pure. */
export function lostOwners(entries: readonly ListedFile[], account: Pick<AccountLook, 'uid'>): readonly ListedFile[] {
  return account.uid === 0 ? [] : entries.filter(({ uid }) => uid !== account.uid);
}

/**
 * Entries whose rights are not those of the backup, by octal rights: not every tar sets them for an account that is not root, and another group takes the bits
 * for running as the owner away. What the account may not set stays as it is. `.`, which no listing tells of, is always among them. Pure.
 */
export function planModes(
  entries: readonly ListedFile[],
  found: Listing,
  groups: GroupChanges,
): ReadonlyMap<string, readonly ListedFile[]> {
  const regrouped = new Set([...groups.values()].flat());
  const changes = new Map<string, ListedFile[]>();
  for (const entry of entries) {
    const there = found.get(keyOf(entry.path));
    if (entry.type === 'link' || (there?.mode === entry.mode && !(regrouped.has(entry) && (entry.mode & SET_ID) !== 0))) continue;
    const mode = entry.mode.toString(8).padStart(4, '0');
    push(changes, mode, entry);
  }
  return changes;
}

const SET_ID = 0o6000;

/** Gives what was unpacked its groups and rights. A refusal by the server changes nothing about the bytes. Folders come last: one may be closed by its rights. */
export async function keepRights(
  shell: RemoteShell,
  folder: string,
  entries: readonly ListedFile[],
  found: Listing,
  account: Pick<AccountLook, 'uid' | 'gids' | 'gidOfGroup'>,
  signal: AbortSignal,
): Promise<void> {
  const set = async (what: 'chgrp' | 'chmod', value: string, some: readonly ListedFile[]) => {
    const input = nameList(some.map(({ path }) => path));
    if (some.length > 0) await shell.run({ program: setOwners, args: [folder, what, value, String(input.length)], input, signal });
  };
  const groups = planGroups(entries, found, account);
  for (const [gid, some] of groups) await set('chgrp', String(gid), some);
  const modes = [...planModes(entries, found, groups)];
  for (const [mode, some] of modes)
    await set(
      'chmod',
      mode,
      some.filter(({ type }) => type !== 'folder'),
    );
  // What lies in a folder before the folder.
  const folders = modes.flatMap(([mode, some]) => some.filter(({ type }) => type === 'folder').map((entry) => ({ mode, entry })));
  folders.sort((one, other) => depthOf(other.entry) - depthOf(one.entry));
  for (let at = 0; at < folders.length;) {
    const { mode } = folders[at]!;
    const end = folders.findIndex((each, index) => index > at && each.mode !== mode);
    const run = folders.slice(at, end < 0 ? folders.length : end);
    await set(
      'chmod',
      mode,
      run.map(({ entry }) => entry),
    );
    at += run.length;
  }
}

function depthOf({ path }: ListedFile): number {
  const key = keyOf(path);
  return key === '.' ? -1 : key.split('/').length;
}

function push<K>(changes: Map<K, ListedFile[]>, key: K, entry: ListedFile): void {
  const some = changes.get(key);
  if (some === undefined) changes.set(key, [entry]);
  else some.push(entry);
}
