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
    changes.set(gid, [...(changes.get(gid) ?? []), entry]);
  }
  return changes;
}

/** How many entries belong to somebody else than this account can give them to. Pure. */
export function lostOwners(entries: readonly ListedFile[], account: Pick<AccountLook, 'uid'>): readonly ListedFile[] {
  return account.uid === 0 ? [] : entries.filter(({ uid }) => uid !== account.uid);
}

const SET_ID = 0o6000;

/** Does it. A refusal by the server changes nothing about the bytes: the group stays that of the account. */
export async function keepGroups(shell: RemoteShell, folder: string, changes: GroupChanges, signal: AbortSignal): Promise<void> {
  const set = async (what: 'chgrp' | 'chmod', value: string, entries: readonly ListedFile[]) => {
    const input = nameList(entries.map(({ path }) => path));
    await shell.run({ program: setOwners, args: [folder, what, value, String(input.length)], input, signal });
  };
  for (const [gid, entries] of changes) {
    await set('chgrp', String(gid), entries);
    // Another group takes the bits for running as its owner away.
    const modes = new Map<number, ListedFile[]>();
    for (const entry of entries)
      if (entry.type === 'file' && (entry.mode & SET_ID) !== 0) modes.set(entry.mode, [...(modes.get(entry.mode) ?? []), entry]);
    for (const [mode, files] of modes) await set('chmod', mode.toString(8).padStart(4, '0'), files);
  }
}
