import { RemoteFileError, type RemoteWriter } from './sftp-access.ts';
import { PIECE_BYTES, type SftpSession } from './sftp-session.ts';

/**
 * Most that may be under way at once: 80 MB/s over 100 ms. A server may take pieces in any order, so after a cut line a file can have holes in its last
 * `WRITE_WINDOW_BYTES`; whoever goes on with it must begin before them.
 */
export const WRITE_WINDOW_BYTES = 8 * 1024 * 1024;

const PRIVATE_FILE_MODE = 0o600;

/** Opens a file for writing from `offset` on. Pieces are written where they belong, so the order in which the server takes them does not matter. */
export async function writePipelined(session: SftpSession, path: string, offset: number, signal: AbortSignal): Promise<RemoteWriter> {
  const { sftp, ask, windowBytes } = session;
  const flags = offset === 0 ? 'w' : 'r+';
  const handle = await ask<Buffer>(path, signal, (done) => sftp.open(path, flags, PRIVATE_FILE_MODE, done));
  const underWay = new Set<Promise<void>>();
  const mostUnderWay = Math.max(1, Math.floor(Math.min(windowBytes, WRITE_WINDOW_BYTES) / PIECE_BYTES));
  let failure: unknown = null;
  let position = offset;
  let piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  let filled = 0;
  let state: 'open' | 'closed' = 'open';

  async function send(): Promise<void> {
    if (filled === 0) return;
    const [bytes, at] = [piece.subarray(0, filled), position];
    position += filled;
    piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    filled = 0;
    while (underWay.size >= mostUnderWay) await Promise.race(underWay);
    throwFailure();
    const sending = ask<void>(path, signal, (done) => sftp.write(handle, bytes, 0, bytes.length, at, (error) => done(error)))
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
  }

  function throwFailure(): void {
    if (failure !== null) throw failure as Error;
  }

  async function write(chunk: Buffer): Promise<void> {
    throwFailure();
    for (let from = 0; from < chunk.length;) {
      const taken = chunk.copy(piece, filled, from);
      from += taken;
      filled += taken;
      if (filled === PIECE_BYTES) await send();
    }
  }

  async function finish(): Promise<void> {
    await send();
    await Promise.all(underWay);
    throwFailure();
    await sync();
    const { size } = await ask<{ readonly size: number }>(path, signal, (done) => sftp.fstat(handle, done));
    if (size !== position) throw new RemoteFileError('failed', path, `${size} bytes lie there, ${position} were written`);
    state = 'closed';
    await ask<void>(path, signal, (done) => sftp.close(handle, done));
  }

  /** Where the server knows how; others answer that they do not. */
  async function sync(): Promise<void> {
    try {
      await ask<void>(path, signal, (done) => sftp.ext_openssh_fsync(handle, done));
    } catch (error) {
      if (!(error instanceof RemoteFileError && error.reason === 'unsupported')) throw error;
    }
  }

  async function close(): Promise<void> {
    if (state === 'closed') return;
    state = 'closed';
    await Promise.allSettled(underWay);
    await ask<void>(path, AbortSignal.timeout(CLOSE_MS), (done) => sftp.close(handle, done)).catch(() => {});
  }

  return { write, finish, close };
}

/** A server that does not answer keeps nobody from giving up. */
const CLOSE_MS = 2_000;
