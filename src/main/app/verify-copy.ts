import type { Copy } from '../../shared/model/backup.ts';
import type { Place } from '../../shared/model/place.ts';
import { type CheckResult, nextProof } from '../../shared/model/proof.ts';
import type { Catalog } from '../catalog/open-catalog.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { CopyStore } from '../places/copy-store.ts';
import { type Clock, instantOf } from '../support/clock.ts';
import type { ArchivePassword } from '../verification/check-bundle.ts';
import type { OpenSealed } from '../verification/check-config.ts';
import { verifyBackup, type VerifiableLevel } from '../verification/verify-backup.ts';

/** What a check of copies needs of the app. */
export interface Verifying {
  readonly catalog: Catalog;
  readonly clock: Clock;
  /** The keeper of a place as it is registered. */
  readonly storeOf: (place: Place) => CopyStore | Promise<CopyStore>;
  /** Opens what was sealed with the key that is here; null when none is. */
  readonly openSealed: () => Promise<OpenSealed | null>;
  /** Of encrypted zips. Absent: none is known. */
  readonly archivePassword?: ArchivePassword;
}

/**
 * Checks a copy in its own place, which need not be the chosen one any more. What the check found is written down before it is reported: a
 * withdrawn proof must not depend on anybody looking. `shows`: the level that a good check stands for, where that is more than was checked.
 *
 * Throws the problem that was found, `verify.copy-moved`, and what `verifyBackup` throws.
 */
export async function verifyCopy(
  world: Verifying,
  copy: Copy,
  level: VerifiableLevel,
  job: JobContext,
  shows: VerifiableLevel = level,
): Promise<void> {
  const problem = await checkCopy(world, copy, level, job, shows);
  if (problem !== null) throw problem;
}

/** As `verifyCopy`, with the fault that was found as a value: for whoever goes on with other copies. */
export async function checkCopy(
  world: Verifying,
  copy: Copy,
  level: VerifiableLevel,
  job: JobContext,
  shows: VerifiableLevel = level,
): Promise<AppError | null> {
  const { catalog } = world;
  const { backupId, placeId } = copy;
  const manifest = catalog.backups.manifestOf(backupId);
  const place = catalog.places.find(placeId);
  if (manifest === null || place === null) throw new AppError('backup.not-found', { detail: backupId });
  const sumsSha256 = catalog.backups.sumsSha256Of(backupId);
  const openSealed = level === 'sound' ? await world.openSealed() : null;
  const store = await world.storeOf(place);
  // A drive under a new letter has been found by now, and its copies lie there.
  const location = copyNow(catalog, copy)?.location ?? copy.location;
  const archivePassword = world.archivePassword ?? null;
  const { result, problem } = await verifyBackup({ store, location, manifest, sumsSha256, level, openSealed, archivePassword }, job);
  writeDown(world, { ...copy, location }, result.ok ? { ok: true, level: shows } : result);
  return problem;
}

/** On top of what holds of the copy by now. A copy that lies elsewhere by now is not the one that was read. */
function writeDown({ catalog, clock }: Verifying, { backupId, placeId, location }: Copy, result: CheckResult): void {
  catalog.atomically(() => {
    const now = copyNow(catalog, { backupId, placeId });
    if (now?.location !== location) throw new AppError('verify.copy-moved', { detail: now?.location ?? location });
    catalog.backups.updateProof(backupId, placeId, nextProof(now.proof, result, instantOf(clock)));
  });
}

function copyNow({ backups }: Catalog, { backupId, placeId }: Pick<Copy, 'backupId' | 'placeId'>): Copy | undefined {
  return backups.copiesOf(backupId).find((copy) => copy.placeId === placeId);
}
