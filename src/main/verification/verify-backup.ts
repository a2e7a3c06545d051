import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { DatabaseArtifact } from '../../shared/model/artifact.ts';
import type { ProofLevel } from '../../shared/model/backup.ts';
import type { Place } from '../../shared/model/place.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { CheckResult } from '../../shared/model/proof.ts';
import { DumpUnreadableError } from '../dump-index/dump-indexer.ts';
import { indexDumpFile } from '../dump-index/index-dump-file.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import { parseChecksums } from '../manifest/checksums.ts';
import { MANIFEST_FILE, RESTORE_FILE, SUMS_FILE } from '../manifest/companions.ts';
import { manifestOf, readManifest } from '../manifest/read-manifest.ts';
import { lookAtCopy, readFailure } from '../places/look-at-copy.ts';
import { assertPlaceIsThere } from '../places/place-marker.ts';
import { inventoryDifferences } from './compare-inventory.ts';
import { hashFile } from './hash-file.ts';

export type VerifiableLevel = Exclude<ProofLevel, 'proven'>;

export interface Verification {
  readonly place: Place;
  /** Absolute folder of the copy. */
  readonly location: string;
  /** As the catalog has it: the measure. What lies in the folder may be what was changed. */
  readonly manifest: Manifest;
  /** Of SHA256SUMS as it was written, from the catalog; null when that is not known, and then the list is its own measure. */
  readonly sumsSha256: string | null;
  readonly level: VerifiableLevel;
}

export interface Verified {
  /** To be applied to the proof the copy has by then (`nextProof`), whatever it says: another check may have ended meanwhile. */
  readonly result: CheckResult;
  /** Null when the level was reached. */
  readonly problem: AppError | null;
}

/**
 * Checks one copy up to a level; it only reads. A fault that is found is a value, which withdraws the proof.
 *
 *   present   every file is there, artifacts with their size
 *   intact    every byte re-read: artifacts and manifest against the catalog, manifest.json and RESTORE.txt against SHA256SUMS, and SHA256SUMS
 *             against the catalog where its hash is known
 *   sound     every dump decompressed, indexed anew, and compared with the manifest: objects, rows per table, bytes, end mark
 *
 * Throws, and nothing is known of the copy then: the reason of the signal when cancelled, `place.missing` when the drive is not connected,
 * `verify.cannot-open-here` when this computer lacks the decompression.
 */
export async function verifyBackup(request: Verification, job: JobContext): Promise<Verified> {
  const { place, manifest, level } = request;
  job.signal.throwIfAborted();
  await assertPlaceIsThere(place);
  for (const step of LADDER.slice(0, LADDER.findIndex(({ shows }) => shows === level) + 1)) {
    const problem = await step.check(request, job);
    job.signal.throwIfAborted();
    if (problem === null) {
      job.log(`${manifest.backup.folder}: ${step.shows}`);
      continue;
    }
    // A drive that was unplugged in the middle says nothing about the copy on it.
    await assertPlaceIsThere(place);
    job.log(problem.message);
    const { code, title, detail } = problem.toProblem();
    return { result: { ok: false, step: step.shows, code, text: detail === '' ? title : `${title}: ${detail}` }, problem };
  }
  return { result: { ok: true, level }, problem: null };
}

type Expected = Pick<Verification, 'location' | 'manifest' | 'sumsSha256'>;

interface Rung {
  readonly shows: VerifiableLevel;
  check(expected: Expected, job: JobContext): Promise<AppError | null>;
}

const LADDER: readonly Rung[] = [
  { shows: 'present', check: checkPresent },
  { shows: 'intact', check: checkIntact },
  { shows: 'sound', check: checkSound },
];

async function checkPresent({ location, manifest }: Expected, job: JobContext): Promise<AppError | null> {
  job.step('Looking at the files');
  return lookAtCopy(location, manifest.backup);
}

