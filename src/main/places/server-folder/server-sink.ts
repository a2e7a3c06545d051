import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { AppError } from '../../errors/app-error.ts';
import type { SftpAccess } from '../../servers/ssh/sftp-access.ts';
import { WRITE_WINDOW_BYTES } from '../../servers/ssh/sftp-write.ts';
import type { FileSink, PlannedFile } from '../copy-store.ts';
import { partialFileName } from '../partial-names.ts';
import type { ServerDigest } from './server-draft.ts';

export interface ServerSink extends FileSink {
  /** Closes; what arrived stays. Never throws. */
  close(): Promise<void>;
}

export interface ServerSinkOptions {
  readonly sftp: SftpAccess;
  readonly digest: ServerDigest;
  readonly folder: string;
  readonly planned: PlannedFile;
  readonly signal: AbortSignal;
}

/**
 * Goes on where a partial file ends, less what may have holes after a cut line. What lies there cannot be hashed here without reading it, so the caller
 * hashes its source, and the end is compared by size and, where the server can, by its own digest. Where it cannot, what an earlier attempt left is read
 * back: a server that lost its power in between may have zeros there, and its size would still be right.
 */
export async function openServerSink({ sftp, digest, folder, planned, signal }: ServerSinkOptions): Promise<ServerSink> {
  const path = posix.join(folder, planned.file);
  const partial = posix.join(folder, partialFileName(planned.file));
  const found = await sftp.stat(partial, signal);
  const isUsable = found?.kind === 'file' && found.bytes <= planned.bytes;
  const offset = isUsable ? Math.max(0, found.bytes - WRITE_WINDOW_BYTES) : 0;
  const writer = await sftp.write(partial, offset, signal);
  let written = offset;
  const source = createHash('sha256');
  let rechecked = 0;

  function recheck(chunk: Buffer): void {
    source.update(chunk);
    rechecked += chunk.length;
  }

  /** What is wrong with the bytes there; null when nothing is known to be. */
  async function difference(): Promise<string | null> {
    const theirs = await digest(partial, signal);
    if (theirs !== null) return theirs === planned.sha256 ? null : `the server has the SHA-256 ${theirs}, sent was ${planned.sha256}`;
    if (offset === 0 || rechecked !== offset) return null;
    const isSame = (await hashBefore(sftp, partial, offset, signal)) === source.digest('hex');
    return isSame ? null : `the first ${offset} bytes, from an earlier attempt, are not what the source has`;
  }

  async function write(chunk: Buffer): Promise<void> {
    written += chunk.length;
    if (written > planned.bytes)
      throw new AppError('copy.arrived-different', { detail: `${path}: more than ${planned.bytes} bytes came.` });
    await writer.write(chunk);
  }

  async function finish(): Promise<void> {
    if (written !== planned.bytes)
      throw new AppError('copy.arrived-different', { detail: `${path}: ${written} bytes came, not ${planned.bytes}.` });
    await writer.finish();
    const different = await difference();
    if (different !== null) {
      // Not to be taken up: nobody knows which part of it is wrong.
      await sftp.removeFile(partial, signal);
      throw new AppError('copy.arrived-different', { detail: `${path}: ${different}.` });
    }
    await sftp.rename(partial, path, signal);
  }

  const resumed = offset === 0 ? { prefix: createHash('sha256') } : { prefix: null, recheck };
  return { offset, ...resumed, write, finish, close: () => writer.close() };
}

/** SHA-256 over the first `bytes` of a file on the server, lower-case hex. */
async function hashBefore(sftp: SftpAccess, path: string, bytes: number, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  let left = bytes;
  for await (const chunk of sftp.read(path, 0, signal)) {
    const piece = chunk.subarray(0, left);
    hash.update(piece);
    left -= piece.length;
    if (left === 0) break;
  }
  return hash.digest('hex');
}
