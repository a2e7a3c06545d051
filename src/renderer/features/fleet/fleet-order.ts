import type { SiteStatus, SiteVerdict } from '../../../shared/model/fleet.ts';

const WEIGHT: Readonly<Record<SiteVerdict, number>> = { critical: 0, 'no-backup': 1, 'at-risk': 2, protected: 3 };

/** Worst first; among equals the one whose newest good backup is oldest. */
export function worstFirst(sites: readonly SiteStatus[]): readonly SiteStatus[] {
  return [...sites].sort(
    (a, b) =>
      WEIGHT[a.verdict] - WEIGHT[b.verdict] ||
      (a.newestGoodAt ?? '').localeCompare(b.newestGoodAt ?? '') ||
      a.site.name.localeCompare(b.site.name, 'en', { numeric: true }),
  );
}
