import type { DatabaseArtifact } from '../../shared/model/artifact.ts';
import { UnreadableError } from '../compression/unreadable-error.ts';
import type { DumpIndex } from '../dump-index/dump-index.ts';
import { indexDump } from '../dump-index/index-dump.ts';
import { indexDumpFile } from '../dump-index/index-dump-file.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import { pathInPlace, readFailure } from '../places/look-at-copy.ts';
import { inventoryDifferences } from './compare-inventory.ts';
import { bytesOf, type CopyAt, localPathOf } from './read-copy.ts';

/** Decompressed to its end, indexed anew, compared with the manifest: objects, rows per table, bytes, end mark. */
export async function checkDump(copy: CopyAt, artifact: DatabaseArtifact, job: JobContext): Promise<AppError | null> {
  const path = pathInPlace(copy.store.place, copy.location, artifact.file);
  try {
    const differences = inventoryDifferences(artifact, await indexOf(copy, artifact, job));
    return differences.length === 0 ? null : new AppError('verify.inventory-differs', { detail: `${path}: ${differences.join('; ')}.` });
  } catch (error) {
    job.signal.throwIfAborted();
    return unreadable('verify.unreadable', path, error);
  }
}

function indexOf(copy: CopyAt, { file, compression }: DatabaseArtifact, job: JobContext): Promise<DumpIndex> {
  const onBytes = (bytes: number): void => job.advance(bytes);
  const local = localPathOf(copy, file);
  if (local !== null) return indexDumpFile(local, { compression, signal: job.signal, onBytes });
  return indexDump(bytesOf(copy, file, job.signal, onBytes), compression, job.signal);
}

/** What a file that could not be read through says of the copy. Throws `verify.cannot-open-here`, and what says nothing of the copy. */
export function unreadable(code: 'verify.unreadable' | 'verify.archive-unreadable', path: string, error: unknown): AppError {
  if (!(error instanceof UnreadableError)) return readFailure(path, error);
  if (error.unreadable.reason === 'unsupported') throw new AppError('verify.cannot-open-here', { detail: `${path}: ${error.message}` });
  return new AppError(code, { detail: `${path}: ${error.message}`, cause: error });
}
