import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isFolderPlace } from '../../shared/model/place.ts';
import type { CopyStore } from '../places/copy-store.ts';
import { hashFile, type HashedFile } from './hash-file.ts';

/** Where the bytes of a copy lie. */
export interface CopyAt {
  readonly store: CopyStore;
  readonly location: string;
}

/** Absolute path of a file of a copy that lies in a folder of this computer; null for any other place. What has a path is read faster by it. */
export function localPathOf({ store, location }: CopyAt, file: string): string | null {
  return isFolderPlace(store.place) ? join(location, file) : null;
}

/** Reads a whole file of a copy and hashes it; of S3 this is the full read-back. `onBytes`: read so far. Throws as `store.read` and `hashFile`. */
export async function hashFileOf(copy: CopyAt, file: string, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<HashedFile> {
  const path = localPathOf(copy, file);
  if (path !== null) return hashFile(path, signal, onBytes);
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of copy.store.read(copy.location, file, 0, signal)) {
    hash.update(chunk);
    bytes += chunk.length;
    onBytes(bytes);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** The bytes of a file of a copy, with progress. */
export async function* bytesOf(
  { store, location }: CopyAt,
  file: string,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of store.read(location, file, 0, signal)) {
    bytes += chunk.length;
    onBytes(bytes);
    yield chunk;
  }
}
