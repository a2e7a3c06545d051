import { AppError } from '../errors/app-error.ts';
import { purgeBin } from '../retention/purge-bin.ts';
import type { Clock } from '../support/clock.ts';
import type { Logger } from '../support/logger.ts';
import { choresOf } from './chores.ts';
import { startHousekeeping, type Housekeeping } from './housekeeping.ts';
import type { Modules } from './modules.ts';
import { hasCopiesToReread, rollingVerificationRequest } from './rolling-verification-job.ts';

/** Housekeeping of an app that stays open, with the chores of all capabilities. */
export function keepHouse(modules: Modules, clock: Clock, logger: Logger): Housekeeping {
  const chores = choresOf(modules, {
    purgeBins: (signal) => purgeBins(modules, signal),
    verifyDue: () => startVerification(modules),
  });
  return startHousekeeping({ chores, clock, logger });
}

/** What has been in a bin long enough goes for good, in every place that has something to go and can be reached. */
async function purgeBins({ catalog, clock, stores, logger }: Modules, signal: AbortSignal): Promise<void> {
  const now = new Date(clock.now()).toISOString();
  for (const { id: placeId } of catalog.places.list()) {
    if (catalog.deletions.due(placeId, now).length === 0) continue;
    try {
      const store = await stores.storeOf(placeId);
      for (const bin of await purgeBin({ catalog, store, clock }, signal)) logger.info('place.bin-purged', { placeId, bin });
    } catch (cause) {
      signal.throwIfAborted();
      if (!(cause instanceof AppError)) throw cause;
      logger.info('place.bin-not-purged', { placeId, problem: cause.code });
    }
  }
}

/** Nothing is started where the budget says that nothing is to be read. */
function startVerification(modules: Modules): Promise<void> {
  if (hasCopiesToReread(modules)) modules.runner().start(rollingVerificationRequest());
  return Promise.resolve();
}
