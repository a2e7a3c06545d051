import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../errors/app-error.ts';
import { type Guard, insidePlace } from './guard.ts';

const CHUNK_BYTES = 1024 * 1024;
/** As the port says. */
const SMALL_BYTES = 64 * 1024 * 1024;

/**
 * The bytes of a file from `from` on. While one chunk is being worked on the next is being read. Each chunk has memory of its own, because whoever
 * gets it may keep it; a reader that stops early closes the file.
 */
export async function* readFileFrom(
  guard: Guard,
  location: string,
  file: string,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const path = join(insidePlace(guard.place, location), file);
  const handle = await guard.read(path, signal, () => open(path, 'r'));
  let next: Promise<Buffer> | null = null;
  try {
    const { size } = await guard.read(path, signal, () => handle.stat());
    let position = from;
    while (position < size) {
      next ??= readChunk(handle, position, size);
      const chunk = await guard.read(path, signal, () => next ?? Promise.reject(new Error('nothing is being read')));
      if (chunk.length === 0) throw new AppError('place.read-failed', { detail: `${path} became shorter while it was read.` });
      position += chunk.length;
      next = position < size ? readChunk(handle, position, size) : null;
      next?.catch(() => {});
      yield chunk;
    }
    signal.throwIfAborted();
  } finally {
    await next?.catch(() => {});
    await handle.close().catch(() => {});
  }
}

async function readChunk(handle: FileHandle, position: number, size: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, size - position));
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
  return bytesRead === buffer.length ? buffer : buffer.subarray(0, bytesRead);
}

/** Null when it is not there. Throws when it is larger than any companion. */
export async function readSmallFile(guard: Guard, location: string, file: string, signal: AbortSignal): Promise<Buffer | null> {
  const path = join(insidePlace(guard.place, location), file);
  try {
    return await guard.read(path, signal, async () => {
      await using handle = await open(path, 'r');
      const { size } = await handle.stat();
      if (size > SMALL_BYTES)
        throw new AppError('place.read-failed', { detail: `${path} has ${size} bytes, more than such a file can have.` });
      return handle.readFile({ signal });
    });
  } catch (error) {
    if (isNotThere(error)) return null;
    throw error;
  }
}

/** The place is there, the file is not. */
export function isNotThere(error: unknown): boolean {
  if (!(error instanceof AppError) || !(error.cause instanceof Error) || !('code' in error.cause)) return false;
  return error.cause.code === 'ENOENT' || error.cause.code === 'ENOTDIR';
}
