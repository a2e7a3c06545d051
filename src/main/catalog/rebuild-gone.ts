import type { Copy } from '../../shared/model/backup.ts';
import type { BackupId } from '../../shared/model/ids.ts';
import { nextProof } from '../../shared/model/proof.ts';
import { AppError } from '../errors/app-error.ts';
import type { CopyStore } from '../places/copy-store.ts';
import { assertPlaceAnswers, lookAtCopy, readManifestIn } from '../places/look-at-copy.ts';
import { failed } from './found-backups.ts';
import type { Catalog } from './open-catalog.ts';

export interface Gone {
  readonly copy: Copy;
  readonly fault: AppError;
}

/**
 * Copies the catalog knows in a place and the scan did not find, with what a look at their own location says. Throws `place.missing` and the like:
 * only a place that is still there can say that something in it is not.
 */
export async function findGone(
  catalog: Catalog,
  store: CopyStore,
  wasSeen: (id: BackupId) => boolean,
  signal: AbortSignal,
): Promise<readonly Gone[]> {
  const gone: Gone[] = [];
  for (const copy of catalog.backups.copiesIn(store.place.id)) {
    signal.throwIfAborted();
    const backup = wasSeen(copy.backupId) ? null : catalog.backups.find(copy.backupId);
    if (backup === null) continue;
    const fault = (await lookAtCopy(store, copy.location, backup, signal)) ?? (await manifestFault(store, copy, signal));
    if (fault !== null) gone.push({ copy, fault });
  }
  await assertPlaceAnswers(store, signal);
  return gone;
}

/** Null when the manifest is the right one after all, or one that only a newer Holdfast can read. */
async function manifestFault(store: CopyStore, { location, backupId }: Copy, signal: AbortSignal): Promise<AppError | null> {
  const reading = await readManifestIn(store, location, signal);
  switch (reading.state) {
    case 'read':
      if (reading.manifest.backup.id === backupId) return null;
      return new AppError('verify.manifest-foreign', { detail: `${location}: describes backup ${reading.manifest.backup.id}.` });
    case 'from-newer-app':
      return null;
    case 'missing':
    case 'unreadable':
    case 'damaged':
      return new AppError('verify.manifest-missing', { detail: reading.reason });
  }
}

/** Named once: a rebuild that finds the same again has nothing new to say. */
export function withdraw(catalog: Catalog, { copy, fault }: Gone, at: string, remarks: string[]): void {
  const now = catalog.backups.copiesOf(copy.backupId).find((other) => isSame(other, copy));
  if (now === undefined) return;
  if (now.proof.failure?.code !== fault.code) remarks.push(fault.message);
  catalog.backups.updateProof(now.backupId, now.placeId, nextProof(now.proof, failed(fault), at));
}

export function isSame(copy: Copy, other: Copy): boolean {
  return copy.placeId === other.placeId && copy.location === other.location;
}
