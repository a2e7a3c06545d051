import { basename } from 'node:path';
import type { Copy } from '../../shared/model/backup.ts';
import type { Place } from '../../shared/model/place.ts';
import type { BackupId } from '../../shared/model/ids.ts';
import type { Problem } from '../../shared/model/problem.ts';
import { nextProof } from '../../shared/model/proof.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import { readManifest } from '../manifest/read-manifest.ts';
import { lookAtCopy } from '../places/look-at-copy.ts';
import { timeInName } from '../places/partial-names.ts';
import { assertPlaceIsThere } from '../places/place-marker.ts';
import { listBackupFolders } from '../places/this-computer.ts';
import { type Clock, instantOf } from '../support/clock.ts';
import { copyOf, failed, type Found, readAhead, recordApart } from './found-backups.ts';
import type { Catalog } from './open-catalog.ts';
import { type Jumps, linkJumps, restoreRegister } from './rebuild-register.ts';

export interface RebuildRequest {
  readonly catalog: Catalog;
  readonly place: Place;
  readonly clock: Clock;
}

/** `warning`: some folders could not be read, or copies the catalog knew are gone; the detail has one line for each. */
export type RebuildOutcome = (
  | { readonly state: 'succeeded'; readonly problem: null }
  | { readonly state: 'warning'; readonly problem: Problem }
) & {
  readonly backupId: null;
  /** Backups found in the place. */
  readonly found: number;
};

/** Backups recorded in one transaction: each ends with an fsync. */
const BATCH = 100;
/** Backups between two words to the operator: about a second. */
const STEP_EVERY = 1000;

/** All that is kept in memory of a backup once it is recorded: manifests are large. */
interface Seen {
  readonly folder: string;
  /** Not renamed since it was made. */
  readonly hasItsName: boolean;
}

/**
 * Scans a place; every backup found there is in the catalog afterwards, with what its manifest says of its site, sources and server where the
 * catalog lacks them. What the catalog knows already stays: its manifest is the measure for checks, its servers keep their pinned keys.
 *
 * - A copy gets the proof *present*, for its sizes were looked at and nothing more; one that had more keeps it where it was shown, in its own folder.
 * - Of several folders with one backup the one the catalog knows counts, else the one that was not renamed.
 * - A manifest that cannot be recorded is named; it keeps nothing else from being recorded.
 * - A copy the catalog knows and the scan does not find has its proof withdrawn, and is named. It is not forgotten: that a backup is gone is
 *   what an operator must learn, and the next rebuild finds it if it comes back.
 * - A server that is added has no pinned host key: the manifest is a file that could have been edited, and a key taken from it would be trusted
 *   without anybody having looked. The next connection asks again.
 *
 * Throws `place.missing` and changes nothing when the place is not there. When cancelled, what was recorded stays; it is all true.
 */
export async function rebuildCatalog({ catalog, place, clock }: RebuildRequest, job: JobContext): Promise<RebuildOutcome> {
  job.step('Looking for backups');
  await assertPlaceIsThere(place);
  const folders = await newestFirst(place, job.signal);
  const remarks: string[] = [];
  const seen = new Map<BackupId, Seen>();
  const known = new Map(catalog.backups.copiesIn(place.id).map((copy) => [copy.backupId, copy]));
  const batch: Found[] = [];
  const jumps: Jumps = new Map();
  if (catalog.places.find(place.id) === null) catalog.places.put(place);

  job.step(`Reading ${folders.length} manifests`);
  const flush = (): void => {
    catalog.atomically(() => {
      for (const found of batch.splice(0)) {
        const { id } = found.manifest.backup;
        const said: string[] = [];
        const problem = recordApart(catalog, found, () => {
          restoreRegister(catalog, found.manifest, jumps, said);
          catalog.backups.record(found.manifest, copyOf(place, found, latest(catalog, known.get(id)), instantOf(clock)));
        });
        if (problem === null) {
          remarks.push(...said, ...(found.fault === null ? [] : [found.fault.message]));
          continue;
        }
        remarks.push(problem);
        if (seen.get(id)?.folder === found.folder) seen.delete(id);
      }
    });
  };
  for await (const reading of readAhead(folders, job.signal)) {
    if ('unreadable' in reading) {
      remarks.push(reading.unreadable);
      continue;
    }
    const { id } = reading.manifest.backup;
    const here: Seen = { folder: reading.folder, hasItsName: basename(reading.folder) === reading.manifest.backup.folder };
    const other = seen.get(id);
    if (other !== undefined) {
      const [better, worse] = isBetter(here, other, known.get(id)) ? [here, other] : [other, here];
      remarks.push(`${worse.folder}: the same backup as ${better.folder}, which is the one recorded.`);
      if (better === other) continue;
    }
    seen.set(id, here);
    batch.push(reading);
    if (batch.length === BATCH) flush();
    if (seen.size % STEP_EVERY === 0) job.step(`Reading manifests: ${seen.size} of ${folders.length}`);
  }
  flush();
  catalog.atomically(() => linkJumps(catalog, jumps, remarks));

  job.step('Looking for what is gone');
  // Only a place that is still there can say that something in it is not.
  await assertPlaceIsThere(place);
  const gone = await findGone(catalog, place, seen, job.signal);
  catalog.atomically(() => {
    for (const { copy, fault } of gone) withdraw(catalog, copy, fault, instantOf(clock), remarks);
  });
  job.log(`${seen.size} backups found in ${place.folder}`);
  for (const remark of remarks) job.log(remark);
  const common = { backupId: null, found: seen.size };
  if (remarks.length === 0) return { ...common, state: 'succeeded', problem: null };
  return { ...common, state: 'warning', problem: new AppError('catalog.rebuild-incomplete', { detail: remarks.join('\n') }).toProblem() };
}

