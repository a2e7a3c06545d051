import type { RetentionDecision, RetentionPlan, RetentionScope } from '../../../shared/model/retention.ts';

/** "aurora-market on Vault-A", "all sites, every place". */
export function scopeWord(siteName: string | null, placeName: string | null): string {
  if (siteName === null && placeName === null) return 'all sites in every place';
  if (placeName === null) return `${siteName ?? ''} in every place`;
  return siteName === null ? `all sites in ${placeName}` : `${siteName} in ${placeName}`;
}

export function isSameScope(a: RetentionScope, b: RetentionScope): boolean {
  return a.siteId === b.siteId && a.placeId === b.placeId;
}

/** How far ahead "soon" reaches. */
export const SOON_DAYS = 30;

export interface Groups {
  readonly now: readonly RetentionDecision[];
  readonly soon: readonly RetentionDecision[];
  readonly stays: readonly RetentionDecision[];
}

/** What goes now, what goes within a month, what stays longer; oldest first, as the plan has them. */
export function groupDecisions({ decisions, plannedAt }: RetentionPlan): Groups {
  const soonAt = new Date(Date.parse(plannedAt) + SOON_DAYS * 86_400_000).toISOString();
  const isSoon = ({ keep, goesAt }: RetentionDecision) => keep && goesAt !== null && goesAt <= soonAt;
  return {
    now: decisions.filter(({ keep }) => !keep),
    soon: decisions.filter(isSoon),
    stays: decisions.filter((decision) => decision.keep && !isSoon(decision)),
  };
}
