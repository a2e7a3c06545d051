import { mkdir, rm } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { PlaceId } from '../../shared/model/ids.ts';
import type { DrivePlace, ThisComputerPlace } from '../../shared/model/place.ts';
import { AppError } from '../errors/app-error.ts';
import { type Clock, instantOf } from '../support/clock.ts';
import { errnoOf, makePrivateFolder, PRIVATE_FOLDER_MODE, syncFolder, writeNewFile } from '../support/durable-files.ts';
import { inspectFolder } from './inspect-folder.ts';
import { type MarkedFolder, readMarker, writeMarker } from './place-marker.ts';

/** Makes the folder the place for this computer's own copies. Throws as `markFolder` does. */
export async function claimFolder(folder: string, clock: Clock): Promise<ThisComputerPlace> {
  const marked = await markFolder(folder, clock);
  // Servers are at a provider, this computer is not: what lies here survives the provider.
  return { ...marked, kind: 'this-computer', name: 'This computer', offsite: true };
}

export interface DriveDraft {
  readonly name: string;
  readonly offsite: boolean;
  /** Absolute, as the drive is mounted now. */
  readonly folder: string;
}

/** Makes a folder on a drive a place. `mountOf`: where the drive of a folder is mounted, see `mountOf` of drives. Throws as `markFolder` does. */
export async function claimDriveFolder(draft: DriveDraft, clock: Clock, mountOf: (folder: string) => Promise<string>): Promise<DrivePlace> {
  const marked = await markFolder(draft.folder, clock);
  const folderOnDrive = relative(await mountOf(marked.folder), marked.folder).replaceAll('\\', '/');
  return { ...marked, kind: 'drive', name: draft.name, offsite: draft.offsite, folderOnDrive, lastSeenAt: instantOf(clock) };
}

/**
 * Makes the folder (0700) if it is not there and marks it as a place. A folder that is marked already keeps its id: the same place, found again after
 * a reinstallation or taken over by another computer. Throws `place.unusable`.
 */
async function markFolder(folder: string, clock: Clock): Promise<MarkedFolder> {
  const inspection = await inspectFolder(folder);
  if (!inspection.usable) throw new AppError('place.unusable', { detail: inspection.reason });
  const path = normalize(folder);
  try {
    await ensurePrivate(path);
    await tryWriting(path);
    const marker = await readMarker(path);
    const id: PlaceId = marker.state === 'read' ? marker.placeId : await writeMarker(path, clock);
    return { id, folder: path };
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
