import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, truncate, type FileHandle } from 'node:fs/promises';
import { openNewFile } from '../support/durable-files.ts';
import type { ArtifactWriter } from './place-keeper.ts';
import { writeProblem } from './write-problem.ts';

/**
 * Bytes gathered before one system call. Chunks from SSH are 32 kB and less; written one by one they cost a third of the rate
 * (332 instead of 387 MB/s from loopback with hash).
 */
const BATCH_BYTES = 1024 * 1024;

/** What the keeper needs beyond the port: the file may have to go before it is finished. */
export interface OpenArtifact {
  readonly writer: ArtifactWriter;
  readonly path: string;
  finished(): { readonly bytes: number; readonly sha256: string } | null;
  /** Closes the file whatever state it is in; the caller removes it. */
  abandon(): Promise<void>;
}

/**
 * Hashes and writes one file. One batch is on its way to the disk while the next one fills, so memory stays below two batches and one chunk.
 * A chunk belongs to the writer once handed over: it must not be changed afterwards.
 */
export async function openArtifact(path: string): Promise<OpenArtifact> {
  let file = await openForWriting(path);
  let hash = createHash('sha256');
  let bytes = 0;
  let marked: { readonly bytes: number; readonly hash: Hash } = { bytes: 0, hash: hash.copy() };
  let batch: Buffer[] = [];
  let batchBytes = 0;
  let onItsWay: Promise<void> = Promise.resolve();
  let result: { bytes: number; sha256: string } | null = null;
  let closed = false;

  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await file.close();
  };
  const send = async (): Promise<void> => {
    await onItsWay;
    const full = batch;
    batch = [];
    batchBytes = 0;
    onItsWay = writeAll(file, full);
    // Thrown at the next write or at finish; a rejection that waits for them must not count as unhandled.
    onItsWay.catch(() => {});
  };
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw writeProblem(error, path);
    }
  };

  const take = async (chunk: Buffer): Promise<void> => {
    if (closed) throw new Error(`${path} was written to after it was closed`);
    hash.update(chunk);
    bytes += chunk.length;
    batch.push(chunk);
    batchBytes += chunk.length;
    if (batchBytes >= BATCH_BYTES) await send();
  };
  const flush = async (): Promise<void> => {
    await send();
    await onItsWay;
  };
  const backToMark = async (): Promise<void> => {
    await file.close();
    await truncate(path, marked.bytes);
    // Appends: the position of the other handle lies behind the new end.
    file = await open(path, 'a');
    hash = marked.hash.copy();
    bytes = marked.bytes;
  };

  const writer: ArtifactWriter = {
    write: (chunk) => guarded(() => take(chunk)),
    mark: () =>
      guarded(async () => {
        await flush();
        marked = { bytes, hash: hash.copy() };
        return bytes;
      }),
    async remake(remake) {
      await guarded(flush);
      const beside = `${path}.remade`;
      try {
        const written = bytes === marked.bytes ? nothing() : piecesOf(path, marked.bytes, bytes);
        await saveTo(beside, remake(written));
        await guarded(async () => {
          await backToMark();
          for await (const piece of piecesOf(beside, 0, Number.POSITIVE_INFINITY)) await take(piece);
        });
      } finally {
        await rm(beside, { force: true });
      }
    },
    finish: () =>
      guarded(async () => {
        if (result !== null) return result;
        await flush();
        await file.sync();
        await close();
        result = { bytes, sha256: hash.digest('hex') };
        return result;
      }),
  };
  return {
    writer,
    path,
    finished: () => result,
    async abandon() {
      batch = [];
      await onItsWay.catch(() => {});
      await close();
    },
  };
}

async function openForWriting(path: string): Promise<FileHandle> {
  try {
    return await openNewFile(path);
  } catch (error) {
    throw writeProblem(error, path);
  }
}

async function* nothing(): AsyncGenerator<Buffer, void, undefined> {}

/** The bytes from `start` to before `end`. */
function piecesOf(path: string, start: number, end: number): AsyncIterable<Buffer> {
  return createReadStream(path, { start, end: end - 1, highWaterMark: BATCH_BYTES });
}

async function saveTo(path: string, pieces: AsyncIterable<Buffer>): Promise<void> {
  await using file = await openForWriting(path);
  for await (const piece of pieces) {
    await writeAll(file, [piece]).catch((error: unknown) => {
      throw writeProblem(error, path);
    });
  }
}

/** A disk that fills up takes part of a batch first and says so by a short count; only the next call fails. */
export async function writeAll(file: Pick<FileHandle, 'writev'>, buffers: readonly Buffer[]): Promise<void> {
  let rest = buffers.filter(({ length }) => length > 0);
  while (rest.length > 0) {
    // Systems take at most 1024 buffers in one call (IOV_MAX).
    let { bytesWritten } = await file.writev(rest.slice(0, 1024));
    let done = 0;
    while (done < rest.length && bytesWritten >= (rest[done]?.length ?? 0)) {
      bytesWritten -= rest[done]?.length ?? 0;
      done += 1;
    }
    rest = rest.slice(done);
    const [first] = rest;
    if (first !== undefined && bytesWritten > 0) rest[0] = first.subarray(bytesWritten);
  }
}
