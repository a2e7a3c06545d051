import type { Clock } from '../support/clock.ts';
import type { Logger } from '../support/logger.ts';

/** Something without a rhythm of its own that is done by itself while the app stays open. It is tried again at the next round when it fails. */
export interface Chore {
  /** For the log. */
  readonly name: string;
  /** `round`: each time, once a minute. `day`: at the first round, and once on each later day. */
  readonly every: 'round' | 'day';
  /** Resolves with `NOT_YET` where a chore of the day is to be asked again at the next round. */
  readonly run: (signal: AbortSignal) => Promise<unknown>;
}

export const NOT_YET = 'not-yet';

export interface HousekeepingOptions {
  /** Done in this order, what is done each round first. */
  readonly chores: readonly Chore[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Between two rounds, in milliseconds. */
  readonly everyMs?: number;
}

export interface Housekeeping {
  /** One round. A second call while one is running waits for that one. Never throws. */
  runOnce(): Promise<void>;
  /** No further round; stops the one that is running and waits for it. */
  close(): Promise<void>;
}

const EVERY_MS = 60_000;

/**
 * For hosts that stay open: a terminal command ends before anything would be due. The timer keeps no process alive. A round that takes longer than the
 * time between two skips the next.
 */
export function startHousekeeping({ chores, clock, logger, everyMs = EVERY_MS }: HousekeepingOptions): Housekeeping {
  const stop = new AbortController();
  const doneOn = new Map<string, string>();
  let round: Promise<void> | null = null;

  async function attempt({ name, run }: Chore): Promise<boolean> {
    try {
      return (await run(stop.signal)) !== NOT_YET;
    } catch (cause) {
      if (!stop.signal.aborted) logger.warn('housekeeping.failed', { chore: name, cause });
      return false;
    }
  }
  async function runRound(): Promise<void> {
    for (const chore of chores) if (chore.every === 'round' && !stop.signal.aborted) await attempt(chore);
    const today = dayOf(clock.now());
    for (const chore of chores) {
      if (chore.every === 'round' || stop.signal.aborted || doneOn.get(chore.name) === today) continue;
      if (await attempt(chore)) doneOn.set(chore.name, today);
    }
  }
  function runOnce(): Promise<void> {
    if (stop.signal.aborted) return Promise.resolve();
    round ??= runRound().finally(() => {
      round = null;
    });
    return round;
  }
  const timer = setInterval(() => void runOnce(), everyMs).unref();
  return {
    runOnce,
    async close() {
      clearInterval(timer);
      stop.abort(new Error('housekeeping ends'));
      await round;
    },
  };
}

/** The operator's day, not Greenwich's. */
function dayOf(now: number): string {
  const date = new Date(now);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}
