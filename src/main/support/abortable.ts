/**
 * Waits for work that knows no signal. When the signal comes first, this rejects with its reason at once, and `undo` gets what the work brings
 * after all, so that nothing stays open.
 */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal, undo: (late: T) => void): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } catch (error) {
    if (signal.aborted) work.then(undo, () => {});
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
