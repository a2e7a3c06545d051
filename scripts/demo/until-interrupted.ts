/** Ctrl-C, as a promise: everything started is ended in order instead of being torn down. */
export interface Interruption {
  /** Resolves at the first Ctrl-C (or TERM). */
  readonly asked: Promise<void>;
  /** Rejects at the first Ctrl-C: for a race with work that need not be finished. */
  readonly thrown: Promise<never>;
  happened(): boolean;
}

export function untilInterrupted(): Interruption {
  let happened = false;
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      happened = true;
      resolve();
    });
  }
  const thrown = promise.then(() => Promise.reject(new Error('interrupted')));
  // Only who races with it looks at it.
  thrown.catch(() => {});
  return { asked: promise, thrown, happened: () => happened };
}
