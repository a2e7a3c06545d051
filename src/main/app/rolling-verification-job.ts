import * as z from 'zod';
import { formatBytes } from '../../shared/format/bytes.ts';
import type { PlaceId } from '../../shared/model/ids.ts';
import type { Place } from '../../shared/model/place.ts';
import type { TransferSettings } from '../../shared/model/policy.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { JobOutcome, JobRequest } from '../jobs/job-handler.ts';
import type { CopyStore } from '../places/copy-store.ts';
import type { TransferLimits } from '../transfer/limits.ts';
import { chooseForVerification, readBackCost, type Rereadable } from '../verification/choose-for-verification.ts';
import type { Modules } from './modules.ts';
import { checkCopy, type Verifying } from './verify-copy.ts';
import { verifying } from './verifying.ts';

export const RollingVerificationParams = z.strictObject({});

export type RollingModules = Pick<Modules, 'catalog' | 'clock' | 'stores' | 'keys' | 'secrets' | 'limits' | 'emit'>;

export function rollingVerificationRequest(): JobRequest {
  return {
    kind: 'verify-rolling',
    title: 'Re-read the copies proved longest ago',
    serverId: null,
    siteId: null,
    backupId: null,
    params: {},
  };
}

/** Copies of a place that are considered on one day: more than any day re-reads. */
const CONSIDERED = 2000;

/** What a day has used of its budgets, bytes. */
type Spent = Readonly<{ day: string; bytes: number; s3Bytes: number }>;

/**
 * Whether a day's budgets leave anything to re-read, asked of the catalog alone: for whoever decides to start the job. Places that are not there are found out by
 * the job itself.
 */
export function hasCopiesToReread(modules: Pick<Modules, 'catalog' | 'clock'>): boolean {
  return chooseNow(modules, modules.catalog.places.list()).length > 0;
}

/**
 * Re-reads the copies that were shown to be intact longest ago, within what the day's budgets leave, in the places that are there now. What is found is written
 * down copy by copy; a fault withdraws that copy's proof and does not stop the rest. Ends as warning that names each fault, and each place that stopped answering.
 *
 * Bytes count as used before they are read, so that a job that is interrupted again and again does not read for ever.
 */
export async function runRollingVerification(modules: RollingModules, job: JobContext): Promise<JobOutcome> {
  const { catalog, clock, emit } = modules;
  job.step('Looking which copies were proved longest ago');
  const there = await placesThere(modules, job);
  const world: Verifying = { ...verifying(modules), storeOf: (place) => storeIn(there, place) };
  const copies = chooseNow(
    modules,
    [...there.values()].map(({ place }) => place),
  );
  sayCost(copies, catalog.settings.get('transfer'), job);
  const faults: string[] = [];
  const silent = new Map<PlaceId, string>();
  let read = 0;
  for (const copy of copies) {
    job.signal.throwIfAborted();
    if (silent.has(copy.placeId)) continue;
    const lying = catalog.backups.copiesOf(copy.backupId).find(({ placeId }) => placeId === copy.placeId);
    if (lying === undefined) continue;
    spend(modules, copy);
    try {
      const problem = await checkCopy(world, lying, 'intact', job);
      read += 1;
      if (problem !== null) faults.push(`${nameOf(catalog.places.find(copy.placeId))}: ${problem.message}`);
    } catch (error) {
      job.signal.throwIfAborted();
      if (!(error instanceof AppError) || error.code.startsWith('catalog.')) throw error;
      job.log(error.message);
      // Nothing is known of this copy then; of a place that does not answer, of none in it.
      if (error.code.startsWith('place.')) silent.set(copy.placeId, `${nameOf(catalog.places.find(copy.placeId))}: ${error.message}`);
    }
    emit('fleet.changed', undefined);
  }
  job.log(`${read} of ${copies.length} copies re-read at ${new Date(clock.now()).toISOString()}, ${faults.length} faults`);
  return outcomeOf(faults, [...silent.values()]);
}

