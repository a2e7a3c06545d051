import { useMemo } from 'react';
import type { SiteStatus, SiteVerdict } from '../../../shared/model/fleet.ts';
import { useJobs } from '../../api/stores.ts';
import { activeJobs } from '../../api/jobs-store.ts';

export type FleetFilter = 'all' | SiteVerdict | 'running';

export type FilterCounts = Readonly<Record<FleetFilter, number>>;

/** The sites of a filter, in their order, and how many each filter would show. */
export function useFilteredSites(
  sites: readonly SiteStatus[],
  filter: FleetFilter,
): { readonly shown: readonly SiteStatus[]; readonly counts: FilterCounts } {
  const busySites = useJobs((state) => activeJobs(state.jobs).map((job) => job.siteId));
  return useMemo(() => {
    const fits = (status: SiteStatus, wanted: FleetFilter) =>
      wanted === 'all' || (wanted === 'running' ? busySites.includes(status.site.id) : status.verdict === wanted);
    const count = (wanted: FleetFilter) => sites.filter((status) => fits(status, wanted)).length;
    const counts: FilterCounts = {
      all: sites.length,
      critical: count('critical'),
      'no-backup': count('no-backup'),
      'at-risk': count('at-risk'),
      running: count('running'),
      protected: count('protected'),
    };
    return { shown: sites.filter((status) => fits(status, filter)), counts };
  }, [sites, filter, busySites]);
}
