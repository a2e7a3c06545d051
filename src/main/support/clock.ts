/** The time, so that tests can own it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

export function instantOf(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
