import type { PlaceId } from '../../shared/model/ids.ts';
import { isActive, type Job, type JobKind } from '../../shared/model/job.ts';
import { AppError } from '../errors/app-error.ts';
import { planCatchUp } from '../transfer/owed-copies.ts';
import { pushRequest } from './copy-requests.ts';
import type { Modules } from './modules.ts';
import { owedNow, pushesByItself } from './owed-now.ts';

export type CatchUpModules = Pick<Modules, 'catalog' | 'stores' | 'clock' | 'logger' | 'limits' | 'runner'>;

/** What writes in a place, or takes from it. */
export const WRITES_IN_A_PLACE: readonly JobKind[] = ['copy', 'heal', 'prune'];
/** A copy the operator cancelled is not begun again by itself before this. */
const CANCELLED_FOR_MS = 4 * 3_600_000;
/** Jobs looked at, newest first: far more than run within the time above. */
const JOBS_SEEN = 500;

/**
 * Starts what is owed to places that are there and idle, one job for each. `asked`: by the operator, who does not wait for the time of the next attempt and
 * may go on with what was paused or cancelled. Outside of the hours for copies nothing is started by itself: a job that only waits would keep others from
 * its server, and from their turn, until they come; nor for a site whose copies are switched off in its schedule. Returns the jobs.
 */
export async function startCatchUp(modules: CatchUpModules, { asked }: { readonly asked: boolean }): Promise<readonly Job[]> {
  const { catalog, clock, limits, runner } = modules;
  if (!asked && !limits.isOpen()) return [];
  const owed = owedNow(modules, (siteId) => asked || pushesByItself(catalog, siteId));
  if (owed.size === 0) return [];
  const absent = await absentAmong(modules, [...owed.keys()]);
  const plan = planCatchUp({
    owed,
    needsOf: (id) => catalog.backups.needsOf(id),
    attempts: asked ? [] : catalog.copyAttempts.list(),
    absent,
    busy: busyPlaces(modules, asked),
    now: clock.now(),
  });
  return plan.flatMap(({ placeId, backupIds }) => {
    const place = catalog.places.find(placeId);
    return place === null ? [] : [runner().start(pushRequest(place, null, [...backupIds]))];
  });
}

/** Drives that are not plugged in. S3 and servers are not asked: a copy that cannot reach them says so. */
async function absentAmong({ catalog, stores, logger }: CatchUpModules, placeIds: readonly PlaceId[]): Promise<ReadonlySet<PlaceId>> {
  const absent = new Set<PlaceId>();
  for (const placeId of placeIds) {
    const kind = catalog.places.find(placeId)?.kind;
    if (kind !== 'drive' && kind !== 'this-computer') continue;
    try {
      const store = await stores.storeOf(placeId);
      if ((await store.presence(AbortSignal.timeout(10_000))).state !== 'there') absent.add(placeId);
    } catch (error) {
      if (!(error instanceof AppError)) logger.error('place.not-looked-at', { placeId, cause: error });
      absent.add(placeId);
    }
  }
  return absent;
}

/** Where something is at work, and, unless the operator asks, where the last copy was paused or cancelled by hand. */
function busyPlaces({ catalog, clock, runner }: CatchUpModules, asked: boolean): ReadonlySet<PlaceId> {
  const busy = new Set<PlaceId>();
  const newestSeen = new Set<string>();
  for (const job of runner().list({ limit: JOBS_SEEN })) {
    if (!WRITES_IN_A_PLACE.includes(job.kind)) continue;
    const placeId = placeOfJob(catalog.jobs.paramsOf(job.id));
    if (placeId === null) continue;
    const isNewest = job.kind === 'copy' && !newestSeen.has(placeId);
    if (job.kind === 'copy') newestSeen.add(placeId);
    if (isActive(job.state) || (!asked && isNewest && isHeldBack(job, clock.now()))) busy.add(placeId);
  }
  return busy;
}

function isHeldBack({ state, endedAt }: Job, now: number): boolean {
  if (state === 'paused') return true;
  return state === 'cancelled' && endedAt !== null && Math.abs(now - Date.parse(endedAt)) < CANCELLED_FOR_MS;
}

/** The place that is named in the parameters of a job; null: none is. */
export function placeOfJob(params: unknown): PlaceId | null {
  const placeId = typeof params === 'object' && params !== null && 'placeId' in params ? params.placeId : null;
  return typeof placeId === 'string' ? (placeId as PlaceId) : null;
}
