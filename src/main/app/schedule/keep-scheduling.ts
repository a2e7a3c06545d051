import { isActive } from '../../../shared/model/job.ts';
import type { Payload } from '../../../shared/ipc/contract.ts';
import type { Scheduler } from '../../schedule/scheduler.ts';
import type { Modules } from '../modules.ts';

/** Longest time between two looks: a timer of hours would sleep with the computer, and a changed clock would not be noticed. */
const TICK_MS = 60_000;
/** Several jobs that end together are one reason to look. */
const SOON_MS = 250;

export interface Scheduling {
  /** A job changed: the slot it belongs to may have ended. */
  jobChanged(job: Payload<'job.changed'>): void;
  close(): Promise<void>;
}

/** Lets the scheduler look each minute, when a job has ended, and when the computer wakes. The timers keep no process alive. */
export function keepScheduling(scheduler: Scheduler, { host, auditing }: Pick<Modules, 'host' | 'auditing'>): Scheduling {
  // What is due is nobody's work, also when the end of somebody's job is the reason to look.
  const look = (): void => void auditing.asItself(() => scheduler.tick());
  let soon: NodeJS.Timeout | undefined;
  const lookSoon = (): void => {
    soon ??= setTimeout(() => {
      soon = undefined;
      look();
    }, SOON_MS).unref();
  };
  const timer = setInterval(look, TICK_MS).unref();
  const stopListening = host.onComputerChanged?.((change) => {
    if (change === 'woke') scheduler.woke();
    lookSoon();
  });
  // Whoever asks before the first look, alerts above all, must know that this is a start.
  scheduler.woke();
  lookSoon();
  return {
    jobChanged(job) {
      if (!isActive(job.state)) lookSoon();
    },
    async close() {
      clearInterval(timer);
      clearTimeout(soon);
      stopListening?.();
      await scheduler.close();
    },
  };
}