/** The newest manifest of a site knows it best, and is met first this way; what was renamed comes after what was not. */
async function newestFirst(place: Place, signal: AbortSignal): Promise<readonly string[]> {
  const folders: string[] = [];
  for await (const folder of listBackupFolders(place.folder)) {
    signal.throwIfAborted();
    folders.push(folder);
  }
  const keyed = folders.map((folder) => ({ folder, time: timeInName(basename(folder)) ?? '' }));
  return keyed.toSorted((a, b) => compare(b.time, a.time) || compare(a.folder, b.folder)).map(({ folder }) => folder);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The copy with what checks have shown since the rebuild began; as it was then when another folder was recorded for it in between. */
function latest({ backups }: Catalog, known: Copy | undefined): Copy | undefined {
  return known === undefined ? undefined : (backups.copiesOf(known.backupId).find((copy) => isSame(copy, known)) ?? known);
}

function isSame(copy: Copy, other: Copy): boolean {
  return copy.placeId === other.placeId && copy.location === other.location;
}

/** Known to the catalog under this folder; else called as its manifest says. */
function isBetter(here: Seen, other: Seen, known: Copy | undefined): boolean {
  if (other.folder === known?.location) return false;
  return here.folder === known?.location || (here.hasItsName && !other.hasItsName);
}

interface Gone {
  readonly copy: Copy;
  readonly fault: AppError;
}

/** Copies the catalog knows and the scan did not find, with what a look at their own location says. */
async function findGone(
  catalog: Catalog,
  place: Place,
  seen: ReadonlyMap<BackupId, unknown>,
  signal: AbortSignal,
): Promise<readonly Gone[]> {
  const gone: Gone[] = [];
  for (const copy of catalog.backups.copiesIn(place.id)) {
    signal.throwIfAborted();
    const backup = seen.has(copy.backupId) ? null : catalog.backups.find(copy.backupId);
    if (backup === null) continue;
    const fault = (await lookAtCopy(copy.location, backup)) ?? (await manifestFault(copy));
    if (fault !== null) gone.push({ copy, fault });
  }
  return gone;
}

/** Null when the manifest is the right one after all, or one that only a newer Holdfast can read. */
async function manifestFault({ location, backupId }: Copy): Promise<AppError | null> {
  const reading = await readManifest(location);
  switch (reading.state) {
    case 'read':
      if (reading.manifest.backup.id === backupId) return null;
      return new AppError('verify.manifest-foreign', { detail: `${location}: describes backup ${reading.manifest.backup.id}.` });
    case 'from-newer-app':
      return null;
    case 'missing':
    case 'unreadable':
    case 'damaged':
      return new AppError('verify.manifest-missing', { detail: reading.reason });
  }
}

/** Named once: a rebuild that finds the same again has nothing new to say. */
function withdraw(catalog: Catalog, copy: Copy, fault: AppError, at: string, remarks: string[]): void {
  const now = catalog.backups.copiesOf(copy.backupId).find((other) => isSame(other, copy));
  if (now === undefined) return;
  if (now.proof.failure?.code !== fault.code) remarks.push(fault.message);
  catalog.backups.updateProof(now.backupId, now.placeId, nextProof(now.proof, failed(fault), at));
}
