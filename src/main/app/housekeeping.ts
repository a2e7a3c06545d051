import type { Clock } from '../support/clock.ts';
import type { Logger } from '../support/logger.ts';

/** What is done by itself while the app stays open. Each is tried again at the next round when it fails. */
export interface Chores {
  /** Every round: starts copies that are owed to places that are there now, or whose next attempt is due. */
  readonly catchUp: (signal: AbortSignal) => Promise<unknown>;
  /** Every round: restores whose server did not answer are finished or taken back. */
  readonly settle: (signal: AbortSignal) => Promise<unknown>;
  /** Every round: what has been in a bin long enough goes for good. */
  readonly purgeBins: (signal: AbortSignal) => Promise<unknown>;
  /** Every round: what commands left for the record that only read beside this app. */
  readonly takeAudit: (signal: AbortSignal) => Promise<unknown>;
  /** Once a day, and at the first round: entries of the record that are older than it keeps. */
  readonly pruneAudit: (signal: AbortSignal) => Promise<unknown>;
  /** Once a day, and at the first round: starts re-reading the copies proved longest ago. */
  readonly verifyDue: (signal: AbortSignal) => Promise<unknown>;
  /** Once a day, and at the first round: what attempts left behind in places. */
  readonly sweep: (signal: AbortSignal) => Promise<unknown>;
}

export interface HousekeepingOptions {
  readonly chores: Chores;
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
const DAILY: readonly (keyof Chores)[] = ['verifyDue', 'sweep', 'pruneAudit'];
const EACH_ROUND: readonly (keyof Chores)[] = ['catchUp', 'purgeBins', 'settle', 'takeAudit'];

/**
 * For hosts that stay open: a terminal command ends before anything would be due. The timer keeps no process alive. A round that takes longer than the
 * time between two skips the next.
 */
export function startHousekeeping({ chores, clock, logger, everyMs = EVERY_MS }: HousekeepingOptions): Housekeeping {
  const stop = new AbortController();
  const doneOn = new Map<keyof Chores, string>();
  let round: Promise<void> | null = null;

  async function attempt(name: keyof Chores): Promise<boolean> {
    try {
      await chores[name](stop.signal);
      return true;
    } catch (cause) {
      if (!stop.signal.aborted) logger.warn('housekeeping.failed', { chore: name, cause });
      return false;
    }
  }
  async function runRound(): Promise<void> {
    for (const name of EACH_ROUND) if (!stop.signal.aborted) await attempt(name);
    const today = dayOf(clock.now());
    for (const name of DAILY) {
      if (stop.signal.aborted || doneOn.get(name) === today) continue;
      if (await attempt(name)) doneOn.set(name, today);
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
