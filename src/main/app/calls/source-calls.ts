import { checkDatabase } from '../../capture/database/check-database.ts';
import { lookAtMedia } from '../../capture/media/look-at-media.ts';
import { proposeSources } from '../../capture/media/propose-sources.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';
import { needNoneOpen } from '../recovery/restore-journal.ts';

export function sourceCalls(modules: Modules): Handlers<CallsOf<'source'>> {
  const { sites, connections, closing, secrets, emit } = modules;
  const changed = <T>(result: T): T => {
    emit('fleet.changed', undefined);
    return result;
  };
  return {
    'source.add': async ({ siteId, draft }) => changed(await sites.addSource(siteId, draft)),
    'source.edit': async ({ sourceId, draft }) => changed(await sites.editSource(sourceId, draft)),
    'source.remove': async ({ sourceId }) => {
      const { siteId } = sites.getSource(sourceId);
      needNoneOpen(modules, (restore) => restore.targetSiteId === siteId);
      return changed(await sites.removeSource(sourceId));
    },
    'source.put': ({ siteId, sourceId, draft }) => changed(sites.putFileSource(siteId, sourceId, draft)),
    'source.set-archive-password': ({ sourceId, password }) => sites.setArchivePassword(sourceId, password),
    'source.check': ({ sourceId }) => {
      const source = sites.getDatabase(sourceId);
      const site = sites.get(source.siteId);
      return connections.withShell(site.serverId, closing, (shell) => checkDatabase(shell, site, source, secrets, closing));
    },
    'source.propose': ({ siteId }) => {
      const site = sites.get(siteId);
      return connections.withShell(site.serverId, closing, (shell) => proposeSources(shell, site, closing));
    },
    'source.look-at-media': ({ siteId, draft }) => {
      const site = sites.get(siteId);
      return connections.withShell(site.serverId, closing, (shell) => lookAtMedia(shell, site, draft, closing));
    },
  };
}
