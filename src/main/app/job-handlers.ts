import { rebuildCatalog } from '../catalog/rebuild.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import { jobHandler, type JobHandlers, type JobOutcome } from '../jobs/job-handler.ts';
import { runBackup } from './backup-job.ts';
import { BackupParams, RebuildParams, VerifyParams } from './job-requests.ts';
import type { Modules } from './modules.ts';
import { settleBackupJobs } from './take-stock.ts';
import { verifyCopy } from './verify-copy.ts';

/** What each kind of job does, wired from the capabilities. */
export function jobHandlers(modules: Modules): JobHandlers {
  return {
    backup: jobHandler(BackupParams, (params, job) => runBackup(modules, params, job)),
    verify: jobHandler(VerifyParams, (params, job) => runVerify(modules, params, job)),
    'catalog-rebuild': jobHandler(RebuildParams, async ({ placeId }, job): Promise<JobOutcome> => {
      const place = modules.catalog.places.find(placeId);
      if (place === null) throw new AppError('place.not-chosen');
      const outcome = await rebuildCatalog({ catalog: modules.catalog, place, clock: modules.clock }, job);
      settleBackupJobs(modules);
      return outcome;
    }),
  };
}

async function runVerify(modules: Modules, { backupId, level }: VerifyParams, job: JobContext): Promise<JobOutcome> {
  const copies = modules.catalog.backups.copiesOf(backupId);
  const chosen = modules.place()?.id;
  const copy = copies.find(({ placeId }) => placeId === chosen) ?? copies[0];
  if (copy === undefined) throw new AppError('backup.not-found', { detail: `The catalog knows no copy of ${backupId}.` });
  await verifyCopy(modules, copy, level, job);
  return { state: 'succeeded', problem: null, backupId };
}
