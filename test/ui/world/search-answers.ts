import type { SearchHit } from '../../../src/shared/model/search.ts';
import { matchScore, wordsOf } from '../../../src/shared/search/match.ts';
import type { Answers } from '../fake-bridge.ts';
import type { World } from './world.ts';

/** By the words alone, as the real one does it; days and ids are its own affair. */
export function searchAnswers(world: World): Pick<Answers, 'search.find'> {
  return {
    'search.find': ({ text }) => {
      const words = wordsOf(text);
      const scored = <T extends Omit<SearchHit, 'score'>>(hit: T, title: string, others: readonly string[]) => {
        const score = matchScore(words, { title, others });
        return score === null ? [] : [{ ...hit, score } as unknown as SearchHit];
      };
      return [
        ...world.fleet.sites.flatMap(({ site, server }) =>
          scored({ kind: 'site', siteId: site.id, name: site.name, serverName: server.name }, site.name, [server.name]),
        ),
        ...world.fleet.servers.flatMap(({ id, name, address }) => scored({ kind: 'server', serverId: id, name, address }, name, [address])),
        ...world.places.flatMap(({ place }) =>
          scored(
            { kind: 'place', placeId: place.id, name: place.name, where: 'folder' in place ? place.folder : place.name },
            place.name,
            [],
          ),
        ),
        ...world.backups
          .slice(0, 8)
          .flatMap(({ id, siteId, siteName, startedAt, label, note }) =>
            scored({ kind: 'backup', backupId: id, siteId, siteName, startedAt, label, note }, label ?? siteName, [
              'backup',
              siteName,
              note,
            ]),
          ),
        ...world.fleet.sites.flatMap(({ site, newest }) =>
          newest === null
            ? []
            : ['orders', 'order_items', 'customers'].flatMap((table) =>
                scored(
                  {
                    kind: 'table',
                    backupId: newest.id,
                    siteId: site.id,
                    siteName: site.name,
                    startedAt: newest.startedAt,
                    database: newest.databases[0] ?? '',
                    table,
                    rows: 18_173,
                  },
                  table,
                  ['table', site.name],
                ),
              ),
        ),
      ].toSorted((a, b) => b.score - a.score);
    },
  };
}
