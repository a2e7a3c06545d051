import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BinnedCopy } from '../copy-store.ts';
import { assertPlaceIsThere, type MarkedFolder } from '../place-marker.ts';
import { errnoOf } from '../../support/durable-files.ts';
import { BIN_FOLDER } from './folder-bin.ts';

/** `2026-11-26T011500Z-5f3a9c01d2e4`: when it was removed, and what keeps two of one second apart. */
const ENTRY = /^(?<date>\d{4}-\d{2}-\d{2})T(?<hours>\d{2})(?<minutes>\d{2})(?<seconds>\d{2})Z-[0-9a-f]{12}$/;

/** Everything in the bin of the place and in those of sites whose folder is a link to another drive. Names that are nobody's are left out. */
export async function* listBin(place: MarkedFolder, signal: AbortSignal): AsyncGenerator<BinnedCopy> {
  await assertPlaceIsThere(place);
  yield* binIn(place, '', 2, signal);
  for (const site of await namesIn(place.folder)) {
    signal.throwIfAborted();
    if (site !== BIN_FOLDER) yield* binIn(place, site, 1, signal);
  }
}

/** `depth`: folders from an entry down to the copy: the site's and its own, or its own alone. */
async function* binIn(place: MarkedFolder, holder: string, depth: 1 | 2, signal: AbortSignal): AsyncGenerator<BinnedCopy> {
  const bin = join(holder, BIN_FOLDER);
  for (const entry of await namesIn(join(place.folder, bin))) {
    const removedAt = removedAtOf(entry);
    if (removedAt === null) continue;
    signal.throwIfAborted();
    for (const first of await namesIn(join(place.folder, bin, entry))) {
      const names = depth === 1 ? [first] : (await namesIn(join(place.folder, bin, entry, first))).map((name) => join(first, name));
      for (const name of names) {
        yield { bin: join(bin, entry, name).replaceAll('\\', '/'), location: join(place.folder, holder, name), removedAt };
      }
    }
  }
}

/** When what lies under this name in a bin was removed, UTC; null for a name that is nobody's. */
export function removedAtOf(entry: string): string | null {
  const match = ENTRY.exec(entry)?.groups;
  if (match === undefined) return null;
  return `${match['date']}T${match['hours']}:${match['minutes']}:${match['seconds']}.000Z`;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}