/** Artifacts first: they are what a restore needs, and their problem is the one to tell. */
async function checkIntact(expected: Expected, job: JobContext): Promise<AppError | null> {
  const { location, manifest } = expected;
  for (const { file, bytes, sha256 } of manifest.backup.artifacts) {
    const path = join(location, file);
    job.step(`Reading ${file}`, bytes);
    try {
      const found = await hashFile(path, job.signal, (done) => job.advance(done));
      if (found.sha256 !== sha256) {
        return new AppError('verify.hash-differs', { detail: `${path}: SHA-256 is ${found.sha256}, when it was made ${sha256}.` });
      }
    } catch (error) {
      job.signal.throwIfAborted();
      return readFailure(path, error);
    }
  }
  job.step('Reading the manifest');
  return (await checkManifest(location, manifest)) ?? checkCompanions(expected, job.signal);
}

async function checkManifest(location: string, expected: Manifest): Promise<AppError | null> {
  const reading = await readManifest(location);
  try {
    const found = manifestOf(reading);
    const detail = join(location, MANIFEST_FILE);
    if (found.backup.id !== expected.backup.id) {
      return new AppError('verify.manifest-foreign', { detail: `${detail} describes backup ${found.backup.id} of ${found.site.name}.` });
    }
    return isDeepStrictEqual(found, expected) ? null : new AppError('verify.manifest-differs', { detail });
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

async function checkCompanions({ location, manifest, sumsSha256 }: Expected, signal: AbortSignal): Promise<AppError | null> {
  const path = join(location, SUMS_FILE);
  const differs = (detail: string) => new AppError('verify.companion-differs', { detail });
  try {
    const lines = parseChecksums(await readFile(path, 'utf8'));
    if (lines === null) return differs(`${path} is not a list of checksums.`);
    const listed = new Map(lines.map(({ file, sha256 }) => [file, sha256]));
    for (const { file, sha256 } of manifest.backup.artifacts) {
      if (listed.get(file) !== sha256) return differs(`${path} does not list ${file} as it was made.`);
    }
    for (const [file, differing] of [
      [MANIFEST_FILE, 'verify.manifest-differs'],
      [RESTORE_FILE, 'verify.companion-differs'],
    ] as const) {
      const { sha256 } = await hashFile(join(location, file), signal, () => {});
      if (listed.get(file) !== sha256) return new AppError(differing, { detail: `${join(location, file)} is not what ${SUMS_FILE} says.` });
    }
    // Last, so that the file that was changed is the one that is named where it can be told.
    if (sumsSha256 === null || (await hashFile(path, signal, () => {})).sha256 === sumsSha256) return null;
    return differs(
      `${path} agrees with the files beside it, but is not the list that was written: RESTORE.txt may have been changed with it.`,
    );
  } catch (error) {
    signal.throwIfAborted();
    return readFailure(path, error);
  }
}

async function checkSound({ location, manifest }: Expected, job: JobContext): Promise<AppError | null> {
  for (const artifact of manifest.backup.artifacts) {
    job.step(`Indexing ${artifact.file}`, artifact.bytes);
    const problem = await checkDump(join(location, artifact.file), artifact, job);
    if (problem !== null) return problem;
  }
  return null;
}

async function checkDump(path: string, artifact: DatabaseArtifact, job: JobContext): Promise<AppError | null> {
  try {
    const onBytes = (bytes: number): void => job.advance(bytes);
    const index = await indexDumpFile(path, { compression: artifact.compression, signal: job.signal, onBytes });
    const differences = inventoryDifferences(artifact, index);
    return differences.length === 0 ? null : new AppError('verify.inventory-differs', { detail: `${path}: ${differences.join('; ')}.` });
  } catch (error) {
    job.signal.throwIfAborted();
    if (!(error instanceof DumpUnreadableError)) return readFailure(path, error);
    if (error.unreadable.reason === 'unsupported') throw new AppError('verify.cannot-open-here', { detail: `${path}: ${error.message}` });
    return new AppError('verify.unreadable', { detail: `${path}: ${error.message}`, cause: error });
  }
}
