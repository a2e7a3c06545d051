import { AppError } from '../errors/app-error.ts';
import { errnoOf } from '../support/durable-files.ts';

/** No room: on the disk, or within what this account may use of it. */
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT']);

/** What the system said about a write, as the problem the operator can act on. An AppError passes unchanged. */
export function writeProblem(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  const errno = errnoOf(error);
  const said = error instanceof Error ? error.message : String(error);
  if (NO_ROOM.has(errno)) return new AppError('place.full', { detail: `${path}: ${said}`, cause: error });
  const why = errno === 'EFBIG' ? ' The file system, or a limit of this account, does not allow a file this large.' : '';
  return new AppError('place.write-failed', { detail: `${path}: ${said}${why}`, cause: error });
}
