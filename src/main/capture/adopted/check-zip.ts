import { createHash, type Hash } from 'node:crypto';
import type { BundleArtifact } from '../../../shared/model/artifact.ts';
import type { BackupWarning } from '../../../shared/model/backup.ts';
import { ArtifactId } from '../../../shared/model/ids.ts';
import { displayName } from '../../archive/display-name.ts';
import type { ListedFile } from '../../archive/file-list.ts';
import { lastOfEach, type OpenZip, type ZipEntry } from '../../archive/open-zip.ts';
import { unlockZip } from '../../archive/unlock-zip.ts';
import { decompressed } from '../../compression/decompressed.ts';
import { UnreadableError } from '../../compression/unreadable-error.ts';
import { indexDump } from '../../dump-index/index-dump.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import { countsOf } from './check-archive.ts';
import { databaseOf, dumpToolOf, dumpWarnings, kindOf } from './check-dump.ts';
import { artifactFields, isIncremental, type CheckedFile, type Clues } from './checked-file.ts';
import { factsInFileName } from './facts-in-name.ts';
import { compressionOf, headOf } from './recognise.ts';

/** Passwords to be tried, the likeliest first; asked for only when a zip is encrypted. */
export type ZipPasswords = () => Promise<readonly string[]>;

type ZippedDump = BundleArtifact['dumps'][number];

/**
 * Reads a zip as spatie/laravel-backup makes it: every dump in it like a dump of our own, every file hashed. Encrypted ones need the password they were made
 * with. Throws `adopt.not-readable`, `zip.password-missing`, `zip.password-wrong`.
 */
export async function checkZip(
  path: string,
  clues: Clues,
  passwords: ZipPasswords,
  job: Pick<JobContext, 'signal' | 'advance'>,
): Promise<CheckedFile> {
  try {
    await using zip = await unlockZip(path, passwords);
    return await checkOpened(zip, clues, job);
  } catch (error) {
    job.signal.throwIfAborted();
    if (error instanceof UnreadableError) throw new AppError('adopt.not-readable', { detail: error.message, cause: error });
    if (error instanceof AppError && error.code === 'zip.damaged')
      throw new AppError('adopt.not-readable', { detail: error.detail, cause: error });
    throw error;
  }
}

async function checkOpened(zip: OpenZip, clues: Clues, job: Pick<JobContext, 'signal' | 'advance'>): Promise<CheckedFile> {
  const entries = [...lastOfEach(zip.entries).values()];
  if (entries.length === 0) throw new AppError('adopt.not-readable', { detail: 'The zip is empty.' });
  const isDump = dumpsAmong(entries);
  const dumps: ZippedDump[] = [];
  const list: ListedFile[] = [];
  const warnings: BackupWarning[] = [];
  let done = 0;
  for (const entry of entries) {
    job.signal.throwIfAborted();
    if (isDump(entry)) {
      const dump = await readDump(zip, entry, clues, job.signal);
      dumps.push(dump.dump);
      warnings.push(...dump.warnings);
    } else {
      list.push(await listedFile(zip, entry, job.signal));
    }
    done += entry.compressedBytes;
    job.advance(done);
  }
  const incremental = isIncremental(clues);
  if (incremental) warnings.push(ONLY_CHANGES);
  return {
    kind: incremental ? 'incremental' : 'full',
    warnings,
    list,
    artifact: (common, fileList): BundleArtifact => {
      if (fileList === null) throw new Error('a zip was adopted without its list of files');
      return {
        ...artifactFields(common),
        part: 'bundle',
        kind: 'full',
        format: 'zip',
        encrypted: zip.encrypted,
        compression: 'none',
        uncompressedBytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
        dumps,
        fileList,
        counts: countsOf(list),
      };
    },
  };
}

const ONLY_CHANGES: BackupWarning = {
  code: 'adopt.incremental-archive',
  text: 'The server calls this zip incremental: it holds only the files that changed, and nothing tells which were deleted. Restore the full one before it first.',
};

const IN_DUMP_FOLDER = /(?:^|\/)db-dumps\/[^/\p{Cc}]+\.(?:sql|dump)(?:\.(?:gz|bz2|zst))?$/iu;
const AT_THE_TOP = /^[^/\p{Cc}]+\.sql(?:\.(?:gz|bz2|zst))?$/iu;

/** What spatie puts into `db-dumps`; without that folder, SQL at the top. A `.sql` among the files of the site is a file of the site. */
function dumpsAmong(entries: readonly ZipEntry[]): (entry: ZipEntry) => boolean {
  const matching = (pattern: RegExp) => entries.filter(({ type, path }) => type === 'file' && pattern.test(path.toString('utf8')));
  const inFolder = matching(IN_DUMP_FOLDER);
  const dumps = new Set(inFolder.length > 0 ? inFolder : matching(AT_THE_TOP));
  return (entry) => dumps.has(entry);
}

async function readDump(
  zip: OpenZip,
  entry: ZipEntry,
  { beside, siteDatabases }: Clues,
  signal: AbortSignal,
): Promise<{ readonly dump: ZippedDump; readonly warnings: readonly BackupWarning[] }> {
  const path = entry.path.toString('utf8');
  const compression = compressionOf(await headOf(zip.read(entry, signal)));
  const head = await headOf(decompressed(zip.read(entry, signal), compression));
  const hash = createHash('sha256');
  const index = await indexDump(hashed(zip.read(entry, signal), hash), compression, signal);
  const warnings = inDump(path, () => dumpWarnings(index));
  const named = factsInFileName(path);
  const { inventory, uncompressedBytes, serverVersion, characterSets, altersDatabase } = index;
  return {
    dump: {
      id: ArtifactId.parse(crypto.randomUUID()),
      path,
      database: databaseOf(head, { named, beside: { ...beside, database: null }, siteDatabases }),
      kind: kindOf(inventory),
      compression,
      bytes: entry.bytes,
      sha256: hash.digest('hex'),
      uncompressedBytes,
      serverVersion,
      dumpTool: dumpToolOf(index.dumpTool),
      characterSets: [...characterSets],
      altersDatabase,
      inventory,
    },
    warnings: warnings.map(({ code, text }) => ({ code, text: `${displayName(entry.path)}: ${text}` })),
  };
}

async function* hashed(chunks: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

function inDump<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, { detail: `${path}: ${error.detail}`, cause: error });
  }
}

async function listedFile(zip: OpenZip, entry: ZipEntry, signal: AbortSignal): Promise<ListedFile> {
  const { path, type, bytes, mtimeNs, mode, uid, gid, user, group, target } = entry;
  const common = { path, type, bytes, mtimeNs, mode, uid, gid, user, group, target, at: 0 };
  if (type !== 'file') return { ...common, sha256: null };
  const hash = createHash('sha256');
  for await (const chunk of zip.read(entry, signal)) hash.update(chunk);
  return { ...common, sha256: hash.digest('hex') };
}
