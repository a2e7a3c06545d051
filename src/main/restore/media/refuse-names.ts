import { displayName } from '../../archive/display-name.ts';
import { keyOf } from '../../archive/copy-from-archive.ts';
import type { ListedFile } from '../../archive/file-list.ts';
import { AppError } from '../../errors/app-error.ts';
import { foldersAbove } from './select-files.ts';

/**
 * Throws `restore.media-refused-name` when an entry would be unpacked anywhere but in its folder: a name with `..`, an absolute one, one below a link or a file of the
 * same list. No backup of Holdfast has such a name; a list that has one was made by somebody else. Pure.
 */
export function refuseNames(entries: readonly ListedFile[]): void {
  const types = new Map(entries.map((entry) => [keyOf(entry.path), entry.type]));
  for (const { path } of entries) {
    const key = keyOf(path);
    const parts = key.split('/');
    const isOdd = key !== '.' && parts.some((part) => part === '' || part === '.' || part === '..');
    const isBelowOther = foldersAbove(key).some((folder) => (types.get(folder) ?? 'folder') !== 'folder');
    if (isOdd || isBelowOther || key.includes('\0')) throw new AppError('restore.media-refused-name', { detail: displayName(path) });
  }
}
