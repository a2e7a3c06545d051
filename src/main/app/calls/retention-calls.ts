import { zoneHere } from '../../retention/calendar.ts';
import { effectiveRetention } from '../../../shared/model/effective-retention.ts';
import { createLeavingSoon } from '../../retention/leaving-soon.ts';
import { planPlace } from '../../retention/plan-place.ts';
import { retainedCopies } from '../../retention/retained-copies.ts';
import { simulateRetention } from '../../retention/simulate-retention.ts';
import { takeBack } from '../../retention/take-back.ts';
import { AppError } from '../../errors/app-error.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';
import { pruneRequest } from '../prune-job.ts';

/** As many as a person scrolls through. */
const DELETIONS_SHOWN = 1000;

export function retentionCalls(modules: Modules): Handlers<CallsOf<'retention'>> {
  const { catalog, clock, closing, stores, emit } = modules;
  const leaving = createLeavingSoon(catalog.file, clock, closing);
  return {
    'retention.get': ({ siteId, placeId }) => effectiveRetention(catalog.retentionPolicies.list(), siteId, placeId),
    'retention.set': ({ scope, policy }) => {
      catalog.retentionPolicies.put(scope, policy);
      leaving.forget();
      emit('fleet.changed', undefined);
      return effectiveRetention(catalog.retentionPolicies.list(), scope.siteId, scope.placeId);
    },
    'retention.plan': ({ placeId, siteId, policy }) => planPlace({ catalog, placeId, siteId, policy, now: clock.now() }),
    'retention.simulate': ({ placeId, siteId, days, policy }) =>
      simulateRetention({
        policy: policy ?? effectiveRetention(catalog.retentionPolicies.list(), siteId, placeId).policy,
        copies: retainedCopies(catalog.retained.ofSite(siteId), placeId),
        now: clock.now(),
        zone: zoneHere(),
        placeId,
        days,
      }),
    'retention.apply': ({ placeId, siteId, fingerprint }) => {
      const place = catalog.places.find(placeId);
      if (place === null) throw new AppError('place.not-found', { detail: placeId });
      return modules.runner().start(pruneRequest(place, { siteId, fingerprint }));
    },
    'retention.leaving': () => leaving.ask(),
    'retention.deletions': () => [...catalog.deletions.list(DELETIONS_SHOWN)],
    'retention.take-back': async ({ deletionId }) => {
      await takeBack({ catalog, clock, storeOf: (placeId) => stores.storeOf(placeId), signal: closing }, deletionId);
      emit('fleet.changed', undefined);
    },
  };
}
