import { effectiveRetention } from '../../shared/model/effective-retention.ts';
import type { Leaving } from '../../shared/model/retention.ts';
import type { Catalog } from '../catalog/open-catalog.ts';
import { planPlace } from './plan-place.ts';

/** Copies that retention takes, of all sites, up to and with `until`; both milliseconds since the epoch. A plan is made for each site in each place that lets any go. */
export function leavingUntil(catalog: Catalog, now: number, until: number): Leaving {
  const policies = catalog.retentionPolicies.list();
  const places = catalog.places.list().flatMap(({ id: placeId, name: placeName }) => {
    const copies = catalog.retained
      .sitesIn(placeId)
      .filter((siteId) => effectiveRetention(policies, siteId, placeId).policy.enabled)
      .flatMap((siteId) => planPlace({ catalog, placeId, siteId, now }).decisions)
      .filter(({ keep, goesAt }) => !keep || (goesAt !== null && Date.parse(goesAt) <= until)).length;
    return copies === 0 ? [] : [{ placeId, placeName, copies }];
  });
  return { at: new Date(now).toISOString(), copies: places.reduce((sum, { copies }) => sum + copies, 0), places };
}
