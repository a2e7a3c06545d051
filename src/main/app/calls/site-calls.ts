import type { PlaceId } from '../../../shared/model/ids.ts';
import { AppError } from '../../errors/app-error.ts';
import { siteStatus, fleetStatus } from '../../health/fleet-status.ts';
import { detectSites } from '../../sites/detect-sites.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';
import { needNoneOpen } from '../recovery/restore-journal.ts';

export function siteCalls(modules: Modules): Handlers<CallsOf<'site' | 'fleet'>> {
  const { sites, connections, catalog, presences, clock, closing, emit } = modules;
  const changed = <T>(result: T): T => {
    emit('fleet.changed', undefined);
    return result;
  };

  function needPlaces(ids: readonly PlaceId[]): void {
    for (const id of ids) if (catalog.places.find(id) === null) throw new AppError('place.not-found', { detail: id });
  }

  return {
    'site.detect': ({ serverId, root }) => connections.withShell(serverId, closing, (shell) => detectSites(shell, root, closing)),
    'site.add': async (draft) => changed(await sites.add(draft)),
    'site.edit': ({ siteId, ...change }) => changed(sites.edit(siteId, change)),
    'site.remove': async ({ siteId, leaveCron }) => {
      const { id, name } = sites.get(siteId);
      if (!leaveCron && (catalog.siteCrons.find(id)?.installedAt ?? null) !== null)
        throw new AppError('site.cron-installed', { detail: name });
      needNoneOpen(modules, (restore) => restore.siteId === id || restore.targetSiteId === id);
      return changed(await sites.remove(id));
    },
    'site.policy': ({ siteId }) => catalog.sitePolicies.of(sites.get(siteId).id),
    'site.set-policy': ({ siteId, policy }) => {
      needPlaces(policy.copyTo);
      catalog.sitePolicies.put(sites.get(siteId).id, policy);
      return changed(catalog.sitePolicies.of(siteId));
    },
    'fleet.status': async () => fleetStatus(catalog, clock.now(), await presences.known()),
    'site.status': async ({ siteId }) => siteStatus(catalog, sites.get(siteId).id, clock.now(), await presences.known()),
  };
}
