import type { CleanupFacts } from '../../checklist/facts.ts';
import { planPlace } from '../../retention/plan-place.ts';
import type { Modules } from '../modules.ts';

const DELETIONS_SEEN = 2000;

/** What retention took away since, and what it would take if it ran now. */
export function cleanupFacts({ catalog, clock }: Pick<Modules, 'catalog' | 'clock'>, since: string): CleanupFacts {
  const deletions = catalog.deletions.list(DELETIONS_SEEN);
  const groups = Map.groupBy(
    deletions.filter(({ deletedAt, state }) => deletedAt >= since && state !== 'restored'),
    ({ siteId, placeId }) => `${siteId} ${placeId}`,
  );
  return {
    deleted: [...groups.values()].flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const bytes = group.reduce((sum, deletion) => sum + deletion.bytes, 0);
      return [{ siteName: first.siteName, placeName: first.placeName, copies: group.length, bytes }];
    }),
    inBin: deletions.filter(({ state }) => state === 'bin').length,
    failedJobs: catalog.jobs
      .endedSince(since, 'prune')
      .filter(({ state }) => state === 'failed' || state === 'warning')
      .map(({ title, endedAt, problem }) => ({ title, at: endedAt ?? since, problem: problem?.title.replace(/\.$/, '') ?? '' })),
    due: catalog.places.list().flatMap(({ id: placeId, name: placeName }) => {
      const { deletes, freesBytes } = planPlace({ catalog, placeId, siteId: null, now: clock.now() });
      return deletes === 0 ? [] : [{ placeName, copies: deletes, bytes: freesBytes }];
    }),
  };
}
