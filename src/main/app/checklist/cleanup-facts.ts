import { effectiveRetention } from '../../../shared/model/effective-retention.ts';
import type { CleanupFacts } from '../../checklist/facts.ts';
import { planPlace } from '../../retention/plan-place.ts';
import type { Modules } from '../modules.ts';

const DELETIONS_SEEN = 2000;

/** Of a list that does not ask. */
export const NO_CLEANUP: CleanupFacts = { deleted: [], inBin: 0, failedJobs: [], due: [], seenAtMost: null };

/** What retention took away since, and what it would take if it ran now. */
export function cleanupFacts({ catalog, clock }: Pick<Modules, 'catalog' | 'clock'>, since: string): CleanupFacts {
  const policies = catalog.retentionPolicies.list();
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
    // There may be older ones that were not looked at, and belong to the same span or lie in a bin still.
    seenAtMost: deletions.length < DELETIONS_SEEN ? null : DELETIONS_SEEN,
    inBin: deletions.filter(({ state }) => state === 'bin').length,
    failedJobs: catalog.jobs
      .endedSince(since, 'prune')
      .filter(({ state }) => state === 'failed' || state === 'warning')
      .map(({ title, endedAt, problem }) => ({ title, at: endedAt ?? since, problem: problem?.title.replace(/\.$/, '') ?? '' })),
    due: catalog.places.list().flatMap(({ id, name: placeName }) => {
      const plans = catalog.retained
        .sitesIn(id)
        // Where nothing is ever deleted there is nothing to plan, and a plan reads every backup.
        .filter((siteId) => effectiveRetention(policies, siteId, id).policy.enabled)
        .map((siteId) => planPlace({ catalog, placeId: id, siteId, now: clock.now() }));
      const copies = plans.reduce((sum, { deletes }) => sum + deletes, 0);
      return copies === 0 ? [] : [{ placeName, copies, bytes: plans.reduce((sum, { freesBytes }) => sum + freesBytes, 0) }];
    }),
  };
}
