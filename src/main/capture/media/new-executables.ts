import type { BackupWarning } from '../../../shared/model/backup.ts';
import { isExecutable, meaningOfMode } from '../../archive/executable.ts';
import type { ListedFile } from '../../archive/file-list.ts';
import { keyOf, showNames } from '../../sites/media/media-entry.ts';

/** What `health/findings` makes a finding of its own of. */
const CODE = 'new-executables';

/**
 * Names scripts and programs that are new, or have other bytes, since the list before: where only media belong they are the first trace of a break-in. Null when
 * there are none. Pure.
 */
export function newExecutables(previous: readonly ListedFile[], state: readonly ListedFile[]): BackupWarning | null {
  const before = new Map(previous.map(({ path, sha256 }) => [keyOf(path), sha256]));
  const modeMeans = meaningOfMode(state);
  const found = state.filter((file) => before.get(keyOf(file.path)) !== file.sha256 && isExecutable(file, { modeMeans }));
  if (found.length === 0) return null;
  const what = found.length === 1 ? 'A script or program is new or changed' : `${found.length} scripts or programs are new or changed`;
  return {
    code: CODE,
    text: `${what} among the files: ${showNames(found.map(({ path }) => path))}. Look at it before you trust the site or restore from here.`,
  };
}
