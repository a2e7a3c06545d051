import { keyOf } from '../../archive/copy-from-archive.ts';
import type { FileEntry, ListedFile } from '../../archive/file-list.ts';
import type { FolderLook } from './look-at-folders.ts';
import { foldersAbove, type Listing } from './select-files.ts';

type Rights = Pick<FileEntry, 'mode' | 'uid' | 'gid' | 'user' | 'group'>;

const FILE_BITS = 0o777;
/** Without running as the owner; the bit by which a folder hands its group on is often what a site lives by. */
const FOLDER_BITS = 0o3777;
const NO_PROGRAM = 0o666;

/**
 * Entries out of an archive that knows no owners and not always the rights, with those the site has: of what lies there under the same name, else as the folder it will
 * lie in. `said`: rights the archive tells for sure; the ones to run as somebody else are not taken from it. `live`: of the folder now. Pure.
 */
export function withSiteRights(
  entries: readonly ListedFile[],
  live: Listing,
  look: Pick<FolderLook, 'rights'>,
  said: (path: Buffer) => number | undefined,
): readonly ListedFile[] {
  const top: Rights = { mode: 0o755, uid: 0, gid: 0, ...look.rights, user: '', group: '' };
  return entries.map((entry) => {
    const key = keyOf(entry.path);
    const found = live.get(key);
    const same = key === '.' ? top : found?.type === entry.type ? found : undefined;
    const above = foldersAbove(key)
      .map((folder) => live.get(folder))
      .find((folder) => folder?.type === 'folder');
    const { uid, gid, user, group, mode } = same ?? above ?? top;
    const told = said(entry.path);
    if (told !== undefined) return { ...entry, uid, gid, user, group, mode: told & (entry.type === 'folder' ? FOLDER_BITS : FILE_BITS) };
    return { ...entry, uid, gid, user, group, mode: same !== undefined || entry.type === 'folder' ? mode : mode & NO_PROGRAM };
  });
}
