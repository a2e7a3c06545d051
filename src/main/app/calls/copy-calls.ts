import type { BackupId, PlaceId, SiteId } from '../../../shared/model/ids.ts';
import type { Place } from '../../../shared/model/place.ts';
import { AppError } from '../../errors/app-error.ts';
import { startCatchUp } from '../catch-up.ts';
import { healRequest, pullRequest, pushRequest } from '../copy-requests.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import { needPlace as needHome, type Modules } from '../modules.ts';

export function copyCalls(modules: Modules): Handlers<CallsOf<'copy'>> {
  const { catalog, sites } = modules;

  function needPlace(placeId: PlaceId): Place {
    const place = catalog.places.find(placeId);
    if (place === null) throw new AppError('place.not-found', { detail: placeId });
    return place;
  }

  function needBackups(ids: readonly BackupId[]): void {
    for (const id of ids) if (catalog.backups.namesOf(id) === null) throw new AppError('backup.not-found', { detail: id });
  }

  /** Work that would copy nothing must not end as done. */
  function needWish(placeId: PlaceId, siteId: SiteId | null): void {
    const wishing = siteId === null ? catalog.sites.list() : [sites.get(siteId)];
    if (!wishing.some(({ id }) => catalog.sitePolicies.of(id).copyTo.includes(placeId)))
      throw new AppError('copy.not-wanted', { detail: needPlace(placeId).name });
  }

  return {
    'copy.push': ({ placeId, siteId, backupIds }) => {
      if (backupIds === null) needWish(placeId, siteId);
      else needBackups(backupIds);
      return modules.runner().start(pushRequest(needPlace(placeId), siteId === null ? null : sites.get(siteId), backupIds));
    },
    'copy.pull': ({ backupIds, fromPlaceId }) => {
      needBackups(backupIds);
      return modules.runner().start(pullRequest(needHome(modules), fromPlaceId === null ? null : needPlace(fromPlaceId), backupIds));
    },
    'copy.heal': ({ backupId, placeId }) => {
      const backup = catalog.backups.find(backupId);
      if (backup === null) throw new AppError('backup.not-found', { detail: backupId });
      const siteName = catalog.backups.namesOf(backupId)?.siteName ?? backup.folder;
      return modules.runner().start(healRequest(needPlace(placeId), backup, siteName));
    },
    'copy.catch-up': async () => [...(await startCatchUp(modules, { asked: true }))],
  };
}
