import type { PlaceId, SiteId } from './ids.ts';
import { DEFAULT_RETENTION, type EffectiveRetention, type RetentionPolicy, type RetentionScope } from './retention.ts';

/** A policy as it was set, and for whom. */
interface ScopedPolicy {
  readonly scope: RetentionScope;
  readonly policy: RetentionPolicy;
}

/**
 * The policy that holds for a site in a place (null: for all of them), and where it was set. The most exact one holds: of the site in the place, of the
 * site everywhere, of the place, of everything else, and at last the one nobody set, which deletes nothing.
 */
export function effectiveRetention(policies: readonly ScopedPolicy[], siteId: SiteId | null, placeId: PlaceId | null): EffectiveRetention {
  const wanted = [
    { siteId, placeId },
    { siteId, placeId: null },
    { siteId: null, placeId },
    { siteId: null, placeId: null },
  ];
  for (const scope of wanted) {
    const found = policies.find((set) => set.scope.siteId === scope.siteId && set.scope.placeId === scope.placeId);
    if (found !== undefined) return { policy: found.policy, setFor: found.scope };
  }
  return { policy: DEFAULT_RETENTION, setFor: null };
}
