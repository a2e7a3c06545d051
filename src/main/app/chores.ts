import { scratchRecordsIn } from '../drills/scratch-records.ts';
import { sweepSchemas } from '../drills/sweep-leftovers.ts';
import { AppError } from '../errors/app-error.ts';
import { startCatchUp } from './catch-up.ts';
import type { Chores } from './housekeeping.ts';
import type { Modules } from './modules.ts';
import { settleRestores } from './recovery/settle-restores.ts';

/** The chores of the app. Purging and re-reading belong to retention and verification, and are handed in. */
export function choresOf(modules: Modules, others: Pick<Chores, 'purgeBins' | 'verifyDue'>): Chores {
  return {
    ...others,
    settle: () => Promise.resolve(settleRestores(modules)),
    takeAudit: () => Promise.resolve(modules.auditing.log.takeInbox()),
    pruneAudit: () =>
      modules.auditing.log.prune(modules.catalog.settings.get('audit').keepDays, (action, details) =>
        modules.auditing.ownEvent(action, details),
      ),
    catchUp: () => startCatchUp(modules, { asked: false }),
    async sweep(signal) {
      await sweepPlaces(modules, signal);
      await sweepSchemas({ ...modules, records: scratchRecordsIn(modules.home) }, signal);
    },
  };
}

/** What attempts left that nobody took up for two weeks goes, in every place that can be reached. */
export async function sweepPlaces(
  { auditing, catalog, stores, logger }: Pick<Modules, 'auditing' | 'catalog' | 'stores' | 'logger'>,
  signal: AbortSignal,
): Promise<void> {
  for (const { id: placeId } of catalog.places.list()) {
    try {
      for (const removed of await (await stores.storeOf(placeId)).sweep(signal)) {
        logger.info('place.swept', { placeId, removed });
        auditing.own('place.sweep', { placeId, removed });
      }
    } catch (cause) {
      signal.throwIfAborted();
      // A drive that is not plugged in, a server that is down: its turn comes tomorrow.
      if (!(cause instanceof AppError)) throw cause;
      logger.info('place.not-swept', { placeId, problem: cause.code });
    }
  }
}
