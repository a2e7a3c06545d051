import { RemoteFileError } from './sftp-access.ts';
import { PIECE_BYTES, type SftpSession } from './sftp-session.ts';

/** What a transfer needs of an open file. */
export interface OpenRemoteFile {
  readonly handle: Buffer;
  readonly path: string;
}

/**
 * The bytes of a file from `from` on, in order. As many requests are under way as the line needs and no more than a window holds, so a slow reader
 * bounds memory. Each answer belongs to the place it was asked for; one that is short is asked for again from where it ended.
 */
export async function* readPipelined(session: SftpSession, path: string, from: number, signal: AbortSignal): AsyncGenerator<Buffer> {
  const { sftp, ask, windowBytes } = session;
  const handle = await ask<Buffer>(path, signal, (done) => sftp.open(path, 'r', done));
  const file = { handle, path };
  const underWay: { readonly bytes: number; readonly piece: Promise<Buffer> }[] = [];
  try {
    const { size } = await ask<{ readonly size: number }>(path, signal, (done) => sftp.fstat(handle, done));
    let asked = from;
    let bytesUnderWay = 0;
    for (let given = from; given < size;) {
      while (asked < size && (underWay.length === 0 || bytesUnderWay + PIECE_BYTES <= windowBytes)) {
        const bytes = Math.min(PIECE_BYTES, size - asked);
        const piece = readPiece(session, file, asked, bytes, signal);
        // Thrown when its turn comes; until then a rejection must not count as unhandled.
        piece.catch(() => {});
        underWay.push({ bytes, piece });
        asked += bytes;
        bytesUnderWay += bytes;
      }
      const next = underWay.shift();
      if (next === undefined) break;
      const piece = await next.piece;
      bytesUnderWay -= next.bytes;
      given += piece.length;
      yield piece;
    }
  } finally {
    await ask<void>(path, signal, (done) => sftp.close(handle, done)).catch(() => {});
  }
}

async function readPiece(
  session: SftpSession,
  file: OpenRemoteFile,
  position: number,
  bytes: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(bytes);
  for (let filled = 0; filled < bytes;) {
    const at = position + filled;
    const got = await session.ask<number>(file.path, signal, (done) =>
      session.sftp.read(file.handle, buffer, filled, bytes - filled, at, (error, count) => done(error, count)),
    );
    if (got <= 0) throw new RemoteFileError('failed', file.path, `the file ended at byte ${at}, before its size`);
    session.window?.consumed(got);
    filled += got;
  }
  return buffer;
}
