import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { filesOf } from '../../shared/model/artifact.ts';
import type { Manifest } from '../../shared/model/manifest.ts';
import { AppError } from '../errors/app-error.ts';
import { parseChecksums } from '../manifest/checksums.ts';
import { MANIFEST_FILE, RESTORE_FILE, SUMS_FILE } from '../manifest/companions.ts';
import { manifestOf, parseManifest } from '../manifest/read-manifest.ts';
import type { CopyStore, PlannedFile } from '../places/copy-store.ts';
import { SourceDamage } from './source-damage.ts';

export interface SourceCopy {
  readonly store: CopyStore;
  readonly location: string;
  /** As the catalog has it: the measure. */
  readonly manifest: Manifest;
  /** Of SHA256SUMS as it was written; null when that is not known, and then the list is its own measure. */
  readonly sumsSha256: string | null;
}

export interface PlannedCopy {
  /** In the order in which they are sent: artifacts, then what is small, the manifest last. */
  readonly files: readonly PlannedFile[];
  /** Content of the companions, which was read and checked already. */
  readonly content: ReadonlyMap<string, Buffer>;
}

/**
 * What a copy of this copy consists of. Companions travel as they were written, byte for byte; an older or newer Holdfast words them differently. Throws
 * `SourceDamage` when files are missing, have another length, or companions are not what was recorded.
 */
export async function planCopy(source: SourceCopy, signal: AbortSignal): Promise<PlannedCopy> {
  const { store, location, manifest } = source;
  const artifacts = manifest.backup.artifacts.flatMap(filesOf);
  const found = await store.look(location, signal);
  if (found === null) throw new SourceDamage('present', new AppError('verify.folder-missing', { detail: location }));
  for (const { file, bytes } of artifacts) {
    const there = found.get(file);
    if (there === undefined) throw new SourceDamage('present', new AppError('verify.artifact-missing', { detail: `${location}: ${file}` }));
    if (there.bytes !== bytes) {
      const detail = `${location}: ${file} has ${there.bytes} bytes, when it was made ${bytes}.`;
      throw new SourceDamage('present', new AppError('verify.size-differs', { detail }));
    }
  }
  const content = await readCompanions(source, signal);
  const companions = [...content].map(([file, bytes]) => ({ file, bytes: bytes.length, sha256: sha256Of(bytes) }));
  return { files: [...artifacts, ...companions], content };
}

async function readCompanions(source: SourceCopy, signal: AbortSignal): Promise<ReadonlyMap<string, Buffer>> {
  const { store, location, manifest, sumsSha256 } = source;
  const read = async (file: string): Promise<Buffer> => {
    const content = await store.readSmall(location, file, signal);
    if (content !== null) return content;
    const code = file === MANIFEST_FILE ? 'verify.manifest-missing' : 'verify.companion-differs';
    throw new SourceDamage('intact', new AppError(code, { detail: `${location}: ${file} is not there.` }));
  };
  const sums = await read(SUMS_FILE);
  const differs = (detail: string) =>
    new SourceDamage('intact', new AppError('verify.companion-differs', { detail: `${location}: ${detail}` }));
  if (sumsSha256 !== null && sha256Of(sums) !== sumsSha256) throw differs(`${SUMS_FILE} is not the list that was written.`);
  const listed = new Map((parseChecksums(sums.toString('utf8')) ?? []).map(({ file, sha256 }) => [file, sha256]));
  for (const { file, sha256 } of manifest.backup.artifacts.flatMap(filesOf)) {
    if (listed.get(file) !== sha256) throw differs(`${SUMS_FILE} does not list ${file} as it was made.`);
  }
  const restore = await read(RESTORE_FILE);
  const document = await read(MANIFEST_FILE);
  if (listed.get(RESTORE_FILE) !== sha256Of(restore)) throw differs(`${RESTORE_FILE} is not what ${SUMS_FILE} says.`);
  if (listed.get(MANIFEST_FILE) !== sha256Of(document) || !describes(document, manifest)) {
    throw new SourceDamage('intact', new AppError('verify.manifest-differs', { detail: `${location}: ${MANIFEST_FILE}` }));
  }
  return new Map([
    [RESTORE_FILE, restore],
    [SUMS_FILE, sums],
    [MANIFEST_FILE, document],
  ]);
}

function describes(document: Buffer, manifest: Manifest): boolean {
  const reading = parseManifest(document.toString('utf8'));
  return reading.state === 'read' && isDeepStrictEqual(manifestOf(reading), manifest);
}

function sha256Of(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
