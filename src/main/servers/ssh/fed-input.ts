import type { ClientChannel } from 'ssh2';

/** The standard input of a running program, fed piece by piece. */
export interface FedInput {
  /**
   * Resolves when more may be sent: with true, or with false when the program takes no more (`ended` says why). What is under way is bounded by the
   * window of the channel, so a slow program slows down whoever feeds it.
   */
  write(chunk: Buffer): Promise<boolean>;
  /** The program sees the end of its input. */
  end(): void;
}

/** `over` settles when the program is gone: a channel that closes while a write waits for room never says so to the write. */
export function feedChannel(channel: ClientChannel, over: Promise<unknown>): FedInput {
  let isOver = false;
  const gone = over.then(
    () => void (isOver = true),
    () => void (isOver = true),
  );
  return {
    async write(chunk) {
      if (isOver || channel.writableEnded || channel.destroyed) return false;
      if (channel.write(chunk)) return true;
      const { promise: drained, resolve } = Promise.withResolvers<void>();
      channel.once('drain', resolve);
      await Promise.race([drained, gone]);
      channel.off('drain', resolve);
      return !isOver;
    },
    end() {
      if (!isOver && !channel.writableEnded) channel.end();
    },
  };
}
