import { join } from 'node:path';
import type { Copy } from '../../shared/model/backup.ts';
import type { Place } from '../../shared/model/place.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { type CheckResult, firstProof, nextProof } from '../../shared/model/proof.ts';
import { AppError } from '../errors/app-error.ts';
import { MANIFEST_FILE } from '../manifest/companions.ts';
import { readManifest } from '../manifest/read-manifest.ts';
import { lookAtCopy } from '../places/look-at-copy.ts';
import type { Catalog } from './open-catalog.ts';

/** Manifests read at once: enough to keep a disk busy, few enough for little memory. */
const READ_AHEAD = 16;

/** A backup that lies in a folder of the place. */
export interface Found {
  readonly folder: string;
  readonly manifest: Manifest;
  /** What a look at the sizes says; null when they are right. */
  readonly fault: AppError | null;
}

export type Reading = Found | { readonly unreadable: string };

/** In the order of `folders`, several at once. */
export async function* readAhead(folders: readonly string[], signal: AbortSignal): AsyncGenerator<Reading> {
  const pending: Promise<Reading>[] = [];
  for (const folder of folders) {
    signal.throwIfAborted();
    const reading = read(folder);
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

async function read(folder: string): Promise<Reading> {
  const reading = await readManifest(folder);
  if (reading.state !== 'read') return { unreadable: reading.reason };
  return { folder, manifest: reading.manifest, fault: await lookAtCopy(folder, reading.manifest.backup) };
}

/** Null when `work` has recorded it; else why not, and nothing of it is. A catalog that cannot be written is thrown: it is no fault of the manifest. */
export function recordApart(catalog: Catalog, { folder }: Found, work: () => void): string | null {
  try {
    catalog.atomically(work);
    return null;
  } catch (error) {
    if (error instanceof AppError && error.code.startsWith('catalog.')) throw error;
    return `${join(folder, MANIFEST_FILE)} cannot be recorded: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

/** What was shown in another folder was not shown here; a failure stays until it is lifted where the copy lies now. */
export function copyOf(place: Place, { folder, manifest, fault }: Found, known: Copy | undefined, at: string): Copy {
  const before = known?.location === folder ? known.proof : { ...firstProof(at), failure: known?.proof.failure ?? null };
  const result = fault === null ? ({ ok: true, level: 'present' } as const) : failed(fault);
  return { backupId: manifest.backup.id, placeId: place.id, location: folder, proof: nextProof(before, result, at) };
}

/** What the look at a copy came to that has this fault. */
export function failed(fault: AppError): CheckResult {
  return { ok: false, step: 'present', code: fault.code, text: fault.message };
}
