import { join } from 'node:path';
import type { CopyModules } from '../../../src/main/app/bring-copy.ts';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { claimDriveFolder, claimFolder } from '../../../src/main/places/claim-folder.ts';
import type { CopyStore } from '../../../src/main/places/copy-store.ts';
import { locateDrive } from '../../../src/main/places/drives/find-drives.ts';
import { openFolderStore } from '../../../src/main/places/folder/folder-store.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { NO_LIMITS } from '../../../src/main/transfer/limits.ts';
import type { Copy } from '../../../src/shared/model/backup.ts';
import type { BackupId, PlaceId } from '../../../src/shared/model/ids.ts';
import type { DrivePlace, ThisComputerPlace } from '../../../src/shared/model/place.ts';
import { failedProof, sampleProof } from '../../unit/model-samples.ts';
import { type HandClock, handClock } from '../../unit/transfer/hand-clock.ts';
import { scratchCatalog, scratchFolder } from '../catalog/catalog-folder.ts';
import { NOW, register, type Registered } from '../places/place-folder.ts';
import { backupIn, type BackupOptions, type Made } from '../transfer/copies.ts';

export interface CopyWorld extends CopyModules {
  readonly folder: string;
  readonly clock: HandClock;
  readonly registered: Registered;
  readonly home: ThisComputerPlace;
  readonly drive: DrivePlace;
  readonly second: DrivePlace;
  /** A backup on this computer, recorded as sound. */
  backup(sizes?: readonly number[], options?: BackupOptions): Promise<Made & { readonly id: BackupId }>;
  readonly copyOf: (id: BackupId, placeId: PlaceId) => Copy | undefined;
  /** The check of a copy has found a fault. */
  fail(id: BackupId, placeId: PlaceId): void;
  /** What stands in front of the store of a place from now on. */
  wrap(placeId: PlaceId, around: (store: CopyStore) => CopyStore): void;
}

/** A catalog with a site, a place on this computer and two drives, all in real folders. */
export async function copyWorld(): Promise<CopyWorld> {
  const folder = scratchFolder();
  const catalog = scratchCatalog();
  const registered = register();
  const clock = handClock();
  const home = await claimFolder(join(folder, 'home'), NOW);
  const [drive, second] = await Promise.all(
    ['drive', 'second'].map((name) =>
      claimDriveFolder({ name, offsite: false, folder: join(folder, name, 'Holdfast') }, NOW, async () => join(folder, name)),
    ),
  );
  if (drive === undefined || second === undefined) throw new Error('two drives');
  for (const place of [home, drive, second]) catalog.places.put(place);
  catalog.settings.put('place-id', home.id);
  catalog.servers.insert(registered.server);
  catalog.sites.insert(registered.site);
  const wrapped = new Map<PlaceId, (store: CopyStore) => CopyStore>();
  return {
    folder,
    catalog,
    clock,
    registered,
    home,
    drive,
    second,
    limits: NO_LIMITS,
    logger: silentLogger,
    emit: () => {},
    stores: {
      async storeOf(placeId) {
        const place = catalog.places.find(placeId);
        if (place === null || place.kind === 's3' || place.kind === 'server-folder') throw new AppError('place.not-found');
        if (place.kind === 'drive' && (await locateDrive(place)) === null) throw new AppError('place.missing', { detail: place.name });
        const store = openFolderStore(place);
        return wrapped.get(placeId)?.(store) ?? store;
      },
    },
    async backup(sizes = [100_000], options = {}) {
      const made = await backupIn(openFolderStore(home), sizes, registered, options);
      const { id } = made.manifest.backup;
      catalog.backups.record(made.manifest, { backupId: id, placeId: home.id, location: made.location, proof: sampleProof() });
      return { ...made, id };
    },
    copyOf: (id, placeId) => catalog.backups.copiesOf(id).find((copy) => copy.placeId === placeId),
    fail: (id, placeId) => catalog.backups.updateProof(id, placeId, failedProof()),
    wrap: (placeId, around) => void wrapped.set(placeId, around),
  };
}
