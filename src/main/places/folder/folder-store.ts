import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FolderPlace } from '../../../shared/model/place.ts';
import { type Clock, systemClock } from '../../support/clock.ts';
import { errnoOf } from '../../support/durable-files.ts';
import type { CopyStore, FoundFile } from '../copy-store.ts';
import { assertPlaceIsThere } from '../place-marker.ts';
import { refuseUnsafeFile } from '../refuse-name.ts';
import { listBackupFolders } from '../this-computer.ts';
import { moveToBin, purgeFromBin, takeFromBin } from './folder-bin.ts';
import { beginCopy } from './folder-draft.ts';
import { type Guard, guardOf, insidePlace } from './guard.ts';
import { listBin } from './list-bin.ts';
import { presenceOf } from './presence.ts';
import { readFileFrom, readSmallFile } from './read-file.ts';
import { sweepIncoming } from './sweep-incoming.ts';
import { testFolder } from './test-folder.ts';

export interface FolderStoreOptions {
  readonly clock?: Clock;
}

/**
 * Copies in a folder of this computer or of a drive: `<place>/<site>/2026-11-21T020000Z-full/` with plain files, which exFAT and FAT hold as well: no
 * links, no rights, no names that differ in case alone. Locations are absolute, so a drive whose letter changed needs its place updated first
 * (`locateDrive`). A drive that is pulled out at any moment gives `place.missing`, and what had arrived on it is taken up by the next `begin`.
 */
export function openFolderStore(place: FolderPlace, options: FolderStoreOptions = {}): CopyStore {
  const clock = options.clock ?? systemClock;
  const guard = guardOf(place);
  return {
    place,
    presence: () => presenceOf(place),
    list: (signal) => list(place, signal),
    look: (location, signal) => look(guard, location, signal),
    readSmall: async (location, file, signal) => {
      refuseUnsafeFile(file);
      return readSmallFile(guard, location, file, signal);
    },
    read: (location, file, from, signal) => {
      refuseUnsafeFile(file);
      return readFileFrom(guard, location, file, from, signal);
    },
    begin: (plan, signal) => beginCopy(guard, plan, signal),
    remove: async (location, signal) => ({ bin: await moveToBin(guard, location, clock, signal) }),
    takeBack: (bin, signal) => takeFromBin(guard, bin, signal),
    bins: (signal) => listBin(place, signal),
    purge: (bin, signal) => purgeFromBin(guard, bin, signal),
    sweep: (signal) => sweepIncoming(guard, clock, signal),
    test: (signal) => testFolder(guard, place, signal),
  };
}

async function* list(place: FolderPlace, signal: AbortSignal): AsyncGenerator<string> {
  await assertPlaceIsThere(place);
  for await (const folder of listBackupFolders(place.folder)) {
    signal.throwIfAborted();
    yield folder;
  }
}

async function look(guard: Guard, location: string, signal: AbortSignal): Promise<ReadonlyMap<string, FoundFile> | null> {
  const folder = insidePlace(guard.place, location);
  await assertPlaceIsThere(guard.place);
  return guard.read(folder, signal, async () => {
    try {
      const files = new Map<string, FoundFile>();
      for (const name of await readdir(folder)) {
        const found = await stat(join(folder, name)).catch(() => null);
        if (found?.isFile() === true) files.set(name, { bytes: found.size, sha256: null });
      }
      return files;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return null;
      throw error;
    }
  });
}
