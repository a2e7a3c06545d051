import { join, posix } from 'node:path';
import { filesOf } from '../../shared/model/artifact.ts';
import type { Backup } from '../../shared/model/backup.ts';
import { isFolderPlace, type Place, whereIs } from '../../shared/model/place.ts';
import { AppError } from '../errors/app-error.ts';
import { COMPANION_FILES, MANIFEST_FILE } from '../manifest/companions.ts';
import { type ManifestReading, parseManifest } from '../manifest/read-manifest.ts';
import { errnoOf } from '../support/durable-files.ts';
import type { CopyStore } from './copy-store.ts';

/**
 * Level *present*: every file of every artifact is there with its size, and the companions exist. Reads no content. Null when all is well, else the
 * first problem (`verify.folder-missing`, `verify.artifact-missing`, `verify.size-differs`, `verify.manifest-missing`,
 * `verify.companion-differs`, `verify.read-failed`). Whether the place itself is there is for the caller to know; throws `place.missing`,
 * `place.unreachable` and the like where the place could not be asked.
 */
export async function lookAtCopy(store: CopyStore, location: string, backup: Backup, signal: AbortSignal): Promise<AppError | null> {
  const at = (file: string): string => pathInPlace(store.place, location, file);
  try {
    const found = await store.look(location, signal);
    if (found === null) return new AppError('verify.folder-missing', { detail: location });
    for (const { file, bytes } of backup.artifacts.flatMap(filesOf)) {
      const there = found.get(file);
      if (there === undefined) return new AppError('verify.artifact-missing', { detail: at(file) });
      if (there.bytes !== bytes) {
        return new AppError('verify.size-differs', { detail: `${at(file)}: ${there.bytes} bytes, when it was made ${bytes}.` });
      }
    }
    for (const file of COMPANION_FILES) {
      if (found.has(file)) continue;
      const code = file === MANIFEST_FILE ? 'verify.manifest-missing' : 'verify.companion-differs';
      return new AppError(code, { detail: `${at(file)} is not there.` });
    }
    return null;
  } catch (error) {
    signal.throwIfAborted();
    return readFailure(location, error);
  }
}

/** The manifest that lies at a location. What is wrong with it is a value; throws as `lookAtCopy` does where the place could not be asked. */
export async function readManifestIn(store: CopyStore, location: string, signal: AbortSignal): Promise<ManifestReading> {
  const path = pathInPlace(store.place, location, MANIFEST_FILE);
  try {
    const content = await store.readSmall(location, MANIFEST_FILE, signal);
    if (content === null) return { state: 'missing', reason: `${path} is not there.` };
    return parseManifest(content.toString('utf8'), path);
  } catch (error) {
    signal.throwIfAborted();
    return { state: 'unreadable', reason: readFailure(path, error).detail };
  }
}

/** A file of a copy as people find it. */
export function pathInPlace(place: Place, location: string, file: string): string {
  return isFolderPlace(place) ? join(location, file) : posix.join(location, file);
}

/** What says something about this computer at this moment, not about the copy. */
const NOT_THE_COPY = new Set(['', 'EMFILE', 'ENFILE', 'ENOMEM']);

/**
 * A disk that gives an error instead of bytes, or rights that were taken away. Throws `error` again when the copy is not to blame: the place is not
 * there, does not answer, or refuses as a whole.
 */
export function readFailure(path: string, error: unknown): AppError {
  if (error instanceof AppError) {
    if (error.code.startsWith('verify.')) return error;
    if (error.code !== 'place.read-failed' || (error.cause !== undefined && NOT_THE_COPY.has(errnoOf(error.cause)))) throw error;
    return new AppError('verify.read-failed', { detail: error.detail === '' ? path : error.detail, cause: error });
  }
  if (NOT_THE_COPY.has(errnoOf(error))) throw error;
  return new AppError('verify.read-failed', { detail: `${path}: ${error instanceof Error ? error.message : String(error)}`, cause: error });
}

/** Throws `place.missing` or `place.unreachable` unless what lies in the place can be reached now. */
export async function assertPlaceAnswers(store: CopyStore, signal: AbortSignal): Promise<void> {
  const presence = await store.presence(signal);
  switch (presence.state) {
    case 'there':
      return;
    case 'absent':
      throw new AppError('place.missing', { detail: `${whereIs(store.place)}: ${presence.reason}` });
    case 'unreachable':
      throw new AppError('place.unreachable', { detail: `${whereIs(store.place)}: ${presence.reason}` });
  }
}
