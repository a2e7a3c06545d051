import type { BackupId } from '../../../shared/model/ids.ts';
import { AppError } from '../../errors/app-error.ts';
import { restoreByHand } from '../../manifest/restore-by-hand.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import { backupRequest, rebuildRequest, verifyRequest } from '../job-requests.ts';
import { needPlace, type Modules } from '../modules.ts';

export function backupCalls(modules: Modules): Handlers<CallsOf<'job' | 'catalog'> | BackupCallName> {
  const { catalog, sites, host } = modules;

  function needManifest(backupId: BackupId) {
    const manifest = catalog.backups.manifestOf(backupId);
    if (manifest === null) throw new AppError('backup.not-found', { detail: backupId });
    return manifest;
  }

  return {
    'backup.start': ({ siteId, ...choice }) => {
      const site = sites.get(siteId);
      needPlace(modules);
      return modules.runner().start(backupRequest(site, choice));
    },
    'backup.list': ({ siteId }) => [...catalog.backups.summaries({ siteId })],
    'backup.details': ({ backupId }) => {
      const manifest = needManifest(backupId);
      const names = catalog.backups.namesOf(backupId);
      return {
        backup: manifest.backup,
        siteName: names?.siteName ?? manifest.site.name,
        serverName: names?.serverName ?? manifest.server.name,
        copies: catalog.backups.copiesOf(backupId).flatMap((copy) => {
          const place = catalog.places.find(copy.placeId);
          return place === null ? [] : [{ copy, place }];
        }),
        restoreByHand: restoreByHand(manifest),
      };
    },
    'backup.verify': ({ backupId, level }) => {
      const { backup, site } = needManifest(backupId);
      return modules.runner().start(verifyRequest(backup, catalog.sites.find(site.id) ?? site, level));
    },
    'backup.reveal': async ({ backupId }) => {
      needManifest(backupId);
      const [copy] = catalog.backups.copiesOf(backupId);
      if (copy === undefined) throw new AppError('place.missing', { detail: backupId });
      await host.reveal(copy.location);
    },
    'job.list': () => [...modules.jobs()],
    'job.log': ({ jobId }) => modules.jobLog(jobId),
    'job.cancel': ({ jobId }) => modules.runner().cancel(jobId),
    'job.again': ({ jobId }) => modules.runner().again(jobId),
    'catalog.rebuild': () => modules.runner().start(rebuildRequest(needPlace(modules))),
  };
}
