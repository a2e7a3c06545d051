import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { writeAll } from '../places/artifact-writer.ts';
import { writeProblem } from '../places/write-problem.ts';
import { PRIVATE_FILE_MODE, replaceFile, syncFolder } from '../support/durable-files.ts';

/** The file of a server that is being pulled, as it was when the pull began. */
export const PulledSource = z.object({
  serverId: z.string(),
  path: z.string(),
  bytes: z.int().nonnegative(),
  /** Changes when the file does. */
  stamp: z.string(),
});
export type PulledSource = z.infer<typeof PulledSource>;

const State = PulledSource.extend({
  /** Bytes known to be on the disk, whatever the length of the file says after a power cut. */
  arrived: z.int().nonnegative(),
});

/** Names beside the file that is to be. */
export const partialNameOf = (target: string): string => `${target}.partial`;
export const stateNameOf = (target: string): string => `${target}.partial.json`;

/** Bytes gathered before one system call. */
const BATCH_BYTES = 1024 * 1024;
/** After so many bytes what has arrived is made durable in the background: a power cut costs no more than these. */
const CHECKPOINT_BYTES = 64 * 1024 * 1024;

/** A file that arrives in pieces, over lost lines and restarts of the app. */
export interface PartialFile {
  /** Bytes so far, all of them hashed. */
  readonly position: number;
  /** Resolves when more may come; null: at once. Memory stays below two batches and a chunk. The chunk belongs to the file. */
  write(chunk: Buffer): Promise<void> | null;
  /** SHA-256 of everything so far, lower-case hex. */
  digest(): string;
  /** Makes it durable, gives it its name, and forgets the state. */
  finish(): Promise<void>;
  /** What has arrived stays for the next attempt. Never throws. */
  suspend(): Promise<void>;
  /** Never throws. */
  discard(): Promise<void>;
}

/**
 * Takes up what an earlier attempt left of the same, unchanged source (read and hashed again), or begins. Throws `place.full`, `place.write-failed`, or
 * the reason of `signal`.
 */
export async function openPartialFile(target: string, source: PulledSource, signal: AbortSignal): Promise<PartialFile> {
  try {
    return await openAt(target, source, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw writeProblem(error, target);
  }
}

async function openAt(target: string, source: PulledSource, signal: AbortSignal): Promise<PartialFile> {
  const path = partialNameOf(target);
  const arrived = await arrivedBefore(target, source);
  // Without arrival nothing of an older file may stay: neither its bytes nor what was said of it.
  if (arrived === 0) await rm(stateNameOf(target), { force: true });
  const flags = constants.O_RDWR | constants.O_CREAT | (arrived === 0 ? constants.O_TRUNC : 0);
  const handle = await open(path, flags, PRIVATE_FILE_MODE);
  try {
    await handle.truncate(arrived);
    const hash = await hashOfFirst(handle, arrived, signal);
    return partialFile({ target, source, handle, hash, arrived });
  } catch (error) {
    await handle.close();
    throw error;
  }
}

interface Opened {
  readonly target: string;
  readonly source: PulledSource;
  readonly handle: FileHandle;
  readonly hash: Hash;
  readonly arrived: number;
}

function partialFile({ target, source, handle, hash, arrived }: Opened): PartialFile {
  let position = arrived;
  let batch: Buffer[] = [];
  let batchBytes = 0;
  let written = arrived;
  let marked = arrived;
  let onItsWay: Promise<void> = Promise.resolve();
  let marking: Promise<void> = Promise.resolve();
  let isMarking = false;
  let state: 'open' | 'closed' = 'open';

  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw writeProblem(error, target);
    }
  };
  /** Everything written by now, on the disk and in the state. */
  async function mark(): Promise<void> {
    const bytes = written;
    await handle.datasync();
    await replaceFile(stateNameOf(target), JSON.stringify({ ...source, arrived: bytes }));
  }
  async function send(): Promise<void> {
    await onItsWay;
    // A disk that is busy with the last mark gets no second one.
    if (written - marked >= CHECKPOINT_BYTES && !isMarking) {
      marked = written;
      isMarking = true;
      marking = mark().finally(() => {
        isMarking = false;
      });
      marking.catch(() => {});
    }
    const full = batch;
    const bytes = batchBytes;
    batch = [];
    batchBytes = 0;
    onItsWay = writeAll(handle, full).then(() => {
      written += bytes;
    });
    // Thrown at the next write or at finish; a rejection that waits for them must not count as unhandled.
    onItsWay.catch(() => {});
  }
  async function close(): Promise<boolean> {
    if (state === 'closed') return false;
    state = 'closed';
    await marking.catch(() => {});
    await onItsWay.catch(() => {});
    return true;
  }

  return {
    get position() {
      return position;
    },
    write(chunk) {
      if (state === 'closed') throw new Error(`${target} was written to after it was closed`);
      hash.update(chunk);
      position += chunk.length;
      batch.push(chunk);
      batchBytes += chunk.length;
      return batchBytes >= BATCH_BYTES ? guarded(send) : null;
    },
    digest: () => hash.copy().digest('hex'),
    finish: () =>
      guarded(async () => {
        await send();
        await onItsWay;
        await marking.catch(() => {});
        await handle.sync();
        state = 'closed';
        await handle.close();
        await rename(partialNameOf(target), target);
        await rm(stateNameOf(target), { force: true });
        await syncFolder(dirname(target));
      }),
    async suspend() {
      if (state === 'open') await send().catch(() => {});
      if (!(await close())) return;
      await mark().catch(() => {});
      await handle.close().catch(() => {});
    },
    async discard() {
      if (!(await close())) return;
      await handle.close().catch(() => {});
      await removePartial(target);
    },
  };
}

/** Whether an attempt left something that may be gone on with. */
export function hasPartial(target: string): Promise<boolean> {
  return stat(stateNameOf(target)).then(
    () => true,
    () => false,
  );
}

/** Removes what an attempt left beside `target`. Never throws. */
export async function removePartial(target: string): Promise<void> {
  for (const path of [stateNameOf(target), partialNameOf(target)]) await rm(path, { force: true }).catch(() => {});
}

/** 0 when nothing usable is there. */
async function arrivedBefore(target: string, source: PulledSource): Promise<number> {
  try {
    const { arrived, ...before } = State.parse(JSON.parse(await readFile(stateNameOf(target), 'utf8')));
    const { size } = await stat(partialNameOf(target));
    return isSame(before, source) && arrived <= size && arrived <= source.bytes ? arrived : 0;
  } catch {
    return 0;
  }
}

/** The same file of the same server, not changed since. */
export function isSame(a: PulledSource, b: PulledSource): boolean {
  return a.serverId === b.serverId && a.path === b.path && a.bytes === b.bytes && a.stamp === b.stamp;
}

/** Leaves the position of the file behind these bytes. */
async function hashOfFirst(handle: FileHandle, bytes: number, signal: AbortSignal): Promise<Hash> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafeSlow(BATCH_BYTES);
  for (let done = 0; done < bytes;) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, bytes - done), null);
    if (bytesRead === 0) throw new Error('the file became shorter while it was read');
    hash.update(buffer.subarray(0, bytesRead));
    done += bytesRead;
  }
  return hash;
}
