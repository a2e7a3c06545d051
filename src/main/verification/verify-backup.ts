import type { Artifact } from '../../shared/model/artifact.ts';
import type { ProofLevel } from '../../shared/model/backup.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { CheckResult } from '../../shared/model/proof.ts';
import type { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { CopyStore } from '../places/copy-store.ts';
import { assertPlaceAnswers, lookAtCopy } from '../places/look-at-copy.ts';
import { type ArchivePassword, checkBundle } from './check-bundle.ts';
import { checkConfig, type OpenSealed } from './check-config.ts';
import { checkDump } from './check-dump.ts';
import { checkIntact } from './check-intact.ts';
import { checkMedia } from './check-media.ts';

export type VerifiableLevel = Exclude<ProofLevel, 'proven'>;

export interface Verification {
  readonly store: CopyStore;
  /** Of the copy in the store. */
  readonly location: string;
  /** As the catalog has it: the measure. What lies in the folder may be what was changed. */
  readonly manifest: Manifest;
  /** Of SHA256SUMS as it was written, from the catalog; null when that is not known, and then the list is its own measure. */
  readonly sumsSha256: string | null;
  readonly level: VerifiableLevel;
  /** Opens what was sealed here; null when the key is not here, and then a sealed artifact is sound as soon as its own form is. */
  readonly openSealed: OpenSealed | null;
  /** Of encrypted zips. Absent or null: only what is not encrypted in them is compared. */
  readonly archivePassword?: ArchivePassword | null;
}

export interface Verified {
  /** To be applied to the proof the copy has by then (`nextProof`), whatever it says: another check may have ended meanwhile. */
  readonly result: CheckResult;
  /** Null when the level was reached. */
  readonly problem: AppError | null;
}

/**
 * Checks one copy in a place of any kind up to a level; it only reads. A fault that is found is a value, which withdraws the proof.
 *
 *   present   every file of every artifact is there with its size, and so are the companions
 *   intact    every byte re-read: artifacts, file lists and manifest against the catalog, manifest.json and RESTORE.txt against SHA256SUMS, and
 *             SHA256SUMS against the catalog where its hash is known. In S3 this is a read-back of everything, which costs money
 *   sound     what is inside is what the manifest says. Dumps: indexed anew, objects, rows per table, bytes, end mark. Media: the archive read to its end
 *             mark holds the files its list says with their hashes and nothing else, and the list has the manifest's counts. Settings: sealed
 *             in the form of age, and opened where the key is here. A zip: its dumps and files
 *
 * Throws, and nothing is known of the copy then: the reason of the signal when cancelled, `place.missing` when the drive is not connected,
 * `place.unreachable` and `place.refused` of a place that is not on this computer, `verify.cannot-open-here` when this computer lacks the
 * decompression.
 */
export async function verifyBackup(request: Verification, job: JobContext): Promise<Verified> {
  const { store, manifest, level } = request;
  job.signal.throwIfAborted();
  await assertPlaceAnswers(store, job.signal);
  for (const step of LADDER.slice(0, LADDER.findIndex(({ shows }) => shows === level) + 1)) {
    const problem = await step.check(request, job);
    job.signal.throwIfAborted();
    if (problem === null) {
      job.log(`${manifest.backup.folder}: ${step.shows}`);
      continue;
    }
    // A drive that was unplugged in the middle says nothing about the copy on it.
    await assertPlaceAnswers(store, job.signal);
    job.log(problem.message);
    const { code, title, detail } = problem.toProblem();
    return { result: { ok: false, step: step.shows, code, text: detail === '' ? title : `${title}: ${detail}` }, problem };
  }
  return { result: { ok: true, level }, problem: null };
}

interface Rung {
  readonly shows: VerifiableLevel;
  check(request: Verification, job: JobContext): Promise<AppError | null>;
}

const LADDER: readonly Rung[] = [
  { shows: 'present', check: checkPresent },
  { shows: 'intact', check: checkIntact },
  { shows: 'sound', check: checkSound },
];

async function checkPresent({ store, location, manifest }: Verification, job: JobContext): Promise<AppError | null> {
  job.step('Looking at the files');
  return lookAtCopy(store, location, manifest.backup, job.signal);
}

async function checkSound(request: Verification, job: JobContext): Promise<AppError | null> {
  for (const artifact of request.manifest.backup.artifacts) {
    job.step(`${DOING[artifact.part]} ${artifact.file}`, artifact.bytes === 0 ? null : artifact.bytes);
    const problem = await checkArtifact(request, artifact, job);
    if (problem !== null) return problem;
  }
  return null;
}

const DOING: Readonly<Record<Artifact['part'], string>> = {
  database: 'Indexing',
  media: 'Comparing',
  config: 'Opening',
  bundle: 'Comparing',
};

function checkArtifact(request: Verification, artifact: Artifact, job: JobContext): Promise<AppError | null> {
  switch (artifact.part) {
    case 'database':
      return checkDump(request, artifact, job);
    case 'media':
      return checkMedia(request, artifact, job);
    case 'config':
      return checkConfig(request, artifact, request.openSealed, job);
    case 'bundle':
      return checkBundle(request, artifact, request.archivePassword ?? null, job);
  }
}
