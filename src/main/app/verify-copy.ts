import type { Copy } from '../../shared/model/backup.ts';
import { type CheckResult, nextProof } from '../../shared/model/proof.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import { instantOf } from '../support/clock.ts';
import { verifyBackup, type VerifiableLevel } from '../verification/verify-backup.ts';
import type { Modules } from './modules.ts';

/**
 * Checks a copy in its own place, which need not be the chosen one any more. What the check found is written down before it is reported: a
 * withdrawn proof must not depend on anybody looking. `shows`: the level that a good check stands for, where that is more than was checked.
 *
 * Throws the problem that was found, `verify.copy-moved`, and what `verifyBackup` throws.
 */
export async function verifyCopy(
  modules: Modules,
  copy: Copy,
  level: VerifiableLevel,
  job: JobContext,
  shows: VerifiableLevel = level,
): Promise<void> {
  const { catalog } = modules;
  const { backupId, placeId, location } = copy;
  const manifest = catalog.backups.manifestOf(backupId);
  const place = catalog.places.find(placeId);
  if (manifest === null || place === null) throw new AppError('backup.not-found', { detail: backupId });
  const sumsSha256 = catalog.backups.sumsSha256Of(backupId);
  const { result, problem } = await verifyBackup({ place, location, manifest, sumsSha256, level }, job);
  writeDown(modules, copy, result.ok ? { ok: true, level: shows } : result);
  if (problem !== null) throw problem;
}

/** On top of what holds of the copy by now. A copy that lies elsewhere by now is not the one that was read. */
function writeDown({ catalog, clock }: Modules, { backupId, placeId, location }: Copy, result: CheckResult): void {
  catalog.atomically(() => {
    const now = catalog.backups.copiesOf(backupId).find((copy) => copy.placeId === placeId);
    if (now?.location !== location) throw new AppError('verify.copy-moved', { detail: now?.location ?? location });
    catalog.backups.updateProof(backupId, placeId, nextProof(now.proof, result, instantOf(clock)));
  });
}
