import { readdir, statfs } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { PlaceId } from '../../../shared/model/ids.ts';
import type { DriveCandidate, DrivePlace } from '../../../shared/model/place.ts';
import { readMarker } from '../place-marker.ts';
import { type DriveLookup, listMounts } from './mounts.ts';

/** Drives that are plugged in and could hold copies, with the place that is marked on them already: at their root or in a folder of it. */
export async function findDrives(lookup: DriveLookup = {}): Promise<readonly DriveCandidate[]> {
  const mounts = await listMounts(lookup);
  return Promise.all(
    mounts.map(async ({ mount, label }) => {
      const room = await statfs(mount).catch(() => null);
      return {
        mount,
        label,
        freeBytes: room === null ? null : room.bavail * room.bsize,
        totalBytes: room === null ? null : room.blocks * room.bsize,
        placeId: await placeOn(mount),
      };
    }),
  );
}

async function placeOn(mount: string): Promise<PlaceId | null> {
  const entries = await readdir(mount, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => join(mount, name));
  for (const folder of [mount, ...folders]) {
    const marker = await readMarker(folder);
    if (marker.state === 'read') return marker.placeId;
  }
  return null;
}

/**
 * The folder of a place on a drive as the drive is mounted now: under the letter or mount point where it was seen last, else on any other drive. Null
 * when it is not plugged in. A drive with the same folder but without the place's marker is another drive.
 */
export async function locateDrive(place: DrivePlace, lookup: DriveLookup = {}): Promise<string | null> {
  const mounts = await listMounts(lookup);
  const candidates = [place.folder, ...mounts.map(({ mount }) => join(mount, ...place.folderOnDrive.split('/')))];
  for (const folder of candidates) {
    const marker = await readMarker(folder);
    if (marker.state === 'read' && marker.placeId === place.id) return folder;
  }
  return null;
}

/** A location of a copy on a drive after the drive's folder became another one. */
export function movedLocation(location: string, from: string, to: string): string {
  const below = relative(from, location);
  return isAbsolute(below) || below.split(sep)[0] === '..' ? location : join(to, below);
}
