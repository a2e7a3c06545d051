import type { BackupId, PlaceId } from '../../shared/model/ids.ts';
import { isFolderPlace } from '../../shared/model/place.ts';
import { AppError, type ErrorCode } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { JobOutcome } from '../jobs/job-handler.ts';
import type { CopyStore } from '../places/copy-store.ts';
import { attemptAfter } from '../transfer/owed-copies.ts';
import { SourceFailure } from '../transfer/source-damage.ts';
import { bringCopy, type CopyModules } from './bring-copy.ts';
import type { CopyParams } from './copy-requests.ts';
import { keepNotesIn } from './keep-notes.ts';
import { owedNow } from './owed-now.ts';
import { recordBrought } from './record-brought.ts';

/** The place itself is the problem: every other backup would meet it as well. */
const OF_THE_PLACE: ReadonlySet<ErrorCode> = new Set([
  'place.missing',
  'place.unreachable',
  'place.refused',
  'place.not-found',
  'place.secret-missing',
] as const);

interface Failure {
  readonly backupId: BackupId;
  readonly error: AppError;
}

/**
 * Brings backups to one place, each with what its chain needs before it. One that fails leaves the others: the job ends as a warning that names it, and
 * it is tried again by itself when a site's policy wants it there. A place that is not there, or was lost for good, ends the job.
 *
 * Throws the problem when nothing could be copied, and the reason of the signal; what was copied until then stays and is known.
 */
export async function runCopy(modules: CopyModules, params: CopyParams, job: JobContext): Promise<JobOutcome> {
  const { catalog, stores, logger } = modules;
  job.step('Looking at the place');
  const ids = idsOf(modules, params);
  const to = await stores.storeOf(params.placeId).catch((reason: unknown) => {
    const error = asAppError(reason);
    remember(
      modules,
      ids.map((backupId) => ({ backupId, error })),
      params.placeId,
    );
    throw reason;
  });
  const failures: Failure[] = [];
  let done = 0;
  for (const [n, backupId] of ids.entries()) {
    job.signal.throwIfAborted();
    if (isThere(modules, backupId, to)) {
      done += 1;
      continue;
    }
    const failed = failures.find((failure) => catalog.backups.needsOf(backupId).includes(failure.backupId));
    try {
      if (failed !== undefined)
        throw new AppError(failed.error.code, { detail: 'what its chain needs could not be copied', cause: failed.error });
      await bringAndRecord(modules, backupId, to, params, job);
      done += 1;
    } catch (reason) {
      job.signal.throwIfAborted();
      // Whatever it is, it is the failure of this backup: thrown on, it would stand in the way of all others at every attempt.
      const error = asAppError(reason);
      if (error !== reason) logger.error('copy.unexpected', { backupId, placeId: params.placeId, cause: reason });
      failures.push({ backupId, error });
      job.log(`${nameOf(modules, backupId)}: ${error.message}`);
      if (error instanceof SourceFailure || !OF_THE_PLACE.has(error.code)) continue;
      failures.push(
        ...ids
          .slice(n + 1)
          .filter((id) => !isThere(modules, id, to))
          .map((id) => ({ backupId: id, error })),
      );
      break;
    }
  }
  remember(modules, failures, params.placeId);
  const notes = catalog.backups.annotations();
  if (done > 0 && notes.length > 0) await keepNotesIn(modules, to.place, notes, job.signal);
  const [first] = failures;
  const [only = null, second] = ids;
  if (first === undefined) return { state: 'succeeded', problem: null, backupId: second === undefined ? only : null };
  if (done === 0 && failures.every(({ error }) => error.code === first.error.code)) throw first.error;
  const detail = failures.map(({ backupId, error }) => `${nameOf(modules, backupId)}: ${error.message}`).join('\n');
  const problem = new AppError('copy.some-failed', { detail });
  if (done === 0) throw problem;
  return { state: 'warning', problem: problem.toProblem(), backupId: null };
}

/** What is none is a bug, or words of a service that nobody knew yet. */
function asAppError(reason: unknown): AppError {
  if (reason instanceof AppError) return reason;
  return new AppError('unexpected', { detail: reason instanceof Error ? reason.message : String(reason), cause: reason });
}

/** With what chains need, which stands before what needs it. */
function idsOf(modules: CopyModules, { placeId, siteId, backupIds }: CopyParams): readonly BackupId[] {
  if (backupIds === null) return owedNow(modules, (id) => siteId === null || id === siteId).get(placeId) ?? [];
  const { backups } = modules.catalog;
  return [...new Set(backupIds.flatMap((id) => [...backups.needsOf(id).filter((needed) => backups.manifestOf(needed) !== null), id]))];
}

/** A copy whose check failed is not: asked for by name it is brought again. */
function isThere({ catalog }: CopyModules, backupId: BackupId, to: CopyStore): boolean {
  return catalog.backups.copiesOf(backupId).some(({ placeId, proof }) => placeId === to.place.id && proof.failure === null);
}

async function bringAndRecord(
  modules: CopyModules,
  backupId: BackupId,
  to: CopyStore,
  { fromPlaceId }: CopyParams,
  job: JobContext,
): Promise<void> {
  const { catalog, emit } = modules;
  const old = catalog.backups.copiesOf(backupId).find(({ placeId }) => placeId === to.place.id) ?? null;
  const copy = await bringCopy(modules, { backupId, to, fromPlaceId, resend: old !== null }, job);
  const manifest = catalog.backups.manifestOf(backupId);
  if (manifest === null) throw new AppError('backup.not-found', { detail: backupId });
  await recordBrought(modules, { manifest, old, copy }, to, job);
  emit('fleet.changed', undefined);
}

/** When to try again by itself. */
function remember({ catalog, clock }: CopyModules, failures: readonly Failure[], placeId: PlaceId): void {
  const place = catalog.places.find(placeId);
  if (place === null) return;
  for (const { backupId, error } of failures) {
    const attempt = attemptAfter(
      catalog.copyAttempts.find(backupId, placeId),
      { backupId, placeId, problem: error.toProblem(), isLookedFor: isFolderPlace(place) },
      clock.now(),
    );
    if (attempt !== null && catalog.backups.find(backupId) !== null) catalog.copyAttempts.put(attempt);
  }
}

function nameOf({ catalog }: CopyModules, backupId: BackupId): string {
  const siteName = catalog.backups.namesOf(backupId)?.siteName ?? 'unknown site';
  return `${siteName}, ${catalog.backups.find(backupId)?.folder ?? backupId}`;
}
