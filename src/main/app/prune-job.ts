import * as z from 'zod';
import { PlaceId, SiteId } from '../../shared/model/ids.ts';
import type { Place } from '../../shared/model/place.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { JobOutcome, JobRequest } from '../jobs/job-handler.ts';
import { AppError, problemOf } from '../errors/app-error.ts';
import { applyRetention } from '../retention/apply-retention.ts';
import { purgeBin } from '../retention/purge-bin.ts';
import type { Modules } from './modules.ts';

/** What deleting by a plan needs to be started again from disk. */
export const PruneParams = z.object({
  placeId: PlaceId,
  /** Null: of all sites. */
  siteId: SiteId.nullable(),
  /** Of the plan that was looked at; another one is refused. */
  fingerprint: z.string(),
});
export type PruneParams = z.infer<typeof PruneParams>;

/** A folder on a server is written to by one job at a time, so its server is named. */
export function pruneRequest(place: Place, { siteId, fingerprint }: Omit<PruneParams, 'placeId'>): JobRequest {
  const params: PruneParams = { placeId: place.id, siteId, fingerprint };
  const serverId = place.kind === 'server-folder' ? place.serverId : null;
  return { kind: 'prune', title: `Delete what is not kept in ${place.name}`, serverId, siteId, backupId: null, params };
}

/** Deletes what the plan said, then empties the bin of what is over. A bin that cannot be emptied now is emptied another time. */
export async function runPrune(
  { catalog, clock, stores }: Pick<Modules, 'catalog' | 'clock' | 'stores'>,
  { placeId, siteId, fingerprint }: PruneParams,
  job: JobContext,
): Promise<JobOutcome> {
  const store = await stores.storeOf(placeId);
  const { state, problem } = await applyRetention({ catalog, store, clock, siteId, fingerprint }, job);
  try {
    for (const bin of await purgeBin({ catalog, store, clock }, job.signal)) job.log(`Gone for good from the bin: ${bin}`);
  } catch (error) {
    job.signal.throwIfAborted();
    if (!(error instanceof AppError) || error.code.startsWith('catalog.')) throw error;
    job.log(`The bin was not emptied: ${problemOf(error).title}. ${error.detail}`);
  }
  if (state === 'succeeded' || problem === null) return { state: 'succeeded', problem: null, backupId: null };
  return { state: 'warning', problem, backupId: null };
}
