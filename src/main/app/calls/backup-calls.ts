import type { BackupId } from '../../../shared/model/ids.ts';
import { isFolderPlace } from '../../../shared/model/place.ts';
import { AppError } from '../../errors/app-error.ts';
import { restoreByHand } from '../../manifest/restore-by-hand.ts';
import { diffBackups } from '../diff-backups.ts';
import { createFilePages } from '../files-page.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import { backupRequest, rebuildRequest, synthesizeRequest, verifyRequest } from '../job-requests.ts';
import { createNotesKeeper } from '../keep-notes.ts';
import { needPlace, type Modules } from '../modules.ts';

export function backupCalls(modules: Modules): Handlers<CallsOf<'backup' | 'job' | 'catalog'>> {
  const { catalog, sites, host, emit } = modules;
  const filesPage = createFilePages(modules);
  const keepNotes = createNotesKeeper(modules);

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
    'backup.search': ({ filter, offset, limit }) => catalog.backups.search(filter, offset, limit),
    'backup.statistics': ({ siteId }) => catalog.backups.statistics(siteId),
    'backup.details': ({ backupId }) => {
      const manifest = needManifest(backupId);
      const names = catalog.backups.namesOf(backupId);
      const annotation = catalog.backups.annotationOf(backupId);
      const { backup } = manifest;
      return {
        backup: { ...backup, label: annotation?.label ?? backup.label },
        siteName: names?.siteName ?? manifest.site.name,
        serverName: names?.serverName ?? manifest.server.name,
        note: annotation?.note ?? '',
        held: annotation?.held ?? false,
        copies: catalog.backups.copiesOf(backupId).flatMap((copy) => {
          const place = catalog.places.find(copy.placeId);
          return place === null ? [] : [{ copy, place }];
        }),
        restoreByHand: restoreByHand(manifest),
        neededBy: [...catalog.backups.neededBy(backupId)],
      };
    },
    'backup.annotate': async ({ backupId, ...change }) => {
      await keepNotes(catalog.backups.annotate(backupId, withoutAbsent(change)));
      emit('fleet.changed', undefined);
    },
    'backup.files': (question) => filesPage(question),
    'backup.diff': ({ beforeId, afterId }) => diffBackups(modules, needManifest(beforeId), needManifest(afterId)),
    'backup.verify': ({ backupId, level, placeId }) => {
      const { backup, site } = needManifest(backupId);
      return modules.runner().start(verifyRequest(backup, catalog.sites.find(site.id) ?? site, level, placeId));
    },
    'backup.synthesize': ({ backupId }) => {
      const { backup, site } = needManifest(backupId);
      needPlace(modules);
      return modules.runner().start(synthesizeRequest(backup, catalog.sites.find(site.id)?.name ?? site.name));
    },
    'backup.reveal': async ({ backupId }) => {
      needManifest(backupId);
      const folder = catalog.backups.copiesOf(backupId).find(({ placeId }) => {
        const place = catalog.places.find(placeId);
        return place !== null && isFolderPlace(place);
      });
      if (folder === undefined)
        throw new AppError('place.missing', { detail: 'No copy of this backup lies in a folder of this computer.' });
      await host.reveal(folder.location);
    },
    'job.list': () => [...modules.jobs()],
    'job.log': ({ jobId }) => modules.jobLog(jobId),
    'job.cancel': ({ jobId }) => modules.runner().cancel(jobId),
    'job.pause': ({ jobId }) => modules.runner().pause(jobId),
    'job.again': ({ jobId }) => {
      // Each of them was confirmed by the name of the site, for the state of that moment.
      const job = modules.runner().find(jobId);
      if (job.kind.startsWith('restore')) throw new AppError('restore.not-now', { detail: job.title });
      return modules.runner().again(jobId);
    },
    'catalog.rebuild': (input) => {
      const placeId = input?.placeId ?? null;
      const place = placeId === null ? null : catalog.places.find(placeId);
      if (placeId !== null && place === null) throw new AppError('place.not-found', { detail: placeId });
      if (place === null) needPlace(modules);
      return modules.runner().start(rebuildRequest(place));
    },
  };
}

/** An absent change is no change: the keys are left out, not set to undefined. */
function withoutAbsent({
  label,
  note,
  held,
}: {
  label?: string | null | undefined;
  note?: string | undefined;
  held?: boolean | undefined;
}) {
  return {
    ...(label === undefined ? {} : { label }),
    ...(note === undefined ? {} : { note }),
    ...(held === undefined ? {} : { held }),
  };
}
