import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import zlib from 'node:zlib';
import { expect, it } from 'vitest';
import { createDecompressor } from '../../../src/main/compression/decompressor.ts';
import type { Compression } from '../../../src/shared/model/preflight.ts';

const PIECE = 64 * 1024;

function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

it.each<[Compression, (bytes: Buffer) => Buffer]>([
  ['gzip', (bytes) => zlib.gzipSync(bytes, { level: 1 })],
  ['zstd', (bytes) => zlib.zstdCompressSync(bytes)],
])('keeps no chunk of a %s stream that it has taken, however long the stream is', async (compression, compress) => {
  const bytes = compress(randomBytes(100 * PIECE));
  const chunks: WeakRef<Buffer>[] = [];
  const decompressor = createDecompressor(compression, () => {});
  for (let at = 0; at + PIECE < bytes.length; at += PIECE) {
    const chunk = Buffer.from(bytes.subarray(at, at + PIECE));
    chunks.push(new WeakRef(chunk));
    await decompressor.write(chunk);
  }
  // A WeakRef holds on until the turn it was made in is over.
  await new Promise((resolve) => setImmediate(resolve));
  collector()();
  expect(chunks.length).toBeGreaterThan(90);
  expect(chunks.filter((chunk) => chunk.deref() !== undefined).length).toBeLessThan(5);
  decompressor.close();
});