function outcomeOf(faults: readonly string[], silent: readonly string[]): JobOutcome {
  if (faults.length === 0 && silent.length === 0) return { state: 'succeeded', problem: null, backupId: null };
  const code = faults.length > 0 ? 'verify.faults-found' : 'verify.not-all-read';
  return { state: 'warning', problem: new AppError(code, { detail: [...faults, ...silent].join('\n') }).toProblem(), backupId: null };
}

/** A drive that is not plugged in is no fault and is not named; it is read when it is there. */
async function placesThere({ catalog, stores, limits }: RollingModules, job: JobContext): Promise<ReadonlyMap<PlaceId, CopyStore>> {
  const { verifyBytesPerDay, verifyS3BytesPerDay } = catalog.settings.get('transfer');
  const there = new Map<PlaceId, CopyStore>();
  for (const { id, kind, name } of catalog.places.list()) {
    if ((kind === 's3' ? verifyS3BytesPerDay : verifyBytesPerDay) === 0) continue;
    try {
      const store = await stores.storeOf(id);
      const presence = await store.presence(job.signal);
      if (presence.state === 'there') there.set(id, throttled(store, limits));
      else job.log(`${name} is left out: ${presence.reason}`);
    } catch (error) {
      job.signal.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      job.log(`${name} is left out: ${error.message}`);
    }
  }
  return there;
}

function storeIn(there: ReadonlyMap<PlaceId, CopyStore>, { id }: Place): CopyStore {
  const store = there.get(id);
  if (store === undefined) throw new AppError('place.not-found', { detail: id });
  return store;
}

/** What comes over a line passes at the rate of all transfers; disks of this computer are read as fast as they go. */
function throttled(store: CopyStore, limits: TransferLimits): CopyStore {
  if (store.place.kind === 'this-computer' || store.place.kind === 'drive') return store;
  return {
    ...store,
    async *read(location, file, from, signal) {
      for await (const chunk of store.read(location, file, from, signal)) {
        await limits.take(chunk.length, signal);
        yield chunk;
      }
    },
  };
}

function chooseNow({ catalog, clock }: Pick<Modules, 'catalog' | 'clock'>, places: readonly Place[]): readonly Rereadable[] {
  const { verifyBytesPerDay, verifyS3BytesPerDay } = catalog.settings.get('transfer');
  const spent = spentToday(catalog, clock.now());
  const copies = places.flatMap(({ id, kind }) =>
    catalog.holdings.shownLongestAgo(id, CONSIDERED).map((copy) => ({ ...copy, placeId: id, failed: false, inS3: kind === 's3' })),
  );
  const budgets = {
    disks: { perDay: verifyBytesPerDay, spent: spent.bytes },
    s3: { perDay: verifyS3BytesPerDay, spent: spent.s3Bytes },
  };
  return chooseForVerification(copies, budgets, clock.now());
}

function spentToday(catalog: Pick<Modules['catalog'], 'settings'>, now: number): Spent {
  const day = dayOf(now);
  const spent = catalog.settings.get('rolling-verification');
  return spent?.day === day ? spent : { day, bytes: 0, s3Bytes: 0 };
}

function spend({ catalog, clock }: RollingModules, { bytes, inS3 }: Rereadable): void {
  const spent = spentToday(catalog, clock.now());
  catalog.settings.put(
    'rolling-verification',
    inS3 ? { ...spent, s3Bytes: spent.s3Bytes + bytes } : { ...spent, bytes: spent.bytes + bytes },
  );
}

/** The operator's day, not Greenwich's. */
function dayOf(now: number): string {
  const date = new Date(now);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function sayCost(copies: readonly Rereadable[], { s3PricePerGb }: TransferSettings, job: JobContext): void {
  const bytes = copies.filter(({ inS3 }) => inS3).reduce((sum, copy) => sum + copy.bytes, 0);
  if (bytes === 0) return;
  const cost = readBackCost(bytes, s3PricePerGb);
  job.log(`${formatBytes(bytes)} are read back from S3${cost === null ? '' : `, which costs ${cost}`}.`);
}

function nameOf(place: Place | null): string {
  return place?.name ?? 'a place that is not known';
}
