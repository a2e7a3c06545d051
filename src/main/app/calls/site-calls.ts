import { checkDatabase } from '../../capture/database/check-database.ts';
import { siteStatus, fleetStatus } from '../../health/fleet-status.ts';
import { detectSites } from '../../sites/detect-sites.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';

export function siteCalls(modules: Modules): Handlers<CallsOf<'site' | 'source' | 'fleet'>> {
  const { sites, connections, catalog, clock, closing, secrets, emit } = modules;
  const changed = <T>(result: T): T => {
    emit('fleet.changed', undefined);
    return result;
  };
  return {
    'site.detect': ({ serverId, root }) => connections.withShell(serverId, closing, (shell) => detectSites(shell, root, closing)),
    'site.add': async (draft) => changed(await sites.add(draft)),
    'site.edit': ({ siteId, ...change }) => changed(sites.edit(siteId, change)),
    'site.remove': async ({ siteId }) => changed(await sites.remove(siteId)),
    'source.add': async ({ siteId, draft }) => changed(await sites.addSource(siteId, draft)),
    'source.edit': async ({ sourceId, draft }) => changed(await sites.editSource(sourceId, draft)),
    'source.remove': async ({ sourceId }) => changed(await sites.removeSource(sourceId)),
    'source.check': ({ sourceId }) => {
      const source = sites.getSource(sourceId);
      const site = sites.get(source.siteId);
      return connections.withShell(site.serverId, closing, (shell) => checkDatabase(shell, site, source, secrets, closing));
    },
    'fleet.status': () => fleetStatus(catalog, clock.now()),
    'site.status': ({ siteId }) => siteStatus(catalog, sites.get(siteId).id, clock.now()),
  };
}
