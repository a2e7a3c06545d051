import { setTimeout } from 'node:timers/promises';
import { captureBackup } from '../capture/capture-backup.ts';
import type { Backup, Copy } from '../../shared/model/backup.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { firstProof } from '../../shared/model/proof.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { JobOutcome, JobRequest } from '../jobs/job-handler.ts';
import { sumsSha256Of } from '../manifest/write-manifest.ts';
import { openThisComputer } from '../places/this-computer.ts';
import { instantOf } from '../support/clock.ts';
import { outcomeOf } from './backup-outcome.ts';
import { chooseMedia, previousConfig, sourcesOf } from './backup-choices.ts';
import { pushRequest, synthesizeRequest, type BackupParams } from './job-requests.ts';
import { needPlace, type Modules } from './modules.ts';
import { verifyCopy } from './verify-copy.ts';

/**
 * Makes a backup, records it, reads it back. Until its folder has its name a stop leaves nothing of it; from then on the backup is kept
 * whatever happens, and the job says so.
 */
export async function runBackup(modules: Modules, params: BackupParams, job: JobContext): Promise<JobOutcome> {
  const { catalog, sites, clock, connections, secrets, keys, appVersion } = modules;
  const site = sites.get(params.siteId);
  const server = catalog.servers.find(site.serverId);
  if (server === null) throw new AppError('server.not-found', { detail: site.serverId });
  const place = needPlace(modules);
  let thenFull = false;
  const { manifest, location } = await captureBackup(
    {
      site,
      server,
      sources: sourcesOf(modules, site.id, params.sourceIds),
      kind: params.kind,
      compression: params.compression,
      label: params.label,
      appVersion,
      expectedBytes: (source, kind, compression) => catalog.backups.lastSizeOf(site.id, source.id, kind, compression)?.bytes ?? null,
      chooseMedia: (source) => chooseMedia(modules, site.id, source, params.kind, job, () => (thenFull = true)),
      previousConfig: (source) => previousConfig(modules, site.id, source.id),
      recipient: () => keys.ensureKey(),
    },
    { connections, secrets, clock, keeper: openThisComputer(place) },
    job,
  );
  const { backup } = manifest;
  const copy: Copy = { backupId: backup.id, placeId: place.id, location, proof: firstProof(instantOf(clock)) };
  job.log(`Kept as ${location}`);
  const problem = await record(modules, manifest, copy, job);
  if (problem !== null) return { state: 'warning', problem: problem.toProblem(), backupId: null };
  const outcome = await readBack(modules, backup, copy, params.verify, job);
  if (!job.signal.aborted) followUp(modules, backup, params.copyTo, thenFull);
  return outcome;
}

/** Copies for the places that want one, and the chain put together: jobs of their own, so that none of them can fail the backup. */
function followUp(modules: Modules, backup: Backup, copyTo: BackupParams['copyTo'], thenFull: boolean): void {
  const { catalog, logger } = modules;
  for (const placeId of copyTo ?? catalog.sitePolicies.of(backup.siteId).copyTo) {
    const place = catalog.places.find(placeId);
    if (place === null || place.id === modules.place()?.id) continue;
    startQuietly(modules, () => pushRequest(place, backup.siteId, [backup.id]));
  }
  if (thenFull) startQuietly(modules, () => synthesizeRequest(backup, catalog.sites.find(backup.siteId)?.name ?? backup.folder));
  logger.info('backup.followed-up', { backupId: backup.id });
}

/** What cannot be started now, because the same work waits already, is caught up with later. */
function startQuietly({ runner, logger }: Modules, request: () => JobRequest): void {
  try {
    runner().start(request());
  } catch (cause) {
    logger.warn('backup.follow-up-not-started', { cause });
  }
}

async function readBack(modules: Modules, backup: Backup, copy: Copy, verify: boolean, job: JobContext): Promise<JobOutcome> {
  const { catalog } = modules;
  if (!verify) return outcomeOf(backup, 'as-asked');
  try {
    // The dump index was made of the very bytes whose hash is found again here, so a copy that is intact is sound without decompressing it again.
    await verifyCopy(modules, copy, 'intact', job, 'sound');
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
