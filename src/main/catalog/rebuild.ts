import { basename } from 'node:path';
import type { Copy } from '../../shared/model/backup.ts';
import type { BackupId, PlaceId } from '../../shared/model/ids.ts';
import type { Problem } from '../../shared/model/problem.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { CopyStore } from '../places/copy-store.ts';
import { assertPlaceAnswers } from '../places/look-at-copy.ts';
import { timeInName } from '../places/partial-names.ts';
import { type Clock, instantOf } from '../support/clock.ts';
import { type Candidate, copyOf, type Found, readAhead, recordApart } from './found-backups.ts';
import type { Catalog } from './open-catalog.ts';
import { findGone, isSame, withdraw } from './rebuild-gone.ts';
import { type Jumps, linkJumps, restoreRegister } from './rebuild-register.ts';

export interface RebuildRequest {
  readonly catalog: Catalog;
  /** The places to scan, each once. */
  readonly stores: readonly CopyStore[];
  readonly clock: Clock;
}

/** `warning`: some folders or whole places could not be read, or copies the catalog knew are gone; the detail has one line for each. */
export type RebuildOutcome = (
  | { readonly state: 'succeeded'; readonly problem: null }
  | { readonly state: 'warning'; readonly problem: Problem }
) & {
  readonly backupId: null;
  /** Backups found, each once however many places have a copy of it. */
  readonly found: number;
};

/** Backups recorded in one transaction: each ends with an fsync. */
const BATCH = 100;
/** Manifests between two words to the operator: about a second. */
const STEP_EVERY = 1000;

/** All that is kept in memory of a copy once it is recorded: manifests are large. */
interface Seen {
  readonly location: string;
  /** Not renamed since it was made. */
  readonly hasItsName: boolean;
}

/** What is known of one place while it is scanned. */
interface Scan {
  readonly store: CopyStore;
  /** As the catalog had them when the rebuild began. */
  readonly known: ReadonlyMap<BackupId, Copy>;
  readonly seen: Map<BackupId, Seen>;
  /** Set as soon as the place stops answering: what was not found there is not gone. */
  problem: AppError | null;
}

/**
 * Scans places of any kind; every backup found there is in the catalog afterwards, with what its manifest says of its site, sources and server where
 * the catalog lacks them. What the catalog knows already stays: its manifest is the measure for checks, its servers keep their pinned keys.
 *
 * - A copy gets the proof *present*, for its sizes were looked at and nothing more; one that had more keeps it where it was shown, in its own folder.
 * - Of several folders of a place with one backup the one the catalog knows counts, else the one that was not renamed.
 * - A manifest that cannot be recorded is named; it keeps nothing else from being recorded. So is one by a newer Holdfast, a damaged one, and what
 *   only looks like a backup: they are left alone.
 * - A copy the catalog knows and the scan does not find has its proof withdrawn, and is named. It is not forgotten: that a backup is gone is
 *   what an operator must learn, and the next rebuild finds it if it comes back.
 * - A place that is not plugged in, or does not answer, is named; nothing is concluded from its silence, and the others are scanned all the same.
 * - A server that is added has no pinned host key: the manifest is a file that could have been edited, and a key taken from it would be trusted
 *   without anybody having looked. The next connection asks again.
 *
 * Throws `place.missing`, `place.unreachable` or `place.refused` and changes nothing when none of the places can be read. When cancelled, what was
 * recorded stays; it is all true.
 */
export async function rebuildCatalog({ catalog, stores, clock }: RebuildRequest, job: JobContext): Promise<RebuildOutcome> {
  job.step('Looking for backups');
  const remarks: string[] = [];
  const scans: Scan[] = [];
  const candidates: Candidate[] = [];
  for (const store of stores) {
    const known = new Map(catalog.backups.copiesIn(store.place.id).map((copy) => [copy.backupId, copy]));
    const scan: Scan = { store, known, seen: new Map(), problem: null };
    scans.push(scan);
    const listed = await listIn(scan, job.signal);
    candidates.push(...listed.map((location) => ({ store, location })));
  }
  const answering = scans.filter(({ problem }) => problem === null);
  const [silent] = scans.filter(({ problem }) => problem !== null);
  if (answering.length === 0 && silent?.problem) throw silent.problem;
  for (const { store } of answering) if (catalog.places.find(store.place.id) === null) catalog.places.put(store.place);

  job.step(`Reading ${candidates.length} manifests`);
  await recordAll({ catalog, clock, scans, candidates, remarks }, job);

  job.step('Looking for what is gone');
  for (const scan of answering) await lookForGone(catalog, scan, clock, remarks, job.signal);
  for (const { store, problem } of scans) {
    if (problem !== null) remarks.unshift(`${store.place.name} was not scanned to its end: ${problem.message}`);
  }
  const found = new Set(scans.flatMap(({ seen }) => [...seen.keys()])).size;
  job.log(`${found} backups found in ${answering.map(({ store }) => store.place.name).join(', ')}`);
  for (const remark of remarks) job.log(remark);
  const common = { backupId: null, found };
  if (remarks.length === 0) return { ...common, state: 'succeeded', problem: null };
  return { ...common, state: 'warning', problem: new AppError('catalog.rebuild-incomplete', { detail: remarks.join('\n') }).toProblem() };
}

