import type { BundleArtifact, MediaArtifact } from '../../shared/model/artifact.ts';
import type { ArchivedEntry, ArchiveIndex } from '../archive/archive-index.ts';
import { displayName } from '../archive/display-name.ts';
import type { ListedFile } from '../archive/file-list.ts';
import { indexArchiveFile } from '../archive/index-archive-file.ts';
import { readFileList } from '../archive/read-file-list.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import { pathInPlace, readFailure } from '../places/look-at-copy.ts';
import { unreadable } from './check-dump.ts';
import { bytesOf, type CopyAt } from './read-copy.ts';

/** Differences beyond these say nothing new. */
const NAMED = 20;

/**
 * The archive read to its end mark holds every file and link that the list says lies in it, with size and hash, and nothing else; the list has the counts of
 * the manifest. What lies in the archives before it in the chain is for their own backups to show.
 */
export async function checkMedia(copy: CopyAt, artifact: MediaArtifact, job: JobContext): Promise<AppError | null> {
  const path = pathInPlace(copy.store.place, copy.location, artifact.file);
  const own = artifact.chain.length - 1;
  const list = await readList(copy, artifact, job, (entry) => entry.at === own);
  if (list instanceof AppError) return list;
  try {
    const { compression } = artifact;
    const chunks = bytesOf(copy, artifact.file, job.signal, (bytes) => job.advance(bytes));
    const index = await indexArchiveFile(chunks, { compression, signal: job.signal });
    if (!index.ended) return new AppError('verify.archive-unreadable', { detail: `${path}: the end mark is missing.` });
    const differences = archiveDifferences(artifact, list, index);
    return differences.length === 0 ? null : new AppError('verify.archive-differs', { detail: `${path}: ${named(differences)}.` });
  } catch (error) {
    job.signal.throwIfAborted();
    return unreadable('verify.archive-unreadable', path, error);
  }
}

/**
 * Those entries of a file list that `wanted` names, by the bytes of their path; or what is wrong with the list. Its counts are compared with the manifest's
 * over all entries.
 */
export async function readList(
  copy: CopyAt,
  { fileList, counts }: MediaArtifact | BundleArtifact,
  job: JobContext,
  wanted: (entry: ListedFile) => boolean,
): Promise<ReadonlyMap<string, ListedFile> | AppError> {
  const path = pathInPlace(copy.store.place, copy.location, fileList.file);
  const entries = new Map<string, ListedFile>();
  const found = { files: 0, bytes: 0, folders: 0, links: 0 };
  try {
    for await (const entry of readFileList(bytesOf(copy, fileList.file, job.signal, () => {}))) {
      if (entry.type === 'file') found.files += 1;
      if (entry.type === 'folder') found.folders += 1;
      if (entry.type === 'link') found.links += 1;
      found.bytes += entry.bytes;
      if (wanted(entry)) entries.set(keyOf(entry.path), entry);
    }
  } catch (error) {
    job.signal.throwIfAborted();
    if (!(error instanceof AppError) || error.code !== 'file-list.damaged') return readFailure(path, error);
    return new AppError('verify.file-list-differs', { detail: `${path}: ${error.detail}.`, cause: error });
  }
  const differences = (['files', 'bytes', 'folders', 'links'] as const).flatMap((what) =>
    found[what] === counts[what] ? [] : [`${found[what]} ${what}, the manifest says ${counts[what]}`],
  );
  return differences.length === 0 ? entries : new AppError('verify.file-list-differs', { detail: `${path}: ${differences.join('; ')}.` });
}

/** One sentence each; empty when there are none. Pure. */
export function archiveDifferences(
  { uncompressedBytes }: Pick<MediaArtifact, 'uncompressedBytes'>,
  list: ReadonlyMap<string, ListedFile>,
  index: ArchiveIndex,
): readonly string[] {
  // A name can come twice; the last one counts.
  const archived = new Map(index.entries.map((entry) => [keyOf(entry.path), entry]));
  return [
    ...(index.uncompressedBytes === uncompressedBytes
      ? []
      : [`${index.uncompressedBytes} bytes of archive, the manifest says ${uncompressedBytes}`]),
    ...[...list].flatMap(([key, wanted]) => entryDifferences(wanted, archived.get(key))),
    ...[...archived.values()]
      // A folder says nothing that its files do not.
      .filter(({ type, path }) => type !== 'folder' && !list.has(keyOf(path)))
      .map(({ path }) => `${displayName(path)}: in the archive, not in the list`),
  ];
}

function entryDifferences(wanted: ListedFile, found: ArchivedEntry | undefined): readonly string[] {
  if (wanted.type !== 'file' && wanted.type !== 'link') return [];
  const name = displayName(wanted.path);
  if (found === undefined) return [`${name}: in the list, not in the archive`];
  if (found.type !== wanted.type) return [`${name}: a ${found.type}, the list says a ${wanted.type}`];
  if (wanted.type === 'link') {
    const isSame = found.target !== null && wanted.target !== null && found.target.equals(wanted.target);
    return isSame ? [] : [`${name}: points elsewhere than the list says`];
  }
  if (found.bytes !== wanted.bytes) return [`${name}: ${found.bytes} bytes, the list says ${wanted.bytes}`];
  return found.sha256 === wanted.sha256 ? [] : [`${name}: other bytes than the list says`];
}

export function named(differences: readonly string[]): string {
  const more = differences.length - NAMED;
  return [...differences.slice(0, NAMED), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/** Paths are bytes; as Latin-1 each is a text of its own. */
export function keyOf(path: Buffer): string {
  return path.toString('latin1');
}
