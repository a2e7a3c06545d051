import type { PlaceId } from '../../shared/model/ids.ts';
import { rebuildCatalog } from '../catalog/rebuild.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { JobOutcome } from '../jobs/job-handler.ts';
import type { CopyStore } from '../places/copy-store.ts';
import { watchBackups } from './anomalies/watch-backups.ts';
import { restoreNotesOf } from './keep-notes.ts';
import type { Modules } from './modules.ts';
import { settleBackupJobs } from './take-stock.ts';

/** Scans one place, or all that can be reached; those that cannot are named at the end. */
export async function runRebuild(modules: Modules, placeId: PlaceId | null, job: JobContext): Promise<JobOutcome> {
  const { catalog, clock, stores } = modules;
  const places = placeId === null ? catalog.places.list() : catalog.places.list().filter(({ id }) => id === placeId);
  if (places.length === 0) throw new AppError('place.not-chosen');
  const found: CopyStore[] = [];
  const missing: string[] = [];
  for (const place of places) {
    try {
      found.push(await stores.storeOf(place.id));
    } catch (error) {
      if (placeId !== null || !(error instanceof AppError)) throw error;
      missing.push(`${place.name} was not scanned: ${error.message}`);
    }
  }
  const outcome = await rebuildCatalog({ catalog, stores: found, clock }, job);
  settleBackupJobs(modules);
  for (const { text } of watchBackups(modules)) job.log(`Far off what is usual: ${text}`);
  for (const store of found) {
    const { backups, problem } = await restoreNotesOf(modules, store, job.signal);
    if (backups > 0) job.log(`The labels, notes and holds of ${backups} backups are known again.`);
    // A hold that is not known again keeps nothing from being deleted: somebody has to hear of it.
    if (problem !== null) missing.push(`${store.place.name}: labels, notes and holds are not known again. ${problem}`);
  }
  for (const line of missing) job.log(line);
  if (missing.length === 0) return outcome;
  const detail = [...missing, ...(outcome.problem === null ? [] : [outcome.problem.detail])].join('\n');
  return { state: 'warning', problem: new AppError('catalog.rebuild-incomplete', { detail }).toProblem(), backupId: null };
}
