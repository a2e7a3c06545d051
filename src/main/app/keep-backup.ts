import { setTimeout } from 'node:timers/promises';
import type { Backup, Copy } from '../../shared/model/backup.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { firstProof } from '../../shared/model/proof.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { JobOutcome } from '../jobs/job-handler.ts';
import { sumsSha256Of } from '../manifest/write-manifest.ts';
import { instantOf } from '../support/clock.ts';
import { watchBackups } from './anomalies/watch-backups.ts';
import { outcomeOf } from './backup-outcome.ts';
import { needPlace, type Modules } from './modules.ts';
import { verifyCopy } from './verify-copy.ts';
import { verifying } from './verifying.ts';

/**
 * Records a backup that lies finished in the chosen place and reads it back. From here on it is kept whatever happens, and the outcome says what is left to
 * do. Throws only a fault that the reading found, which is written down by then.
 */
export async function keepBackup(
  modules: Modules,
  manifest: Manifest,
  location: string,
  verify: boolean,
  job: JobContext,
): Promise<JobOutcome> {
  const { backup } = manifest;
  const copy: Copy = { backupId: backup.id, placeId: needPlace(modules).id, location, proof: firstProof(instantOf(modules.clock)) };
  job.log(`Kept as ${location}`);
  const problem = await record(modules, manifest, copy, job);
  if (problem !== null) return { state: 'warning', problem: problem.toProblem(), backupId: null };
  for (const { text } of watchBackups(modules)) job.log(`Far off what is usual: ${text}`);
  return readBack(modules, backup, copy, verify, job);
}

async function readBack(modules: Modules, backup: Backup, copy: Copy, verify: boolean, job: JobContext): Promise<JobOutcome> {
  const { catalog } = modules;
  if (!verify) return outcomeOf(backup, 'as-asked');
  try {
    // The dump index was made of the very bytes whose hash is found again here, so a copy that is intact is sound without decompressing it again.
    await verifyCopy(verifying(modules), copy, 'intact', job, 'sound');
  } catch (error) {
    // A fault that was found is written down by now. Anything else, a stop or a drive that was unplugged, says nothing against the backup.
    const now = catalog.backups.copiesOf(backup.id).find(({ placeId }) => placeId === copy.placeId);
    if (now === undefined || now.proof.failure !== null) throw error;
    if (job.signal.aborted) return outcomeOf(backup, 'not-read-back');
    if (!(error instanceof AppError)) modules.logger.error('backup.not-read-back', { backupId: backup.id, cause: error });
    return outcomeOf(backup, 'not-read-back', error instanceof Error ? error.message : String(error));
  }
  return outcomeOf(backup, 'as-asked');
}

/** Pauses before another attempt: what holds a catalog that is in order, another program or a full disk, often lets go within a second. */
const TRY_AGAIN_AFTER_MS = [250, 1000];

/** Null when it is recorded. A stop waits for it: it is short, and a backup nobody knows of helps nobody. */
async function record({ catalog, logger }: Modules, manifest: Manifest, copy: Copy, job: JobContext): Promise<AppError | null> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      catalog.backups.record(manifest, copy, sumsSha256Of(manifest));
      return null;
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      const pauseMs = TRY_AGAIN_AFTER_MS[attempt];
      job.log(`The catalog could not be written: ${why}`);
      logger.error('backup.not-recorded', { backupId: copy.backupId, attempt, cause });
      if (pauseMs === undefined) return new AppError('catalog.backup-not-recorded', { detail: `${copy.location}\n${why}`, cause });
      await setTimeout(pauseMs);
    }
  }
}
