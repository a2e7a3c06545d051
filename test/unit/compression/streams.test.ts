import { createHash, randomBytes } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canCompress, compressed } from '../../../src/main/compression/compressed.ts';
import { decompressed } from '../../../src/main/compression/decompressed.ts';
import { createDecompressor } from '../../../src/main/compression/decompressor.ts';
import { bytesOf, inPieces } from '../archive/bytes-of.ts';

const WRITABLE = ['none', 'gzip', 'zstd'] as const;
const MEGABYTE = 1024 * 1024;
const pack = { gzip: gzipSync, zstd: zstdCompressSync } as const;

/** Reports when it is closed by who reads it. */
function watched(
  data: Buffer,
  size: number,
): { readonly chunks: AsyncGenerator<Buffer>; readonly state: { taken: number; closed: boolean } } {
  const state = { taken: 0, closed: false };
  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of inPieces(data, size)) {
        state.taken += chunk.length;
        yield chunk;
      }
    } finally {
      state.closed = true;
    }
  }
  return { chunks: chunks(), state };
}

describe.each(WRITABLE)('a stream in %s', (compression) => {
  it('comes back as it was, whatever the pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 5000 }),
        fc.integer({ min: 1, max: 6000 }),
        fc.integer({ min: 1, max: 400 }),
        async (bytes, size, step) => {
          const data = Buffer.from(bytes);
          const packed = await bytesOf(compressed(inPieces(data, size), compression));
          expect((await bytesOf(decompressed(inPieces(packed, step), compression))).equals(data)).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('passes on what its source fails with', async () => {
    async function* failing(): AsyncGenerator<Buffer> {
      yield Buffer.alloc(10);
      throw new Error('the drive is gone');
    }
    await expect(bytesOf(compressed(failing(), compression))).rejects.toThrow('the drive is gone');
    await expect(bytesOf(decompressed(compressed(failing(), compression), compression))).rejects.toThrow('the drive is gone');
  });

  it('closes its source when nobody wants the rest', async () => {
    const packed = await bytesOf(compressed(inPieces(randomBytes(MEGABYTE), 50_000), compression));
    for (const through of [compressed, decompressed]) {
      const { chunks, state } = watched(packed, 10_000);
      for await (const piece of through(chunks, compression)) {
        expect(piece.length).toBeGreaterThan(0);
        break;
      }
      await expect.poll(() => state.closed).toBe(true);
    }
  });
});

describe.each(['gzip', 'zstd'] as const)('what %s holds', (compression) => {
  it('is made no faster than it is taken, however small it was packed', async () => {
    const packed = pack[compression](Buffer.alloc(64 * MEGABYTE));
    let made = 0;
    let goOn = (): void => {};
    const decompressor = createDecompressor(compression, (data) => {
      made += data.length;
      return new Promise((resolve) => {
        goOn = resolve;
      });
    });
    const written = decompressor.write(packed);
    await expect.poll(() => made).toBeGreaterThan(0);
    const first = made;
    for (let taken = 0; taken < 20; taken++) {
      goOn();
      await expect.poll(() => made).toBeGreaterThan(first * (taken + 1));
    }
    expect(made).toBeLessThan(2 * MEGABYTE);
    decompressor.close();
    goOn();
    await expect(written).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is all there up to where the stream breaks off, before the break is reported', async () => {
    const data = randomBytes(3 * MEGABYTE);
    const packed = pack[compression](data);
    const pieces: Buffer[] = [];
    const reading = (async () => {
      for await (const piece of decompressed(inPieces(packed.subarray(0, 2 * MEGABYTE), 100_000), compression))
        pieces.push(Buffer.from(piece));
    })();
    await expect(reading).rejects.toMatchObject({ unreadable: { reason: 'truncated' } });
    const got = Buffer.concat(pieces);
    expect(got.length).toBeGreaterThan(1.8 * MEGABYTE);
    expect(createHash('sha256').update(got).digest('hex')).toBe(createHash('sha256').update(data.subarray(0, got.length)).digest('hex'));
  });

  it('stops with what the consumer throws', async () => {
    const decompressor = createDecompressor(compression, () => {
      throw new Error('no room');
    });
    await expect(
      (async () => {
        await decompressor.write(pack[compression](Buffer.alloc(1000)));
        await decompressor.end();
      })(),
    ).rejects.toThrow('no room');
  });
});

describe('a compression that cannot be written', () => {
  it('is refused, not replaced', async () => {
    expect(canCompress('bzip2')).toBe(false);
    await expect(bytesOf(compressed(inPieces(Buffer.alloc(1)), 'bzip2'))).rejects.toMatchObject({ unreadable: { reason: 'unsupported' } });
  });
});
