import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { PlaceId } from '../../shared/model/ids.ts';
import { Instant } from '../../shared/model/instant.ts';
import { AppError } from '../errors/app-error.ts';
import { type Clock, instantOf } from '../support/clock.ts';
import { errnoOf, replaceFile } from '../support/durable-files.ts';

/** Lies in the folder of a place, so that the place is known again: under another path, after a reinstallation, from another computer. */
export const MARKER_FILE = '.holdfast-place.json';

const Marker = z.object({ format: z.literal('holdfast-place'), version: z.literal(1), placeId: PlaceId, createdAt: Instant });
type Marker = z.infer<typeof Marker>;

export type MarkerReading =
  | { readonly state: 'read'; readonly placeId: PlaceId }
  | { readonly state: 'none' }
  | { readonly state: 'unreadable'; readonly reason: string };

export async function readMarker(folder: string): Promise<MarkerReading> {
  let text: string;
  try {
    text = await readFile(join(folder, MARKER_FILE), 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return { state: 'none' };
    return { state: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
  }
  return parseMarker(text);
}

export function parseMarker(text: string): MarkerReading {
  try {
    return { state: 'read', placeId: Marker.parse(JSON.parse(text)).placeId };
  } catch {
    return { state: 'unreadable', reason: 'it is not a marker that Holdfast wrote' };
  }
}

/** Writes a marker with a new id. */
export async function writeMarker(folder: string, clock: Clock): Promise<PlaceId> {
  const { placeId, text } = newMarker(clock);
  await replaceFile(join(folder, MARKER_FILE), text);
  return placeId;
}

/** A marker with a new id, to be written as `MARKER_FILE`. */
export function newMarker(clock: Clock): { readonly placeId: PlaceId; readonly text: string } {
  const marker: Marker = { format: 'holdfast-place', version: 1, placeId: PlaceId.parse(randomUUID()), createdAt: instantOf(clock) };
  return { placeId: marker.placeId, text: `${JSON.stringify(marker, null, 2)}\n` };
}

/** A folder that was claimed as a place. */
export interface MarkedFolder {
  readonly id: PlaceId;
  readonly folder: string;
}

/**
 * Throws `place.missing` unless the folder is there and is this very place. A folder that merely exists is not enough: where a drive is not
 * mounted, its empty mount point takes files just as well.
 */
export async function assertPlaceIsThere(place: MarkedFolder): Promise<void> {
  const marker = await readMarker(place.folder);
  switch (marker.state) {
    case 'read':
      if (marker.placeId === place.id) return;
      throw new AppError('place.missing', { detail: `${place.folder} is another place: its ${MARKER_FILE} has the id ${marker.placeId}.` });
    case 'none':
      throw new AppError('place.missing', { detail: `${place.folder} is not there, or lacks its ${MARKER_FILE}.` });
    case 'unreadable':
      throw new AppError('place.missing', { detail: `${join(place.folder, MARKER_FILE)}: ${marker.reason}` });
  }
}
