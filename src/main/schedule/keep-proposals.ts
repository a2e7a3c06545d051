import { SCHEDULED_WORKS } from '../../shared/model/schedule.ts';
import { proposedSchedules } from './proposed-schedules.ts';
import type { SchedulerPorts } from './ports.ts';

/** Gives sites that have none the proposed schedules, and follows changed sources where the operator has decided nothing. Returns whether anything changed. */
export function keepProposals({ catalog, zone }: Pick<SchedulerPorts, 'catalog' | 'zone'>, now: number): boolean {
  const { schedules, sites, sources } = catalog;
  const set = Map.groupBy(schedules.list(), ({ siteId }) => siteId);
  let changed = false;
  for (const { id: siteId } of sites.list()) {
    const known = new Map((set.get(siteId) ?? []).map(({ work, schedule }) => [work, schedule]));
    if (known.size === SCHEDULED_WORKS.length && [...known.values()].every(({ setBy }) => setBy === 'operator')) continue;
    const proposed = proposedSchedules(
      sources.list(siteId).map(({ kind }) => kind),
      zone(),
    );
    for (const [work, draft] of proposed) {
      const present = known.get(work);
      const isSame = JSON.stringify(present?.rhythm) === JSON.stringify(draft.rhythm);
      if (present !== undefined && (present.setBy === 'operator' || isSame)) continue;
      schedules.put({ siteId, work, schedule: { ...draft, since: new Date(now).toISOString(), setBy: 'proposed' } });
      changed = true;
    }
  }
  return changed;
}
