import type { BackupSummary } from '../../shared/model/backup.ts';
import type { Job } from '../../shared/model/job.ts';
import { recordUnknown } from '../catalog/record-unknown.ts';
import { scratchRecordsIn } from '../drills/scratch-records.ts';
import { sweepFolders } from '../drills/sweep-leftovers.ts';
import { openFolderStore } from '../places/folder/folder-store.ts';
import { openThisComputer } from '../places/this-computer.ts';
import { watchBackups } from './anomalies/watch-backups.ts';
import { outcomeOf } from './backup-outcome.ts';
import type { Modules } from './modules.ts';

/** What an earlier run was killed in the middle of leaves no trace in the place or on this computer, and what it had completed is in the catalog. */
export async function takeStock(modules: Modules): Promise<void> {
  const { home, logger } = modules;
  await sweepFolders(scratchRecordsIn(home), logger);
  try {
    await recordFound(modules);
  } finally {
    // Also of a catalog of an earlier Holdfast, which watched none.
    watchBackups(modules);
  }
}

async function recordFound(modules: Modules): Promise<void> {
  const { auditing, catalog, clock, closing, logger } = modules;
  const place = modules.place();
  if (place === null) return;
  try {
    for (const folder of await openThisComputer(place).sweepPartials()) logger.info('place.swept', { folder });
    for (const folder of await recordUnknown({ catalog, store: openFolderStore(place, { clock }), clock }, closing)) {
      logger.info('place.recorded', { folder });
      auditing.own('place.record', { placeId: place.id, folder });
    }
    settleBackupJobs(modules);
  } catch (cause) {
    // The drive may be unplugged; whoever needs it will say so.
    logger.warn('place.sweep-failed', { folder: place.folder, cause });
  }
}

/** The newest job of a site whose end did not tell what became of its backup tells it once the catalog knows. */
export function settleBackupJobs({ catalog }: Pick<Modules, 'catalog'>): void {
  for (const { id } of catalog.sites.list()) {
    const job = catalog.jobs.newestOutcome(id, 'backup');
    const newest = catalog.backups.newest(id);
    if (job === null || newest === null || !isOpen(job) || !wasMadeBy(newest, job)) continue;
    const { state, problem, backupId } = outcomeOf(newest, wasReadBack(newest) ? 'as-asked' : 'not-read-back');
    catalog.jobs.update({ ...job, state, problem, backupId });
  }
}

function isOpen({ state, problem, backupId }: Job): boolean {
  return backupId === null && (state === 'interrupted' || problem?.code === 'catalog.backup-not-recorded');
}

/** One lane per server: between start and end of the job no other one made a backup of this site. */
function wasMadeBy({ startedAt }: BackupSummary, job: Job): boolean {
  return job.startedAt !== null && job.endedAt !== null && job.startedAt <= startedAt && startedAt <= job.endedAt;
}

function wasReadBack({ copies }: BackupSummary): boolean {
  return copies.some(({ proof }) => proof.failure === null && proof.level !== 'present');
}
