import type { Clock } from '../support/clock.ts';
import type { Logger } from '../support/logger.ts';
import { choresOf } from './chores.ts';
import { createClockWatch } from './clock-watch.ts';
import { startHousekeeping, type Housekeeping } from './housekeeping.ts';
import type { Modules } from './modules.ts';
import { purgeBins } from './purge-bins.ts';
import { hasCopiesToReread, rollingVerificationRequest } from './rolling-verification-job.ts';

/** Housekeeping of an app that stays open, with the chores of all capabilities. */
export function keepHouse(modules: Modules, clock: Clock, logger: Logger): Housekeeping {
  const [newest] = modules.catalog.jobs.list({ limit: 1 });
  const watch = createClockWatch(clock, newest === undefined ? null : Date.parse(newest.createdAt));
  const chores = choresOf(modules, {
    purgeBins: (signal) => purgeBins(modules, watch.isTrusted(), signal),
    verifyDue: () => startVerification(modules),
  });
  return startHousekeeping({ chores, clock, logger });
}

/** Nothing is started where the budget says that nothing is to be read. */
function startVerification(modules: Modules): Promise<void> {
  if (hasCopiesToReread(modules)) modules.runner().start(rollingVerificationRequest());
  return Promise.resolve();
}
