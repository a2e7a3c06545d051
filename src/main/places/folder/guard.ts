import { isAbsolute, join, relative, sep } from 'node:path';
import { AppError } from '../../errors/app-error.ts';
import { errnoOf } from '../../support/durable-files.ts';
import { assertPlaceIsThere, type MarkedFolder } from '../place-marker.ts';
import { writeProblem } from '../write-problem.ts';

/** Work in a folder of a place that can go away at any moment. */
export interface Guard {
  readonly place: MarkedFolder;
  /** For writing: makes sure that it is this very place, then does the work. Throws `place.missing`, `place.full` or `place.write-failed`. */
  write<T>(path: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  /** For reading: looks at the place only when the work fails. Throws `place.missing` or `place.read-failed`. */
  read<T>(path: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  /** What a failure of the system means here; for streams, which cannot be wrapped. */
  problem(error: unknown, path: string, doing: 'reading' | 'writing'): Promise<unknown>;
}

export function guardOf(place: MarkedFolder): Guard {
  /** A drive that was pulled out fails in many ways (EIO, ENOENT, ENODEV, EROFS); that it is gone is what the operator needs to hear. */
  async function problem(error: unknown, path: string, doing: 'reading' | 'writing'): Promise<unknown> {
    if (error instanceof AppError || errnoOf(error) === '') return error;
    try {
      await assertPlaceIsThere(place);
    } catch (missing) {
      return missing;
    }
    if (doing === 'writing') return writeProblem(error, path);
    return new AppError('place.read-failed', {
      detail: `${path}: ${error instanceof Error ? error.message : String(error)}`,
      cause: error,
    });
  }

  async function guarded<T>(path: string, signal: AbortSignal, doing: 'reading' | 'writing', work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      throw await problem(error, path, doing);
    }
  }

  return {
    place,
    problem,
    read: (path, signal, work) => guarded(path, signal, 'reading', work),
    write: (path, signal, work) =>
      guarded(path, signal, 'writing', async () => {
        await assertPlaceIsThere(place);
        return work();
      }),
  };
}

/**
 * The path of a location or a name in the bin. Both come from the catalog or a caller: one that leads out of the place, or is the place itself, is
 * refused, so that nothing outside is ever read as a copy or removed.
 */
export function insidePlace(place: MarkedFolder, path: string): string {
  const whole = isAbsolute(path) ? path : join(place.folder, path);
  const below = relative(place.folder, whole);
  if (below === '' || isAbsolute(below) || below.split(sep)[0] === '..') {
    throw new AppError('place.missing', { detail: `${path} does not lie in ${place.folder}.` });
  }
  return whole;
}
