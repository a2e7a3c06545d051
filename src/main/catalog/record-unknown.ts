import { basename } from 'node:path';
import type { CopyStore } from '../places/copy-store.ts';
import { assertPlaceAnswers } from '../places/look-at-copy.ts';
import { isBackupName } from '../places/partial-names.ts';
import { type Clock, instantOf } from '../support/clock.ts';
import { type Candidate, copyOf, readAhead, recordApart } from './found-backups.ts';
import type { Catalog } from './open-catalog.ts';

export interface StockRequest {
  readonly catalog: Catalog;
  readonly store: CopyStore;
  readonly clock: Clock;
}

/**
 * Records the complete backups of registered sites that lie in the place and that the catalog does not know: what a crash, or a catalog that
 * could not be written, kept out of it after their folder had got its name. Reads only the manifests of folders the catalog does not know, and
 * leaves everything else to a rebuild: sites that are not registered, what was renamed, what is damaged. Returns the locations.
 *
 * Throws `place.missing` or `place.unreachable` and changes nothing when the place is not there.
 */
export async function recordUnknown({ catalog, store, clock }: StockRequest, signal: AbortSignal): Promise<readonly string[]> {
  await assertPlaceAnswers(store, signal);
  const { place } = store;
  const known = new Set(catalog.backups.copiesIn(place.id).map(({ location }) => location));
  const unknown: Candidate[] = [];
  for await (const location of store.list(signal)) {
    signal.throwIfAborted();
    if (!known.has(location) && isBackupName(basename(location))) unknown.push({ store, location });
  }
  const recorded: string[] = [];
  for await (const found of readAhead(unknown, signal)) {
    if (found.state === 'unanswered') throw found.problem;
    if (found.state === 'unreadable' || found.fault !== null) continue;
    const { id, siteId, folder } = found.manifest.backup;
    if (folder !== basename(found.location) || catalog.sites.find(siteId) === null) continue;
    if (catalog.backups.copiesOf(id).some(({ placeId }) => placeId === place.id)) continue;
    const copy = copyOf(place, found, undefined, instantOf(clock));
    if (recordApart(catalog, found, () => catalog.backups.record(found.manifest, copy)) === null) recorded.push(found.location);
  }
  return recorded;
}
