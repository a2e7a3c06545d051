import type { PlaceId } from '../../shared/model/ids.ts';
import type { DrivePlace, Place, S3Place, ServerFolderPlace } from '../../shared/model/place.ts';
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
import { digestOnServer } from '../transfer/server-file.ts';

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
  const { catalog, connections, secrets, clock } = options;
  const buckets = new Map<PlaceId, { readonly made: string; readonly store: CopyStore }>();

  /** Each store of a bucket has connections of its own that are kept: one for as long as place and key stay the same. */
  function bucketOf(place: S3Place, secret: string): CopyStore {
    const made = JSON.stringify([place, secret]);
    const known = buckets.get(place.id);
    if (known?.made === made) return known.store;
    const store = openS3Store(place, secret, { clock });
    buckets.set(place.id, { made, store });
    return store;
  }

  async function open(place: Place): Promise<CopyStore> {
    switch (place.kind) {
      case 'this-computer':
        return openFolderStore(place, { clock });
      case 'drive': {
        const found = await whereItIs(place, clock);
        if (options.mayWrite && found.folder !== place.folder) catalog.places.put(found);
        return openFolderStore(found, { clock });
      }
      case 's3': {
        const secret = await secrets.get(`place:${place.id}`);
        if (secret === null) throw new AppError('place.secret-missing', { detail: place.name });
        return bucketOf(place, secret);
      }
      case 'server-folder':
        return openServerFolderStore(place, connections, { clock, digest: (path, signal) => digestOn(connections, place, path, signal) });
    }
  }

  return {
    async storeOf(placeId) {
      const place = catalog.places.find(placeId);
      if (place === null) throw new AppError('place.not-found', { detail: placeId });
      return open(place);
    },
  };
}

/** What the server itself computes; null where the account gives no shell, as on a storage box, or the server has no tool. */
async function digestOn(
  connections: ServerConnections,
  { serverId }: ServerFolderPlace,
  path: string,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    return await connections.withShell(serverId, signal, (shell) => digestOnServer(shell, path, signal));
  } catch (error) {
    if (error instanceof AppError && error.code === 'ssh.no-shell') return null;
    throw error;
  }
}

async function whereItIs(place: DrivePlace, clock: Clock): Promise<DrivePlace> {
  const folder = await locateDrive(place);
  if (folder === null)
    throw new AppError('place.missing', { detail: `${place.name} is not plugged in. It was seen last as ${place.folder}.` });
  return { ...place, folder, lastSeenAt: instantOf(clock) };
}
