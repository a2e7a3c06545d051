import type { PlaceId } from '../../shared/model/ids.ts';
import type { Catalog } from '../catalog/open-catalog.ts';
import { AppError } from '../errors/app-error.ts';
import type { CopyStore } from '../places/copy-store.ts';
import { type Clock, instantOf } from '../support/clock.ts';

export interface TakingBack {
  readonly catalog: Pick<Catalog, 'backups' | 'deletions'>;
  readonly clock: Clock;
  /** Opens a place as it can be reached now. */
  readonly storeOf: (placeId: PlaceId) => Promise<CopyStore>;
  readonly signal: AbortSignal;
}

/**
 * Brings a deleted copy back to its place and into the catalog, with the proof it had: its bytes were only renamed. Throws `retention.not-in-bin`,
 * `retention.place-taken` when the place has a copy of the backup again, and what the store throws.
 */
export async function takeBack({ catalog, clock, storeOf, signal }: TakingBack, deletionId: string): Promise<void> {
  const deletion = catalog.deletions.find(deletionId);
  if (deletion === null || deletion.state !== 'bin' || deletion.bin === null)
    throw new AppError('retention.not-in-bin', { detail: deletionId });
  if (catalog.backups.copiesOf(deletion.backupId).some(({ placeId }) => placeId === deletion.placeId))
    throw new AppError('retention.place-taken', { detail: `${deletion.siteName}, ${deletion.startedAt}` });
  const store = await storeOf(deletion.placeId);
  if (await isInBin(store, deletion.bin, signal)) {
    catalog.deletions.restored(deletionId, await store.takeBack(deletion.bin, signal));
    return;
  }
  // An earlier try may have died after the place had done it.
  if ((await store.look(deletion.copy.location, signal)) === null) {
    catalog.deletions.purged(deletionId, instantOf(clock));
    throw new AppError('retention.not-in-bin', { detail: `${deletion.bin} is not there.` });
  }
  catalog.deletions.restored(deletionId, deletion.copy.location);
}

/** A place that cannot list its bin is believed. */
async function isInBin(store: CopyStore, bin: string, signal: AbortSignal): Promise<boolean> {
  if (store.bins === undefined) return true;
  for await (const binned of store.bins(signal)) if (binned.bin === bin) return true;
  return false;
}
