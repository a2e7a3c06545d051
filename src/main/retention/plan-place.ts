import type { PlaceId, SiteId } from '../../shared/model/ids.ts';
import type { RetentionPlan, RetentionPolicy } from '../../shared/model/retention.ts';
import type { Catalog } from '../catalog/open-catalog.ts';
import { zoneHere } from './calendar.ts';
import { effectiveRetention } from './effective-retention.ts';
import { planOf, planRetention } from './plan-retention.ts';
import { retainedCopies } from './retained-copies.ts';

export interface PlaceToPlan {
  readonly catalog: Pick<Catalog, 'retained' | 'retentionPolicies'>;
  readonly placeId: PlaceId;
  /** Null: every site with copies there. */
  readonly siteId: SiteId | null;
  /** As if it were set for this place and site; null or absent: what holds. */
  readonly policy?: RetentionPolicy | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Null or absent: the zone of this computer. Holds where a policy names none. */
  readonly zone?: string | null;
}

/** What would go from a place, and why everything else stays. Deletes nothing. Throws `retention.zone-unknown`. */
export function planPlace({ catalog, placeId, siteId, policy = null, now, zone = null }: PlaceToPlan): RetentionPlan {
  const policies = catalog.retentionPolicies.list();
  const sites = siteId === null ? catalog.retained.sitesIn(placeId) : [siteId];
  const decisions = sites.flatMap((site) =>
    planRetention({
      policy: policy ?? effectiveRetention(policies, site, placeId).policy,
      copies: retainedCopies(catalog.retained.ofSite(site), placeId),
      now,
      zone: zone ?? zoneHere(),
    }),
  );
  return planOf(placeId, now, decisions);
}
