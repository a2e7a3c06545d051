import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backup } from '../../shared/model/backup.ts';
import { AppError } from '../errors/app-error.ts';
import { COMPANION_FILES } from '../manifest/companions.ts';
import { errnoOf } from '../support/durable-files.ts';

/**
 * Level *present*: the folder is there, every artifact has its size, the companions exist. Reads no content. Null when all is well, else the first
 * problem (`verify.folder-missing`, `verify.artifact-missing`, `verify.size-differs`, `verify.manifest-missing`, `verify.companion-differs`,
 * `verify.read-failed`). Whether the place itself is there is for the caller to know first.
 */
export async function lookAtCopy(location: string, backup: Backup): Promise<AppError | null> {
  const folder = await kindOf(location);
  if (folder instanceof AppError) return folder;
  if (folder.kind !== 'folder') return new AppError('verify.folder-missing', { detail: location });
  for (const { file, bytes } of backup.artifacts) {
    const found = await kindOf(join(location, file));
    if (found instanceof AppError) return found;
    if (found.kind !== 'file') return new AppError('verify.artifact-missing', { detail: join(location, file) });
    if (found.bytes !== bytes) {
      return new AppError('verify.size-differs', { detail: `${join(location, file)}: ${found.bytes} bytes, when it was made ${bytes}.` });
    }
  }
  for (const file of COMPANION_FILES) {
    const found = await kindOf(join(location, file));
    if (found instanceof AppError) return found;
    if (found.kind === 'file') continue;
    const code = file === 'manifest.json' ? 'verify.manifest-missing' : 'verify.companion-differs';
    return new AppError(code, { detail: `${join(location, file)} is not there.` });
  }
  return null;
}

type Found = { readonly kind: 'file'; readonly bytes: number } | { readonly kind: 'folder' } | { readonly kind: 'nothing' };

async function kindOf(path: string): Promise<Found | AppError> {
  try {
    const found = await stat(path);
    if (found.isFile()) return { kind: 'file', bytes: found.size };
    return found.isDirectory() ? { kind: 'folder' } : { kind: 'nothing' };
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT' || errno === 'ENOTDIR' || errno === 'ELOOP') return { kind: 'nothing' };
    return readFailure(path, error);
  }
}

/** What says something about this computer at this moment, not about the copy. */
const NOT_THE_COPY = new Set(['', 'EMFILE', 'ENFILE', 'ENOMEM']);

/** A disk that gives an error instead of bytes, or rights that were taken away. Throws `error` again when the copy is not to blame. */
export function readFailure(path: string, error: unknown): AppError {
  if (NOT_THE_COPY.has(errnoOf(error))) throw error;
  return new AppError('verify.read-failed', { detail: `${path}: ${error instanceof Error ? error.message : String(error)}`, cause: error });
}
