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
 * hashes its source, and the end is compared by size and, where the server can, by its own digest.
 */
export async function openServerSink({ sftp, digest, folder, planned, signal }: ServerSinkOptions): Promise<ServerSink> {
  const path = posix.join(folder, planned.file);
  const partial = posix.join(folder, partialFileName(planned.file));
  const found = await sftp.stat(partial, signal);
  const isUsable = found?.kind === 'file' && found.bytes <= planned.bytes;
  const offset = isUsable ? Math.max(0, found.bytes - WRITE_WINDOW_BYTES) : 0;
  const writer = await sftp.write(partial, offset, signal);
  let written = offset;

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
    const theirs = await digest(partial, signal);
    if (theirs !== null && theirs !== planned.sha256) {
      // Not to be taken up: nobody knows which part of it is wrong.
      await sftp.removeFile(partial, signal);
      throw new AppError('copy.arrived-different', {
        detail: `${path}: the server has the SHA-256 ${theirs}, sent was ${planned.sha256}.`,
      });
    }
    await sftp.rename(partial, path, signal);
  }

  return { offset, prefix: offset === 0 ? createHash('sha256') : null, write, finish, close: () => writer.close() };
}
