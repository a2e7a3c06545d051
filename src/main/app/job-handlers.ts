import { jobHandler, type JobHandlers } from '../jobs/job-handler.ts';
import { AdoptParams, runAdopt } from './adopt-job.ts';
import { runBackup } from './backup-job.ts';
import { runCopy } from './copy-job.ts';
import { CopyParams, HealParams } from './copy-requests.ts';
import { CronTestParams, runCronTest } from './cron/cron-test-job.ts';
import { runDrillJob } from './drills/drill-job.ts';
import { DrillParams } from './drills/drill-request.ts';
import { runHeal } from './heal-job.ts';
import { BackupParams, RebuildParams, SynthesizeParams, VerifyParams } from './job-requests.ts';
import type { Modules } from './modules.ts';
import { runLetGoJob } from './recovery/let-go-job.ts';
import { runPutBackJob } from './recovery/put-back-job.ts';
import { runRestoreJob } from './recovery/restore-job.ts';
import { PutBackParams, RestoreOnly, RestoreParams } from './recovery/restore-requests.ts';
import { runUndoJob } from './recovery/undo-job.ts';
import { PruneParams, runPrune } from './prune-job.ts';
import { runRebuild } from './rebuild-job.ts';
import { RollingVerificationParams, runRollingVerification } from './rolling-verification-job.ts';
import { runSynthesize } from './synthesize-job.ts';
import { runVerify } from './verify-job.ts';

/** What each kind of job does, wired from the capabilities. */
export function jobHandlers(modules: Modules): JobHandlers {
  return {
    backup: jobHandler(BackupParams, (params, job) => runBackup(modules, params, job)),
    verify: jobHandler(VerifyParams, (params, job) => runVerify(modules, params, job)),
    'catalog-rebuild': jobHandler(RebuildParams, ({ placeId }, job) => runRebuild(modules, placeId, job)),
    copy: jobHandler(CopyParams, (params, job) => runCopy(modules, params, job)),
    heal: jobHandler(HealParams, (params, job) => runHeal(modules, params, job)),
    adopt: jobHandler(AdoptParams, (params, job) => runAdopt(modules, params, job)),
    synthesize: jobHandler(SynthesizeParams, (params, job) => runSynthesize(modules, params, job)),
    prune: jobHandler(PruneParams, (params, job) => runPrune(modules, params, job)),
    'verify-rolling': jobHandler(RollingVerificationParams, (_, job) => runRollingVerification(modules, job)),
    restore: jobHandler(RestoreParams, (params, job) => runRestoreJob(modules, params, job)),
    'restore-undo': jobHandler(RestoreOnly, (params, job) => runUndoJob(modules, params, job)),
    'restore-let-go': jobHandler(RestoreOnly, (params, job) => runLetGoJob(modules, params, job)),
    'restore-put-back': jobHandler(PutBackParams, (params, job) => runPutBackJob(modules, params, job)),
    drill: jobHandler(DrillParams, (params, job) => runDrillJob(modules, params, job)),
    'cron-test': jobHandler(CronTestParams, (params, job) => runCronTest(modules, params, job)),
  };
}
