import { AppError } from '../errors/app-error.ts';
import { purgeBin } from '../retention/purge-bin.ts';
import { settleDeletions, unsettledIn } from '../retention/settle-deletions.ts';
import { instantOf } from '../support/clock.ts';
import type { Modules } from './modules.ts';

/**
 * In every place that can be reached: ends what a retention had begun when the app died, and empties the bin of what is over. Costs nothing where the catalog
 * knows of neither, so it may be asked often. A place that is away has its turn when it is back. `isTimeTrusted` false: no bin is emptied, for what is over
 * by a wrong clock would be gone for good.
 */
export async function purgeBins(
  { auditing, catalog, clock, logger, stores }: Pick<Modules, 'auditing' | 'catalog' | 'clock' | 'logger' | 'stores'>,
  isTimeTrusted: boolean,
  signal: AbortSignal,
): Promise<void> {
  for (const { id: placeId } of catalog.places.list()) {
    signal.throwIfAborted();
    const isDue = isTimeTrusted && catalog.deletions.due(placeId, instantOf(clock)).length > 0;
    if (!isDue && unsettledIn(catalog, placeId).length === 0) continue;
    try {
      const store = await stores.storeOf(placeId);
      const work = { catalog, store, clock };
      for (const { backupId } of await settleDeletions(work, signal)) {
        logger.info('retention.settled', { placeId, backupId });
        auditing.own('retention.settle', { placeId, backupId });
      }
      if (!isTimeTrusted) continue;
      for (const bin of await purgeBin(work, signal)) {
        logger.info('retention.purged', { placeId, bin });
        auditing.own('bin.purge', { placeId, bin });
      }
    } catch (cause) {
      signal.throwIfAborted();
      if (!(cause instanceof AppError) || cause.code.startsWith('catalog.')) throw cause;
      logger.info('retention.not-purged', { placeId, problem: cause.code });
    }
  }
}
