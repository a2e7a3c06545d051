import { isDeepStrictEqual } from 'node:util';
import { filesOf } from '../../shared/model/artifact.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import { parseChecksums } from '../manifest/checksums.ts';
import { MANIFEST_FILE, RESTORE_FILE, SUMS_FILE } from '../manifest/companions.ts';
import { manifestOf } from '../manifest/read-manifest.ts';
import { pathInPlace, readFailure, readManifestIn } from '../places/look-at-copy.ts';
import { type CopyAt, hashFileOf } from './read-copy.ts';

/** A copy, and what it must be. */
export interface Expected extends CopyAt {
  readonly manifest: Manifest;
  readonly sumsSha256: string | null;
}

/** Every byte of every file. Artifacts first: they are what a restore needs, and their problem is the one to tell. */
export async function checkIntact(expected: Expected, job: JobContext): Promise<AppError | null> {
  const { store, location, manifest } = expected;
  for (const { file, bytes, sha256 } of manifest.backup.artifacts.flatMap(filesOf)) {
    const path = pathInPlace(store.place, location, file);
    job.step(`Reading ${file}`, bytes === 0 ? null : bytes);
    try {
      const found = await hashFileOf(expected, file, job.signal, (done) => job.advance(done));
      if (found.sha256 !== sha256) {
        return new AppError('verify.hash-differs', { detail: `${path}: SHA-256 is ${found.sha256}, when it was made ${sha256}.` });
      }
    } catch (error) {
      job.signal.throwIfAborted();
      return readFailure(path, error);
    }
  }
  job.step('Reading the manifest');
  return (await checkManifest(expected, job.signal)) ?? checkCompanions(expected, job.signal);
}

async function checkManifest({ store, location, manifest }: Expected, signal: AbortSignal): Promise<AppError | null> {
  const reading = await readManifestIn(store, location, signal);
  try {
    const found = manifestOf(reading);
    const detail = pathInPlace(store.place, location, MANIFEST_FILE);
    if (found.backup.id !== manifest.backup.id) {
      return new AppError('verify.manifest-foreign', { detail: `${detail} describes backup ${found.backup.id} of ${found.site.name}.` });
    }
    return isDeepStrictEqual(found, manifest) ? null : new AppError('verify.manifest-differs', { detail });
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

async function checkCompanions(expected: Expected, signal: AbortSignal): Promise<AppError | null> {
  const { store, location, manifest, sumsSha256 } = expected;
  const path = pathInPlace(store.place, location, SUMS_FILE);
  const differs = (detail: string) => new AppError('verify.companion-differs', { detail });
  const hashOf = async (file: string) => (await hashFileOf(expected, file, signal, () => {})).sha256;
  try {
    const list = await store.readSmall(location, SUMS_FILE, signal);
    const lines = list === null ? null : parseChecksums(list.toString('utf8'));
    if (lines === null) return differs(`${path} is not a list of checksums.`);
    const listed = new Map(lines.map(({ file, sha256 }) => [file, sha256]));
    for (const { file, sha256 } of manifest.backup.artifacts.flatMap(filesOf)) {
      if (listed.get(file) !== sha256) return differs(`${path} does not list ${file} as it was made.`);
    }
    for (const [file, differing] of [
      [MANIFEST_FILE, 'verify.manifest-differs'],
      [RESTORE_FILE, 'verify.companion-differs'],
    ] as const) {
      if (listed.get(file) === (await hashOf(file))) continue;
      return new AppError(differing, { detail: `${pathInPlace(store.place, location, file)} is not what ${SUMS_FILE} says.` });
    }
    // Last, so that the file that was changed is the one that is named where it can be told.
    if (sumsSha256 === null || (await hashOf(SUMS_FILE)) === sumsSha256) return null;
    return differs(
      `${path} agrees with the files beside it, but is not the list that was written: RESTORE.txt may have been changed with it.`,
    );
  } catch (error) {
    signal.throwIfAborted();
    return readFailure(path, error);
  }
}
