import type { BackupId, PlaceId, SiteId } from '../../shared/model/ids.ts';
import type { RetentionDecision, RetentionPlan, RetentionPolicy } from '../../shared/model/retention.ts';
import type { AnomaliesRepository } from '../catalog/anomalies.ts';
import type { Catalog } from '../catalog/open-catalog.ts';
import { zoneHere } from './calendar.ts';
import { effectiveRetention } from '../../shared/model/effective-retention.ts';
import { leavingNow, planOf, planRetention, type RetentionQuestion } from './plan-retention.ts';
import { retainedCopies } from './retained-copies.ts';

export interface OpenAnomalies {
  readonly anomalies: Pick<AnomaliesRepository, 'openOf'>;
}

export interface PlaceToPlan {
  readonly catalog: Pick<Catalog, 'retained' | 'retentionPolicies'> & OpenAnomalies;
  readonly placeId: PlaceId;
  /** Null: every site with copies there. */
  readonly siteId: SiteId | null;
  /** As if it were set for this place and site, which more exact policies still go before; null or absent: what holds. */
  readonly policy?: RetentionPolicy | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Null or absent: the zone of this computer. Holds where a policy names none. */
  readonly zone?: string | null;
}

/** What would go from a place, and why everything else stays. Deletes nothing. Throws `retention.zone-unknown`. */
export function planPlace(request: PlaceToPlan): RetentionPlan {
  const { catalog, placeId, siteId, now } = request;
  const sites = siteId === null ? catalog.retained.sitesIn(placeId) : [siteId];
  const paused: RetentionPlan['paused'] = [];
  const decisions = sites.flatMap((site) => {
    const decided = planRetention(questionOf(request, site));
    const text = pausedBecause(catalog, site);
    if (text === null) return decided;
    paused.push({ siteId: site, siteName: decided[0]?.siteName ?? '', text });
    return decided.map((decision) => keptByPause(decision, text));
  });
  return planOf(placeId, now, decisions, paused);
}

/** Why nothing of a site goes now: an anomaly nobody has acknowledged, for the older backups may be the good ones. Null: no pause. */
export function pausedBecause(catalog: OpenAnomalies, siteId: SiteId): string | null {
  const [first, ...others] = catalog.anomalies.openOf(siteId);
  if (first === undefined) return null;
  return others.length === 0 ? first.text : `${first.text} And ${others.length} more.`;
}

function keptByPause(decision: RetentionDecision, text: string): RetentionDecision {
  if (decision.keep) return { ...decision, goesAt: null };
  return { ...decision, keep: true, goesAt: null, reasons: [{ code: 'paused', text: `Retention of this site is paused. ${text}` }] };
}

/** Whether the rules, asked at this moment, let this one go. */
export function isLeavingNow(request: PlaceToPlan & { readonly siteId: SiteId }, backupId: BackupId): boolean {
  if (pausedBecause(request.catalog, request.siteId) !== null) return false;
  return leavingNow(questionOf(request, request.siteId)).has(backupId);
}

/** What a plan of one site rests on; a simulation rests on the same. */
export function questionOf(
  { catalog, placeId, siteId: asked, policy = null, now, zone = null }: PlaceToPlan,
  siteId: SiteId,
): RetentionQuestion {
  const set = catalog.retentionPolicies.list();
  // The first of a scope is found: the asked one stands before what is set for the same.
  const asIf = policy === null ? set : [{ scope: { siteId: asked, placeId }, policy }, ...set];
  return {
    policy: effectiveRetention(asIf, siteId, placeId).policy,
    copies: retainedCopies(catalog.retained.ofSite(siteId), placeId),
    now,
    zone: zone ?? zoneHere(),
  };
}
