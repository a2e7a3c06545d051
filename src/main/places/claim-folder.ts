import { mkdir, rm } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { PlaceId } from '../../shared/model/ids.ts';
import type { Place } from '../../shared/model/place.ts';
import { AppError } from '../errors/app-error.ts';
import type { Clock } from '../support/clock.ts';
import { errnoOf, makePrivateFolder, PRIVATE_FOLDER_MODE, syncFolder, writeNewFile } from '../support/durable-files.ts';
import { inspectFolder } from './inspect-folder.ts';
import { readMarker, writeMarker } from './place-marker.ts';

/**
 * Makes the folder (0700) if it is not there and marks it as a place. A folder that is marked already keeps its id: the same place, found again after
 * a reinstallation or taken over by another computer. Throws `place.unusable`.
 */
export async function claimFolder(folder: string, clock: Clock): Promise<Place> {
  const inspection = await inspectFolder(folder);
  if (!inspection.usable) throw new AppError('place.unusable', { detail: inspection.reason });
  const path = normalize(folder);
  try {
    await ensurePrivate(path);
    await tryWriting(path);
    const marker = await readMarker(path);
    const id: PlaceId = marker.state === 'read' ? marker.placeId : await writeMarker(path, clock);
    return { id, kind: 'this-computer', name: 'This computer', folder: path };
  } catch (error) {
    throw new AppError('place.unusable', { detail: error instanceof Error ? error.message : String(error), cause: error });
  }
}

/** A folder that was there keeps its rights: it may be the operator's desktop. What Holdfast makes inside it is private in any case. */
async function ensurePrivate(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: PRIVATE_FOLDER_MODE });
  try {
    await makePrivateFolder(path);
    await syncFolder(dirname(path));
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
}

/** Rights, quotas and read-only drives are known for sure only by doing it. */
async function tryWriting(path: string): Promise<void> {
  const probe = join(path, `.holdfast-try-${randomBytes(6).toString('hex')}`);
  try {
    await writeNewFile(probe, 'x');
  } finally {
    await rm(probe, { force: true });
  }
}
