import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { JobOutcome } from '../jobs/job-handler.ts';
import { bringCopy, type CopyModules } from './bring-copy.ts';
import type { HealParams } from './copy-requests.ts';
import { recordBrought } from './record-brought.ts';

/**
 * Replaces a copy that failed its check by the bytes of an intact one from another place. Good bytes never become fewer: the new copy is whole before
 * anything of the old one goes, file by file where the place replaces in place, else under another name and the old folder to the bin afterwards.
 *
 * Throws `backup.not-found`, `copy.not-failed`, and what `bringCopy` throws; the old copy is untouched then.
 */
export async function runHeal(modules: CopyModules, { backupId, placeId }: HealParams, job: JobContext): Promise<JobOutcome> {
  const { catalog, stores, emit } = modules;
  const to = await stores.storeOf(placeId);
  const manifest = catalog.backups.manifestOf(backupId);
  const old = catalog.backups.copiesOf(backupId).find((copy) => copy.placeId === placeId);
  if (manifest === null || old === undefined) throw new AppError('backup.not-found', { detail: backupId });
  if (old.proof.failure === null) throw new AppError('copy.not-failed', { detail: old.location });
  const copy = await bringCopy(modules, { backupId, to, fromPlaceId: null, resend: true }, job);
  await recordBrought(modules, { manifest, old, copy }, to, job);
  emit('fleet.changed', undefined);
  return { state: 'succeeded', problem: null, backupId };
}
