import type { Compression } from '../../shared/model/preflight.ts';
import { createDecompressor } from './decompressor.ts';

interface Piece {
  readonly data: Buffer;
  readonly taken: () => void;
}

/**
 * What the chunks hold, piece by piece; the next piece is made when the one before it was taken. Throws UnreadableError, or what `chunks` throws. Whoever
 * stops early ends the reading of `chunks`, too.
 */
export async function* decompressed(chunks: AsyncIterable<Buffer>, compression: Compression): AsyncGenerator<Buffer, void, undefined> {
  if (compression === 'none') return yield* chunks;
  const pieces: Piece[] = [];
  let wake = (): void => {};
  let outcome: { readonly error: unknown } | 'complete' | null = null;
  let closed = false;
  const decompressor = createDecompressor(compression, (data) => {
    const taken = new Promise<void>((resolve) => pieces.push({ data, taken: resolve }));
    wake();
    return taken;
  });
  const feed = async (): Promise<void> => {
    for await (const chunk of chunks) {
      await decompressor.write(chunk);
      if (closed) return;
    }
    await decompressor.end();
  };
  void feed()
    .then(
      () => (outcome = 'complete'),
      (error: unknown) => (outcome = { error }),
    )
    .then(() => wake());
  try {
    for (;;) {
      const piece = pieces.shift();
      if (piece !== undefined) {
        yield piece.data;
        piece.taken();
      } else if (outcome === null) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else {
        throwUnlessComplete(outcome);
        return;
      }
    }
  } finally {
    closed = true;
    decompressor.close();
    for (const piece of pieces) piece.taken();
  }
}

function throwUnlessComplete(outcome: { readonly error: unknown } | 'complete'): void {
  if (outcome !== 'complete') throw outcome.error;
}
