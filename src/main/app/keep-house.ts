import type { Scheduler } from '../schedule/scheduler.ts';
import type { Clock } from '../support/clock.ts';
import type { Logger } from '../support/logger.ts';
import { alertChore, choresOf } from './chores.ts';
import { watchClock } from './clock-watch.ts';
import { startHousekeeping, type Housekeeping } from './housekeeping.ts';
import type { Modules } from './modules.ts';

/**
 * Housekeeping of an app that stays open, with the chores of all capabilities. A computer that wakes, or has its network or its power again, need not wait for
 * the next round: messages, copies and servers that could not be reached may be now.
 */
export function keepHouse(modules: Modules, scheduler: Pick<Scheduler, 'notice'>, clock: Clock, logger: Logger): Housekeeping {
  const watch = watchClock({ ...modules, clock });
  const rounds = [choresOf(modules, () => watch.isTrusted()), [alertChore(modules, scheduler)]].map((chores) =>
    startHousekeeping({ chores, clock, logger }),
  );
  const runOnce = async (): Promise<void> => {
    for (const each of rounds) await each.runOnce();
  };
  const stopListening = modules.host.onComputerChanged?.(() => void runOnce());
  return {
    runOnce,
    async close() {
      stopListening?.();
      await Promise.all(rounds.map((each) => each.close()));
    },
  };
}
