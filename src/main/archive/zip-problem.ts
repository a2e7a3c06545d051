import { ERR_ENCRYPTED, ERR_INVALID_PASSWORD, ERR_UNSAFE_FILENAME } from '@zip.js/zip.js';
import { displayName } from './display-name.ts';
import { AppError } from '../errors/app-error.ts';

/** What the zip library says, as a problem. Errors of the file system and of others pass as they are. */
export function zipProblem(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError || 'syscall' in error) return error;
  if (error.message === ERR_INVALID_PASSWORD) return new AppError('zip.password-wrong', { cause: error });
  if (error.message === ERR_ENCRYPTED) return new AppError('zip.password-missing', { cause: error });
  if (error.message === ERR_UNSAFE_FILENAME)
    return new AppError('zip.damaged', {
      detail: `A name in it leads out of the folder it is unpacked in: ${nameIn(error)}`,
      cause: error,
    });
  return new AppError('zip.damaged', { detail: error.message, cause: error });
}

function nameIn(error: Error): string {
  return displayName(Buffer.from('filename' in error ? String(error.filename) : ''));
}
