import type { ThisComputerPlace } from '../../../shared/model/place.ts';
import { AppError } from '../../errors/app-error.ts';
import { inspectFolder } from '../../places/inspect-folder.ts';
import { claimFolder } from '../../places/claim-folder.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';
import { proposedFolder } from '../proposed-folder.ts';

export function appCalls(modules: Modules): Handlers<CallsOf<'app'> | 'place.choose-folder' | 'place.inspect-folder' | 'place.set-folder'> {
  const { catalog, clock, home, host, secrets, appVersion, emit } = modules;

  /** A job that writes or reads in the place knows its folder from its start: what it records would lie elsewhere. */
  function refuseUnderWork({ id, folder }: ThisComputerPlace): void {
    const before = catalog.places.find(id);
    if (before?.kind !== 'this-computer' || before.folder === folder || modules.activeJobCount() === 0) return;
    throw new AppError('place.in-use', { detail: `The same place, now in ${before.folder}.` });
  }

  return {
    'app.info': async () => ({
      version: appVersion,
      home,
      place: modules.place(),
      theme: catalog.settings.get('theme'),
      proposedFolder: proposedFolder(home),
      host: host.kind,
      secretStore: await secrets.availability(),
    }),
    'app.set-theme': ({ theme }) => catalog.settings.put('theme', theme),
    'place.choose-folder': () => host.chooseFolder(),
    'place.inspect-folder': ({ folder }) => inspectFolder(folder),
    'place.set-folder': async ({ folder }) => {
      const place = await claimFolder(folder, clock);
      catalog.atomically(() => {
        refuseUnderWork(place);
        catalog.places.put(place);
        catalog.settings.put('place-id', place.id);
      });
      emit('fleet.changed', undefined);
      return place;
    },
  };
}
