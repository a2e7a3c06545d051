import type { Copy } from '../../shared/model/backup.ts';
import type { Place } from '../../shared/model/place.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { type CheckResult, firstProof, nextProof } from '../../shared/model/proof.ts';
import { AppError } from '../errors/app-error.ts';
import { MANIFEST_FILE } from '../manifest/companions.ts';
import type { CopyStore } from '../places/copy-store.ts';
import { lookAtCopy, pathInPlace, readManifestIn } from '../places/look-at-copy.ts';
import type { Catalog } from './open-catalog.ts';

/** Manifests read at once: enough to keep a disk busy and a far place too, few enough for little memory. */
const READ_AHEAD = 16;

/** Something in a place that looks like a backup. */
export interface Candidate {
  readonly store: CopyStore;
  readonly location: string;
}

/** A backup that lies in a place. */
export interface Found extends Candidate {
  readonly state: 'found';
  readonly manifest: Manifest;
  /** What a look at the sizes says; null when they are right. */
  readonly fault: AppError | null;
}

/** `unanswered`: the place could not be asked, so nothing is known of what lies there. */
export type Reading =
  | Found
  | (Candidate & { readonly state: 'unreadable'; readonly reason: string })
  | (Candidate & { readonly state: 'unanswered'; readonly problem: AppError });

/** In the order of `candidates`, several at once. */
export async function* readAhead(candidates: readonly Candidate[], signal: AbortSignal): AsyncGenerator<Reading> {
  const pending: Promise<Reading>[] = [];
  for (const candidate of candidates) {
    signal.throwIfAborted();
    const reading = read(candidate, signal);
    // Thrown where it is awaited; meanwhile it must not count as unhandled.
    reading.catch(() => {});
    pending.push(reading);
    const oldest = pending.length < READ_AHEAD ? undefined : pending.shift();
    if (oldest !== undefined) yield await oldest;
  }
  for (const reading of pending) {
    signal.throwIfAborted();
    yield await reading;
  }
}

async function read(candidate: Candidate, signal: AbortSignal): Promise<Reading> {
  const { store, location } = candidate;
  try {
    const reading = await readManifestIn(store, location, signal);
    if (reading.state !== 'read') return { ...candidate, state: 'unreadable', reason: reading.reason };
    const { manifest } = reading;
    return { ...candidate, state: 'found', manifest, fault: await lookAtCopy(store, location, manifest.backup, signal) };
  } catch (problem) {
    signal.throwIfAborted();
    if (problem instanceof AppError) return { ...candidate, state: 'unanswered', problem };
    throw problem;
  }
}

/** Null when `work` has recorded it; else why not, and nothing of it is. A catalog that cannot be written is thrown: it is no fault of the manifest. */
export function recordApart(catalog: Catalog, { store, location }: Found, work: () => void): string | null {
  try {
    catalog.atomically(work);
    return null;
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('catalog.')) throw error;
    const path = pathInPlace(store.place, location, MANIFEST_FILE);
    return `${path} cannot be recorded: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

/** What was shown in another folder was not shown here; a failure stays until it is lifted where the copy lies now. */
export function copyOf(place: Place, { location, manifest, fault }: Found, known: Copy | undefined, at: string): Copy {
  const before = known?.location === location ? known.proof : { ...firstProof(at), failure: known?.proof.failure ?? null };
  const result = fault === null ? ({ ok: true, level: 'present' } as const) : failed(fault);
  return { backupId: manifest.backup.id, placeId: place.id, location, proof: nextProof(before, result, at) };
}

/** What the look at a copy came to that has this fault. */
export function failed(fault: AppError): CheckResult {
  return { ok: false, step: 'present', code: fault.code, text: fault.message };
}
