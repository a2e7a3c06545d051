import { basename } from 'node:path';
import { isBackupName } from '../places/partial-names.ts';
import { assertPlaceIsThere } from '../places/place-marker.ts';
import { listBackupFolders } from '../places/this-computer.ts';
import { instantOf } from '../support/clock.ts';
import { copyOf, readAhead, recordApart } from './found-backups.ts';
import type { RebuildRequest } from './rebuild.ts';

/**
 * Records the complete backups of registered sites that lie in the place and that the catalog does not know: what a crash, or a catalog that
 * could not be written, kept out of it after their folder had got its name. Reads only the manifests of folders the catalog does not know, and
 * leaves everything else to a rebuild: sites that are not registered, what was renamed, what is damaged. Returns the folders.
 *
 * Throws `place.missing` and changes nothing when the place is not there.
 */
export async function recordUnknown({ catalog, place, clock }: RebuildRequest, signal: AbortSignal): Promise<readonly string[]> {
  await assertPlaceIsThere(place);
  const known = new Set(catalog.backups.copiesIn(place.id).map(({ location }) => location));
  const unknown: string[] = [];
  for await (const folder of listBackupFolders(place.folder)) {
    signal.throwIfAborted();
    if (!known.has(folder) && isBackupName(basename(folder))) unknown.push(folder);
  }
  const recorded: string[] = [];
  for await (const found of readAhead(unknown, signal)) {
    if ('unreadable' in found || found.fault !== null) continue;
    const { id, siteId, folder } = found.manifest.backup;
    if (folder !== basename(found.folder) || catalog.sites.find(siteId) === null) continue;
    if (catalog.backups.copiesOf(id).some(({ placeId }) => placeId === place.id)) continue;
    const copy = copyOf(place, found, undefined, instantOf(clock));
    if (recordApart(catalog, found, () => catalog.backups.record(found.manifest, copy)) === null) recorded.push(found.folder);
  }
  return recorded;
}
