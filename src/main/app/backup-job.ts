import { captureBackup } from '../capture/capture-backup.ts';
import { isMedia } from '../../shared/model/artifact.ts';
import type { Backup, Trigger } from '../../shared/model/backup.ts';
import type { SiteId } from '../../shared/model/ids.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { JobOutcome, JobRequest } from '../jobs/job-handler.ts';
import { openThisComputer } from '../places/this-computer.ts';
import { chooseMedia, previousConfig, sourcesOf } from './backup-choices.ts';
import { pushRequest } from './copy-requests.ts';
import { synthesizeRequest, type BackupParams } from './job-requests.ts';
import { keepBackup } from './keep-backup.ts';
import { needPlace, type Modules } from './modules.ts';
import { pushesByItself } from './owed-now.ts';

/** What is captured, and why. */
export type BackupOrder = Pick<BackupParams, 'kind' | 'sourceIds' | 'compression' | 'label' | 'verify'> & {
  readonly siteId: SiteId;
  readonly trigger: Trigger;
};

/** Made, and in the catalog unless the outcome says otherwise. */
export interface MadeBackup {
  readonly outcome: JobOutcome;
  readonly backup: Backup;
  /** The chain of its files is long or old enough to be put together. */
  readonly thenFull: boolean;
}

/**
 * Makes a backup, records it, reads it back. Until its folder has its name a stop leaves nothing of it; from then on the backup is kept
 * whatever happens, and the job says so.
 */
export async function runBackup(modules: Modules, params: BackupParams, job: JobContext): Promise<JobOutcome> {
  const trigger = params.label !== null ? 'checkpoint' : params.scheduled === true ? 'scheduled' : 'manual';
  const { outcome, backup, thenFull } = await makeBackup(modules, { ...params, trigger }, job);
  // Whoever backs up by hand has the copies that the policy wants; what goes on by itself may be switched off.
  const copyTo = params.scheduled === true && !pushesByItself(modules.catalog, params.siteId) ? [] : params.copyTo;
  if (!job.signal.aborted && outcome.backupId !== null) followUp(modules, backup, copyTo, thenFull);
  return outcome;
}

/** Within whatever job needs one. Throws as `captureBackup`, or a fault that reading it back found. */
export async function makeBackup(modules: Modules, order: BackupOrder, job: JobContext): Promise<MadeBackup> {
  const { catalog, sites, clock, connections, secrets, keys, appVersion } = modules;
  const site = sites.get(order.siteId);
  const server = catalog.servers.find(site.serverId);
  if (server === null) throw new AppError('server.not-found', { detail: site.serverId });
  const place = needPlace(modules);
  let thenFull = false;
  const { manifest, location } = await captureBackup(
    {
      site,
      server,
      sources: sourcesOf(modules, site.id, order.sourceIds),
      kind: order.kind,
      compression: order.compression,
      label: order.label,
      trigger: order.trigger,
      appVersion,
      expectedBytes: (source, kind, compression) => catalog.backups.lastSizeOf(site.id, source.id, kind, compression)?.bytes ?? null,
      chooseMedia: (source) => chooseMedia(modules, site.id, source, order.kind, job, () => (thenFull = true)),
      previousConfig: (source) => previousConfig(modules, site.id, source.id),
      recipient: () => keys.ensureKey(),
    },
    { connections, secrets, clock, keeper: openThisComputer(place) },
    job,
  );
  const outcome = await keepBackup(modules, manifest, location, order.verify, job);
  return { outcome, backup: manifest.backup, thenFull };
}

/** Copies for the places that want one, and the chain put together: jobs of their own, so that none of them can fail the backup. */
export function followUp(modules: Modules, backup: Backup, copyTo: BackupParams['copyTo'], thenFull: boolean): void {
  const { catalog, logger } = modules;
  for (const placeId of copyTo ?? catalog.sitePolicies.of(backup.siteId).copyTo) {
    const place = catalog.places.find(placeId);
    if (place === null || place.id === modules.place()?.id) continue;
    startQuietly(modules, () => pushRequest(place, catalog.sites.find(backup.siteId), [backup.id]));
  }
  // Where the chain could not be gone on with there is nothing to put together.
  const isChained = backup.artifacts.some((artifact) => isMedia(artifact) && artifact.chain.length > 1);
  if (thenFull && isChained)
    startQuietly(modules, () => synthesizeRequest(backup, catalog.sites.find(backup.siteId)?.name ?? backup.folder));
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
