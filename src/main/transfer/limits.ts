import type { TransferSettings } from '../../shared/model/policy.ts';
import type { JobContext } from '../jobs/job-context.ts';
import type { WaitingClock } from '../support/waiting-clock.ts';
import { isWithinWindow, localTime, nextOpening } from './transfer-window.ts';

/** Bandwidth and hours, shared by all transfers that run. */
export interface TransferLimits {
  /** Resolves when so many bytes may have passed; null: at once, for there is no limit. Rejects with the reason of `signal`. */
  take(bytes: number, signal: AbortSignal): Promise<void> | null;
  /** Whether copies may be moved at this moment. Cheap: ask it for every chunk. */
  isOpen(): boolean;
  /** Returns when they may; the job says until when it waits, and lets others go ahead meanwhile. Rejects with the reason of the job's signal. */
  waitUntilOpen(job: Pick<JobContext, 'signal' | 'step' | 'waitAside'>): Promise<void>;
}

/** What may pass at once after a pause, in milliseconds of the rate. */
const BURST_MS = 250;
/** Settings are read again after this, and a wait looks up so often: a limit that is lifted, or a computer that slept, is noticed. */
const LOOK_AGAIN_MS = 1000;

export interface LimitsOptions {
  readonly settings: () => TransferSettings;
  readonly clock: WaitingClock;
  /** IANA name; default: of this computer. */
  readonly zone?: string;
}

/** One for the whole app. The settings may change at any time. */
export function createTransferLimits(options: LimitsOptions): TransferLimits {
  const { clock, zone = Intl.DateTimeFormat().resolvedOptions().timeZone } = options;
  let known = options.settings();
  let readAt = clock.now();
  let open = isWithinWindow(known.window, readAt, zone);
  /** When everything that was let through has passed at the rate. */
  let clearAt = 0;

  let lastSeen = readAt;
  let setBacks = 0;
  /** How often the clock was seen to go back, by whoever waits. */
  const setBacksSeen = (): number => {
    const now = clock.now();
    if (now < lastSeen) {
      setBacks += 1;
      clearAt = 0;
    }
    lastSeen = now;
    return setBacks;
  };

  const settings = (): TransferSettings => {
    const now = clock.now();
    // Also when the clock was set back.
    if (Math.abs(now - readAt) >= LOOK_AGAIN_MS) {
      readAt = now;
      known = options.settings();
      open = isWithinWindow(known.window, now, zone);
    }
    return known;
  };

  async function waitForTurn(rate: number, bytes: number, signal: AbortSignal): Promise<void> {
    const before = setBacksSeen();
    clearAt = Math.max(clearAt, clock.now() - BURST_MS) + (bytes / rate) * 1000;
    const turn = clearAt;
    for (let left = turn - clock.now(); left > 0; left = turn - clock.now()) {
      await clock.wait(Math.min(left, LOOK_AGAIN_MS), signal);
      // Reckoned by a clock that was ahead: waiting for it could take as long as that was.
      if (setBacksSeen() !== before) return;
      if (settings().bytesPerSecond === rate) continue;
      // The queue was reckoned by another rate.
      clearAt = 0;
      return;
    }
  }

  const opening = (): number => nextOpening(settings().window, clock.now(), zone);

  async function waitForOpening({ signal, step }: Pick<JobContext, 'signal' | 'step'>): Promise<void> {
    let said = '';
    for (;;) {
      signal.throwIfAborted();
      const opensAt = opening();
      const left = opensAt - clock.now();
      if (left <= 0) break;
      const words = `Waiting until ${localTime(opensAt, zone)}, when copies may be moved`;
      if (words !== said) step(words);
      said = words;
      await clock.wait(Math.min(left, 30 * LOOK_AGAIN_MS), signal);
    }
    open = true;
    readAt = clock.now();
  }

  return {
    take(bytes, signal) {
      const rate = settings().bytesPerSecond;
      return rate === null ? null : waitForTurn(rate, bytes, signal);
    },
    isOpen() {
      settings();
      return open;
    },
    async waitUntilOpen(job) {
      job.signal.throwIfAborted();
      if (opening() <= clock.now()) return;
      await (job.waitAside?.(() => waitForOpening(job)) ?? waitForOpening(job));
    },
  };
}

/** For what knows no limits: tests, and work that was asked for at once. */
export const NO_LIMITS: TransferLimits = {
  take: () => null,
  isOpen: () => true,
  waitUntilOpen: async ({ signal }) => signal.throwIfAborted(),
};
