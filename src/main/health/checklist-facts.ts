import type { ChecklistName } from '../../shared/model/checklist.ts';
import type { SiteStatus } from '../../shared/model/fleet.ts';
import type { ChecklistFindingFacts } from './checklist-findings.ts';
import type { FleetCatalog } from './fleet-catalog.ts';

const LISTS: readonly ChecklistName[] = ['weekly', 'monthly', 'quarterly'];
/** As many as a finding looks back on. */
const RUNS = 8;

/** What is kept of the checklists, in the zone of this computer. */
export function checklistFacts(
  { settings, checklistRuns }: Pick<FleetCatalog, 'settings' | 'checklistRuns'>,
  sites: readonly Pick<SiteStatus, 'site'>[],
  now: number,
): ChecklistFindingFacts {
  return {
    now,
    zone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    settings: settings.get('checklist'),
    since: sites.map(({ site }) => site.createdAt).toSorted()[0] ?? null,
    runs: LISTS.flatMap((list) => checklistRuns.list(list, { limit: RUNS })),
  };
}
