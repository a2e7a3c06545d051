import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../errors/app-error.ts';
import { openNewFile, PRIVATE_FILE_MODE } from '../../support/durable-files.ts';
import { writeAll } from '../artifact-writer.ts';
import type { FileSink, PlannedFile } from '../copy-store.ts';
import { partialFileName } from '../partial-names.ts';
import type { Guard } from './guard.ts';

/** Bytes gathered before one system call. */
const BATCH_BYTES = 1024 * 1024;
/** After so many bytes the place is looked at again: a mount point whose drive is gone takes files just as well. */
const LOOK_AGAIN_BYTES = 256 * 1024 * 1024;

/** A sink whose file can be closed whatever state it is in. */
export interface FolderSink extends FileSink {
  /** Closes; what was written stays. Never throws. */
  close(): Promise<void>;
}

/** The file lies there whole: same size, same bytes. Reads it. */
export async function isWhole(path: string, planned: PlannedFile, signal: AbortSignal): Promise<Hash | null> {
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile() || found.size !== planned.bytes) return null;
  const hash = await readHash(path, planned.bytes, signal);
  return hash?.copy().digest('hex') === planned.sha256 ? hash : null;
}

/** Null when it cannot be read: a file on a bad sector is not whole, and is written anew beside it. */
async function readHash(path: string, bytes: number, signal: AbortSignal): Promise<Hash | null> {
  try {
    await using handle = await open(path, 'r');
    return await hashOf(handle, bytes, signal);
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

/** A sink for what is there already: nothing is written. */
export function wholeSink(planned: PlannedFile, prefix: Hash): FolderSink {
  return {
    offset: planned.bytes,
    prefix,
    write: async () => {
      throw new Error(`${planned.file} is whole already`);
    },
    finish: async () => {},
    close: async () => {},
  };
}

/** Takes up what lies there under the partial name, hashed again byte by byte, or begins. */
export async function openSink(guard: Guard, folder: string, planned: PlannedFile, signal: AbortSignal): Promise<FolderSink> {
  const path = join(folder, planned.file);
  const partial = join(folder, partialFileName(planned.file));
  const { handle, offset, prefix } = await guard.write(partial, signal, () => openPartial(partial, planned, signal));
  let written = offset;
  let looked = offset;
  let batch: Buffer[] = [];
  let batchBytes = 0;
  let onItsWay: Promise<void> = Promise.resolve();
  let state: 'open' | 'closed' = 'open';

  async function send(): Promise<void> {
    await onItsWay;
    const full = batch;
    batch = [];
    batchBytes = 0;
    onItsWay = writeAll(handle, full);
    // Thrown at the next write or at finish; a rejection that waits for them must not count as unhandled.
    onItsWay.catch(() => {});
  }
  async function close(): Promise<void> {
    if (state === 'closed') return;
    state = 'closed';
    // What was gathered counts as arrived: a line that is lost every few kilobytes would otherwise never come further.
    await send().catch(() => {});
    await onItsWay.catch(() => {});
    await handle.sync().catch(() => {});
    await handle.close().catch(() => {});
  }
  async function write(chunk: Buffer): Promise<void> {
    if (state === 'closed') throw new Error(`${path} was written to after it was closed`);
    written += chunk.length;
    if (written > planned.bytes)
      throw new AppError('copy.arrived-different', { detail: `${path}: more than ${planned.bytes} bytes came.` });
    batch.push(chunk);
    batchBytes += chunk.length;
    if (batchBytes < BATCH_BYTES) return;
    signal.throwIfAborted();
    if (written - looked >= LOOK_AGAIN_BYTES) {
      looked = written;
      await guard.write(path, signal, send);
      return;
    }
    try {
      await send();
    } catch (error) {
      throw await guard.problem(error, path, 'writing');
    }
  }
  async function finish(): Promise<void> {
    if (state === 'closed') throw new Error(`${path} is finished already`);
    await guard.write(path, signal, async () => {
      await send();
      await onItsWay;
      await handle.sync();
      const { size } = await handle.stat();
      if (size !== planned.bytes)
        throw new AppError('copy.arrived-different', { detail: `${path} has ${size} bytes, not ${planned.bytes}.` });
      state = 'closed';
      await handle.close();
      await rename(partial, path);
    });
  }
  return { offset, prefix, write, finish, close };
}

interface Taken {
  readonly handle: FileHandle;
  readonly offset: number;
  readonly prefix: Hash;
}

async function openPartial(path: string, planned: PlannedFile, signal: AbortSignal): Promise<Taken> {
  const found = await stat(path).catch(() => null);
  if (found === null) return { handle: await openNewFile(path), offset: 0, prefix: createHash('sha256') };
  const handle = await open(path, 'r+', PRIVATE_FILE_MODE);
  try {
    const prefix = found.size <= planned.bytes ? await hashOf(handle, found.size, signal).catch(unlessAborted(signal)) : null;
    const isWrong = prefix === null || (found.size === planned.bytes && prefix.copy().digest('hex') !== planned.sha256);
    // Hashing has left the position behind the last byte, where writing goes on.
    if (!isWrong) return { handle, offset: found.size, prefix };
  } catch (error) {
    await handle.close();
    throw error;
  }
  // Opened anew: hashing has moved the position of this one, and writing there would leave a hole before it.
  await handle.close();
  return { handle: await open(path, 'w', PRIVATE_FILE_MODE), offset: 0, prefix: createHash('sha256') };
}

/** What cannot be read is written anew. */
function unlessAborted(signal: AbortSignal): () => null {
  return () => {
    signal.throwIfAborted();
    return null;
  };
}

/** SHA-256 state over the first `bytes`; null when the file ends before. Leaves the position of the file behind them. */
async function hashOf(handle: FileHandle, bytes: number, signal: AbortSignal): Promise<Hash | null> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafeSlow(BATCH_BYTES);
  for (let done = 0; done < bytes;) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, bytes - done), null);
    if (bytesRead === 0) return null;
    hash.update(buffer.subarray(0, bytesRead));
    done += bytesRead;
  }
  return hash;
}
