import type { MediaChoice } from '../../../shared/model/restore.ts';
import type { FolderLook } from './look-at-folders.ts';
import { workFolders, type WorkFolders } from './work-folders.ts';

/** How one folder of a source is brought back. */
export interface Unit extends WorkFolders {
  /** Relative to the site's root. */
  readonly folder: string;
  /** `swap`: the folder itself changes places. `merge`: files and folders in it do, one by one. */
  readonly how: 'swap' | 'merge';
  /** With `merge`: what the backup covers and does not hold moves away, too. */
  readonly exact: boolean;
  /** There was a live folder when this was decided. */
  readonly had: boolean;
}

const LONGEST_NAME_BYTES = 200;

/**
 * Decides where a folder is unpacked and how it goes live, or says in a sentence why it cannot be. Pure, and the same for the same folder from the first look to
 * the switch: what an attempt has unpacked already decides.
 *
 * A folder changes places as a whole where a rename can do that: its parent may be written to and is the same file system. The site's own root never does: it holds
 * the code that runs and the marker of the site. There, and where a folder is a disk of its own or its parent is closed, what is in it changes places one by one,
 * to the same end: what the backup does not hold lies in the old folder afterwards.
 */
export function layoutOf(mode: MediaChoice['mode'], look: FolderLook, id: string): Unit | string {
  const { folder, state, real, mayWriteParent, mayWriteInside, isWithParent, staged } = look;
  if (state === 'file') return `${folder} is no folder on the server.`;
  if (state === 'dangling') return `${folder} is a link that leads nowhere.`;
  if (state === 'closed') return `${folder} may not be entered by this account.`;
  const had = state === 'folder';
  const isNameShort = Buffer.byteLength(real.slice(real.lastIndexOf('/') + 1)) <= LONGEST_NAME_BYTES;
  const canBeBeside = folder !== '.' && real !== '/' && mayWriteParent && isNameShort && (isWithParent || !had);
  const at = staged ?? (canBeBeside ? 'beside' : 'inside');
  if (at === 'inside' && !had) return `${folder} is not there, and this account may not make it.`;
  if (at === 'inside' && !mayWriteInside) return `${folder} may not be written to by this account.`;
  // A folder that is not there has nothing to be merged with.
  const how = at === 'beside' && (mode === 'whole' || !had) ? 'swap' : 'merge';
  return { ...workFolders(real, id, at), folder, how, exact: mode === 'whole' && how === 'merge', had };
}
