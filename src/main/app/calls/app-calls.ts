import { inspectFolder } from '../../places/inspect-folder.ts';
import { claimFolder } from '../../places/claim-folder.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';
import { proposedFolder } from '../proposed-folder.ts';

export function appCalls(modules: Modules): Handlers<CallsOf<'app' | 'place'>> {
  const { catalog, clock, home, host, secrets, appVersion, emit } = modules;
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
        catalog.places.put(place);
        catalog.settings.put('place-id', place.id);
      });
      emit('fleet.changed', undefined);
      return place;
    },
  };
}
