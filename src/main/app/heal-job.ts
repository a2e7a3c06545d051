import { randomUUID } from 'node:crypto';
import type { Copy } from '../../shared/model/backup.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { BIN_DAYS } from '../../shared/model/retention.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { JobOutcome } from '../jobs/job-handler.ts';
import type { CopyStore } from '../places/copy-store.ts';
import { whileUnderway } from '../retention/settle-deletions.ts';
import { bringCopy, type CopyModules } from './bring-copy.ts';
import type { HealParams } from './copy-requests.ts';

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
  const healed = await bringCopy(modules, { backupId, to, fromPlaceId: null, resend: true }, job);
  if (healed.location === old.location) catalog.backups.record(manifest, healed);
  else await replace(modules, manifest, old, healed, to, job);
  catalog.copyAttempts.forget(backupId, placeId);
  emit('fleet.changed', undefined);
  return { state: 'succeeded', problem: null, backupId };
}

/** The damaged folder goes to the bin. Should that fail, it is left where it is and named: nothing depends on it any more. */
async function replace(
  { catalog, clock }: CopyModules,
  manifest: Manifest,
  old: Copy,
  healed: Copy,
  to: CopyStore,
  job: JobContext,
): Promise<void> {
  const { backup, site } = manifest;
  const id = randomUUID();
  const deletedAt = new Date(clock.now()).toISOString();
  const goneAt = new Date(clock.now() + BIN_DAYS * 86_400_000).toISOString();
  const { id: placeId, name: placeName } = to.place;
  const reason = `Failed its check and was replaced by ${healed.location}`;
  const { siteId, startedAt, bytes } = backup;
  catalog.atomically(() => {
    catalog.deletions.begin(
      { id, backupId: backup.id, siteId, siteName: site.name, placeId, placeName, startedAt, bytes, deletedAt, reason },
      old,
    );
    catalog.backups.record(manifest, healed);
  });
  await whileUnderway(id, async () => {
    try {
      const { bin } = await to.remove(old.location, job.signal);
      catalog.deletions.finish(id, bin, bin === null ? deletedAt : goneAt);
    } catch (error) {
      // Not deleted, so no list may say so.
      catalog.deletions.drop(id);
      job.log(
        `The damaged copy could not be removed and stays in ${old.location}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  });
}
