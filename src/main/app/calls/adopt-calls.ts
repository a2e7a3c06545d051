import { adoptRequest } from '../adopt-job.ts';
import { listServerBackups } from '../adoptable.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';

export function adoptCalls(modules: Modules): Handlers<CallsOf<'adopt'>> {
  const { sites, runner, closing } = modules;
  return {
    'adopt.list': async ({ siteId }) => {
      const listings = await listServerBackups(modules, siteId, closing);
      return listings.flatMap(({ files }) => files).toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : a.path < b.path ? -1 : 1));
    },
    'adopt.start': ({ siteId, paths }) => runner().start(adoptRequest(sites.get(siteId), paths)),
  };
}
