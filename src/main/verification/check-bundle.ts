import { createHash } from 'node:crypto';
import type { BundleArtifact } from '../../shared/model/artifact.ts';
import type { SourceId } from '../../shared/model/ids.ts';
import { displayName } from '../archive/display-name.ts';
import type { ListedFile } from '../archive/file-list.ts';
import { openZip, type OpenZip, type ZipEntry } from '../archive/open-zip.ts';
import { UnreadableError } from '../compression/unreadable-error.ts';
import { indexDump } from '../dump-index/index-dump.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import { pathInPlace, readFailure } from '../places/look-at-copy.ts';
import { keyOf, named, readList } from './check-media.ts';
import { objectDifferences } from './compare-inventory.ts';
import { type CopyAt, localPathOf } from './read-copy.ts';

/** The password for the zips of a source; null when none is known here. */
export type ArchivePassword = (sourceId: SourceId) => Promise<string | null>;

/**
 * A zip that the server made: its table of contents names the files of the list and the dumps and nothing else; what is in them is read, hashed and
 * indexed, as far as it is not encrypted or the password is here. A zip is read from its end, so only in a folder of this computer; elsewhere the list
 * is compared with the manifest, and that the zip is as it was when it was opened first is what *intact* has shown.
 */
export async function checkBundle(
  copy: CopyAt,
  artifact: BundleArtifact,
  passwordOf: ArchivePassword | null,
  job: JobContext,
): Promise<AppError | null> {
  const list = await readList(copy, artifact, job, () => true);
  if (list instanceof AppError) return list;
  const local = localPathOf(copy, artifact.file);
  if (local === null) return null;
  const path = pathInPlace(copy.store.place, copy.location, artifact.file);
  try {
    const password = artifact.encrypted ? ((await passwordOf?.(artifact.sourceId)) ?? null) : null;
    await using zip = await openAsFarAsKnown(local, password);
    const differences = [
      ...contentDifferences(artifact, list, zip),
      ...(zip.readable ? await insideDifferences(artifact, list, zip, job) : []),
    ];
    return differences.length === 0 ? null : new AppError('verify.archive-differs', { detail: `${path}: ${named(differences)}.` });
  } catch (error) {
    job.signal.throwIfAborted();
    if (error instanceof AppError && error.code === 'zip.damaged')
      return new AppError('verify.archive-unreadable', { detail: `${path}: ${error.detail}`, cause: error });
    if (!(error instanceof UnreadableError)) return readFailure(path, error);
    return new AppError('verify.archive-unreadable', { detail: `${path}: ${error.message}`, cause: error });
  }
}

/** A password that opens this zip no more, or none: its names can still be read. */
async function openAsFarAsKnown(path: string, password: string | null): Promise<OpenZip & { readonly readable: boolean }> {
  try {
    const zip = await openZip(path, password);
    return { ...zip, readable: !zip.encrypted || password !== null };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'zip.password-wrong') throw error;
    return { ...(await openZip(path, null)), readable: false };
  }
}

/** Names and sizes alone, which are never encrypted. */
function contentDifferences({ dumps }: BundleArtifact, list: ReadonlyMap<string, ListedFile>, { entries }: OpenZip): readonly string[] {
  const there = new Map(entries.map((entry) => [keyOf(entry.path), entry]));
  const dumpKeys = new Set(dumps.map(({ path }) => keyOf(Buffer.from(path))));
  return [
    ...[...list].flatMap(([key, { type, path, bytes }]) => {
      if (type !== 'file') return [];
      const found = there.get(key);
      if (found === undefined) return [`${displayName(path)}: in the list, not in the zip`];
      return found.bytes === bytes ? [] : [`${displayName(path)}: ${found.bytes} bytes, the list says ${bytes}`];
    }),
    ...dumps.flatMap(({ path, bytes }) => {
      const found = there.get(keyOf(Buffer.from(path)));
      if (found === undefined) return [`${path}: in the manifest, not in the zip`];
      return found.bytes === bytes ? [] : [`${path}: ${found.bytes} bytes, the manifest says ${bytes}`];
    }),
    ...entries
      .filter(({ type, path }) => type === 'file' && !list.has(keyOf(path)) && !dumpKeys.has(keyOf(path)))
      .map(({ path }) => `${displayName(path)}: in the zip, not in the list`),
  ];
}

async function insideDifferences(
  { dumps }: BundleArtifact,
  list: ReadonlyMap<string, ListedFile>,
  zip: OpenZip,
  job: JobContext,
): Promise<readonly string[]> {
  const byKey = new Map(dumps.map((dump) => [keyOf(Buffer.from(dump.path)), dump]));
  const differences: string[] = [];
  let done = 0;
  for (const entry of zip.entries) {
    job.signal.throwIfAborted();
    const key = keyOf(entry.path);
    const dump = byKey.get(key);
    const listed = list.get(key);
    if (dump !== undefined) {
      // Not every program that makes such dumps ends them with a mark; when the zip was adopted it was looked for where it belongs.
      const { inventory } = await indexDump(zip.read(entry, job.signal), dump.compression, job.signal);
      differences.push(...objectDifferences(dump.inventory, inventory).map((text) => `${dump.path}: ${text}`));
    }
    if (listed?.type === 'file' && listed.sha256 !== null && (await hashOf(zip, entry, job)) !== listed.sha256) {
      differences.push(`${displayName(entry.path)}: other bytes than the list says`);
    }
    done += entry.compressedBytes;
    job.advance(done);
  }
  return differences;
}

async function hashOf(zip: OpenZip, entry: ZipEntry, job: JobContext): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of zip.read(entry, job.signal)) hash.update(piece);
  return hash.digest('hex');
}
