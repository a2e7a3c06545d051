import { BIN_DAYS } from '../../shared/model/retention.ts';
import type { Catalog } from '../catalog/open-catalog.ts';
import type { CopyStore } from '../places/copy-store.ts';
import { pausedBecause } from './plan-place.ts';
import { type Clock, instantOf } from '../support/clock.ts';

export interface BinWork {
  readonly catalog: Pick<Catalog, 'anomalies' | 'backups' | 'deletions' | 'atomically'>;
  /** The place of the deletion, as it can be reached now. */
  readonly store: CopyStore;
  readonly clock: Clock;
}

/** What nobody's catalog knows stays a day longer: the catalog that knows it may be on another computer. */
const STRANGER_DAYS = BIN_DAYS + 1;
const DAY_MS = 86_400_000;

/**
 * Empties the bin of a place of everything whose days are over, also of what no catalog knows any more. Cheap when there is nothing to do. Returns what
 * was removed for good, as names in the bin. Throws what the store throws; what was removed by then is written down.
 */
export async function purgeBin({ catalog, store, clock }: BinWork, signal: AbortSignal): Promise<readonly string[]> {
  const purged: string[] = [];
  for (const { id, bin, siteId } of catalog.deletions.due(store.place.id, instantOf(clock))) {
    // What went before a backup turned out to be far off may be what is needed now.
    if (bin === null || pausedBecause(catalog, siteId) !== null) continue;
    await store.purge(bin, signal);
    catalog.deletions.purged(id, instantOf(clock));
    purged.push(bin);
  }
  if (store.bins === undefined) return purged;
  const known = new Set(catalog.deletions.inBin(store.place.id).map(({ bin }) => bin));
  const before = new Date(clock.now() - STRANGER_DAYS * DAY_MS).toISOString();
  const strangers: string[] = [];
  for await (const { bin, removedAt } of store.bins(signal)) if (removedAt < before && !known.has(bin)) strangers.push(bin);
  for (const bin of strangers) {
    await store.purge(bin, signal);
    purged.push(bin);
  }
  return purged;
}
