import { statfs } from 'node:fs/promises';
import type { FolderPlace, Presence } from '../../../shared/model/place.ts';
import { AppError } from '../../errors/app-error.ts';
import { assertPlaceIsThere } from '../place-marker.ts';

/** Never throws. A drive that is not plugged in is told calmly: that is what drives are for. */
export async function presenceOf(place: FolderPlace): Promise<Presence> {
  try {
    await assertPlaceIsThere(place);
    const { bavail, blocks, bsize } = await statfs(place.folder);
    return { state: 'there', freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch (error) {
    const detail = error instanceof AppError ? error.detail : String(error);
    const calm = place.kind === 'drive' ? 'The drive is not plugged in.' : 'The folder is not there; is its drive connected?';
    // Another place where this one should be is more than absence and is named.
    return { state: 'absent', reason: detail.includes('is another place') ? detail : calm };
  }
}