async function listIn(scan: Scan, signal: AbortSignal): Promise<readonly string[]> {
  const locations: string[] = [];
  try {
    await assertPlaceAnswers(scan.store, signal);
    for await (const location of scan.store.list(signal)) {
      signal.throwIfAborted();
      locations.push(location);
    }
    return locations;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AppError)) throw error;
    scan.problem = error;
    return [];
  }
}

interface Work {
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly scans: readonly Scan[];
  readonly candidates: readonly Candidate[];
  readonly remarks: string[];
}

async function recordAll({ catalog, clock, scans, candidates, remarks }: Work, job: JobContext): Promise<void> {
  const byPlace = new Map<PlaceId, Scan>(scans.map((scan) => [scan.store.place.id, scan]));
  const jumps: Jumps = new Map();
  const batch: { readonly scan: Scan; readonly found: Found }[] = [];
  const flush = (): void => {
    catalog.atomically(() => {
      for (const { scan, found } of batch.splice(0)) {
        const { id } = found.manifest.backup;
        const { place } = scan.store;
        if (wasDeleted(catalog, scan, id)) continue;
        const said: string[] = [];
        const problem = recordApart(catalog, found, () => {
          restoreRegister(catalog, found.manifest, jumps, said);
          catalog.backups.record(found.manifest, copyOf(place, found, latest(catalog, scan.known.get(id)), instantOf(clock)));
        });
        if (problem === null) {
          remarks.push(...said, ...(found.fault === null ? [] : [found.fault.message]));
          continue;
        }
        remarks.push(problem);
        if (scan.seen.get(id)?.location === found.location) scan.seen.delete(id);
      }
    });
  };
  let read = 0;
  for await (const reading of readAhead(newestFirst(candidates), job.signal)) {
    read += 1;
    if (read % STEP_EVERY === 0) job.step(`Reading manifests: ${read} of ${candidates.length}`);
    const scan = byPlace.get(reading.store.place.id);
    if (scan === undefined) continue;
    if (reading.state === 'unanswered') scan.problem ??= reading.problem;
    else if (reading.state === 'unreadable') remarks.push(reading.reason);
    else if (isTheOne(scan, reading, remarks)) batch.push({ scan, found: reading });
    if (batch.length === BATCH) flush();
  }
  flush();
  catalog.atomically(() => linkJumps(catalog, jumps, remarks));
}

/** Whether this folder is the backup's copy in its place, as far as was met; the other one is named. */
function isTheOne({ seen, known }: Scan, { location, manifest }: Found, remarks: string[]): boolean {
  const { id, folder } = manifest.backup;
  const here: Seen = { location, hasItsName: basename(location) === folder };
  const other = seen.get(id);
  if (other !== undefined) {
    const [better, worse] = isBetter(here, other, known.get(id)) ? [here, other] : [other, here];
    remarks.push(`${worse.location}: the same backup as ${better.location}, which is the one recorded.`);
    if (better === other) return false;
  }
  seen.set(id, here);
  return true;
}

/** Known to the catalog under this folder; else called as its manifest says. */
function isBetter(here: Seen, other: Seen, known: Copy | undefined): boolean {
  if (other.location === known?.location) return false;
  return here.location === known?.location || (here.hasItsName && !other.hasItsName);
}

async function lookForGone(catalog: Catalog, scan: Scan, clock: Clock, remarks: string[], signal: AbortSignal): Promise<void> {
  if (scan.problem !== null) return;
  try {
    const gone = await findGone(catalog, scan.store, (id) => scan.seen.has(id), signal);
    catalog.atomically(() => {
      for (const one of gone) withdraw(catalog, one, instantOf(clock), remarks);
    });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AppError) || error.code.startsWith('catalog.')) throw error;
    scan.problem = error;
  }
}

/** The newest manifest of a site knows it best, and is met first this way; what was renamed comes after what was not. */
function newestFirst(candidates: readonly Candidate[]): readonly Candidate[] {
  const keyed = candidates.map((candidate) => ({ candidate, time: timeInName(basename(candidate.location)) ?? '' }));
  return keyed
    .toSorted((a, b) => compare(b.time, a.time) || compare(a.candidate.location, b.candidate.location))
    .map(({ candidate }) => candidate);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Known when the rebuild began, and deleted since: what was read then does not lie there any more. */
function wasDeleted({ backups }: Catalog, { known, store }: Scan, id: BackupId): boolean {
  return known.has(id) && !backups.copiesOf(id).some(({ placeId }) => placeId === store.place.id);
}

/** The copy with what checks have shown since the rebuild began; as it was then when another folder was recorded for it in between. */
function latest({ backups }: Catalog, known: Copy | undefined): Copy | undefined {
  return known === undefined ? undefined : (backups.copiesOf(known.backupId).find((copy) => isSame(copy, known)) ?? known);
}
