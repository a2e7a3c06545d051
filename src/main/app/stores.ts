import type { PlaceId } from '../../shared/model/ids.ts';
import type { DrivePlace, Place } from '../../shared/model/place.ts';
import type { Catalog } from '../catalog/open-catalog.ts';
import { AppError } from '../errors/app-error.ts';
import type { CopyStore } from '../places/copy-store.ts';
import { locateDrive } from '../places/drives/find-drives.ts';
import { openFolderStore } from '../places/folder/folder-store.ts';
import { openS3Store } from '../places/s3/s3-store.ts';
import { openServerFolderStore } from '../places/server-folder/server-folder-store.ts';
import type { ServerConnections } from '../servers/ssh/remote-shell.ts';
import { instantOf, type Clock } from '../support/clock.ts';
import type { SecretStore } from '../support/secret-store.ts';

/** Opens the store of a place as it can be reached now. */
export interface Stores {
  /**
   * A drive is looked for wherever it is mounted, and the catalog learns its new folder. Throws `place.not-found`, `place.missing` (a drive that is not
   * plugged in) and `place.secret-missing`.
   */
  storeOf(placeId: PlaceId): Promise<CopyStore>;
}

export interface StoresOptions {
  readonly catalog: Catalog;
  readonly connections: ServerConnections;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  /** False in an app that only reads: a drive under a new letter is used there and not written down. */
  readonly mayWrite: boolean;
}

export function createStores(options: StoresOptions): Stores {
  return {
    async storeOf(placeId) {
      const place = options.catalog.places.find(placeId);
      if (place === null) throw new AppError('place.not-found', { detail: placeId });
      return open(place, options);
    },
  };
}

async function open(place: Place, { catalog, connections, secrets, clock, mayWrite }: StoresOptions): Promise<CopyStore> {
  switch (place.kind) {
    case 'this-computer':
      return openFolderStore(place, { clock });
    case 'drive': {
      const found = await whereItIs(place, clock);
      if (mayWrite && found.folder !== place.folder) catalog.places.put(found);
      return openFolderStore(found, { clock });
    }
    case 's3': {
      const secret = await secrets.get(`place:${place.id}`);
      if (secret === null) throw new AppError('place.secret-missing', { detail: place.name });
      return openS3Store(place, secret, { clock });
    }
    case 'server-folder':
      return openServerFolderStore(place, connections, { clock });
  }
}

async function whereItIs(place: DrivePlace, clock: Clock): Promise<DrivePlace> {
  const folder = await locateDrive(place);
  if (folder === null)
    throw new AppError('place.missing', { detail: `${place.name} is not plugged in. It was seen last as ${place.folder}.` });
  return { ...place, folder, lastSeenAt: instantOf(clock) };
}
