import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Two buffers of this size: one is read into while the other is hashed. */
const PIECE_BYTES = 1024 * 1024;

export interface HashedFile {
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Reads a whole file. `onBytes`: read so far. Throws the reason of `signal` when aborted, else what the system says. */
export async function hashFile(path: string, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<HashedFile> {
  signal.throwIfAborted();
  await using file = await open(path, 'r');
  const hash = createHash('sha256');
  const pieces = [Buffer.allocUnsafeSlow(PIECE_BYTES), Buffer.allocUnsafeSlow(PIECE_BYTES)] as const;
  let bytes = 0;
  let turn: 0 | 1 = 0;
  let reading = file.read(pieces[turn], 0, PIECE_BYTES);
  for (;;) {
    const { bytesRead, buffer } = await reading;
    if (bytesRead === 0) return { bytes, sha256: hash.digest('hex') };
    signal.throwIfAborted();
    turn = turn === 0 ? 1 : 0;
    reading = file.read(pieces[turn], 0, PIECE_BYTES);
    // Thrown where it is awaited; meanwhile it must not count as unhandled.
    reading.catch(() => {});
    hash.update(buffer.subarray(0, bytesRead));
    bytes += bytesRead;
    onBytes(bytes);
  }
}
