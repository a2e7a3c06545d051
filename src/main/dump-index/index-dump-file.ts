import { open } from 'node:fs/promises';
import type { Compression } from '../../shared/model/preflight.ts';
import type { DumpIndex } from './dump-index.ts';
import { indexDump } from './index-dump.ts';

export interface IndexDumpFileOptions {
  readonly compression: Compression;
  readonly signal: AbortSignal;
  /** Bytes of the file read so far; called for every piece. */
  readonly onBytes?: (bytes: number) => void;
}

const PIECE_BYTES = 256 * 1024;

/** Indexes a dump that lies in a file. Rejects as `indexDump`, and with the error of the file system when it cannot be read. */
export function indexDumpFile(path: string, { compression, signal, onBytes }: IndexDumpFileOptions): Promise<DumpIndex> {
  return indexDump(piecesOf(path, onBytes), compression, signal);
}

async function* piecesOf(path: string, onBytes: IndexDumpFileOptions['onBytes']): AsyncGenerator<Buffer, void, undefined> {
  // One buffer for all reads: a stream would leave a trail of garbage behind it.
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  await using file = await open(path);
  let bytes = 0;
  for (;;) {
    const { bytesRead } = await file.read(piece, 0, PIECE_BYTES);
    if (bytesRead === 0) return;
    yield piece.subarray(0, bytesRead);
    bytes += bytesRead;
    onBytes?.(bytes);
  }
}
