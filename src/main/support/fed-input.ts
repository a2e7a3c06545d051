import type { Writable } from 'node:stream';

/** The standard input of a running program, fed piece by piece. */
export interface FedInput {
  /**
   * Resolves when more may be sent: with true, or with false when the program takes no more (`ended` says why). What is under way is bounded by the
   * window of a channel or by a pipe, so a slow program slows down whoever feeds it.
   */
  write(chunk: Buffer): Promise<boolean>;
  /** The program sees the end of its input. */
  end(): void;
}

/** `over` settles when the program is gone: an input that closes while a write waits for room never says so to the write. */
export function feedInput(input: Writable, over: Promise<unknown>): FedInput {
  let isOver = false;
  const waiting = new Set<() => void>();
  const end = (): void => {
    isOver = true;
    for (const wake of waiting) wake();
  };
  over.then(end, end);
  return {
    async write(chunk) {
      if (isOver || input.writableEnded || input.destroyed) return false;
      if (input.write(chunk)) return true;
      // Not a race with `over`: a promise that outlives every write would hold something of each until the program is gone.
      const { promise: woken, resolve: wake } = Promise.withResolvers<void>();
      waiting.add(wake);
      input.once('drain', wake);
      await woken;
      input.off('drain', wake);
      waiting.delete(wake);
      return !isOver;
    },
    end() {
      if (!isOver && !input.writableEnded) input.end();
    },
  };
}
