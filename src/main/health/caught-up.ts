import type { SiteId } from '../../shared/model/ids.ts';
import { isOpenSlot, type ScheduledWork, type Slot } from '../../shared/model/schedule.ts';
import type { CatchUpFacts } from './catching-up.ts';

/** As long as the daily report waits for what is caught up with: what hangs is told with it, not after it. */
export const REPORT_WAITS_MS = 2 * 3_600_000;
/** In this time what is due is written down. */
const SETTLING_MS = 5 * 60_000;
/** Further back nothing is named. */
const FURTHEST_MS = 60 * 86_400_000;

const WORDS: Readonly<Record<ScheduledWork, string>> = {
  pull: 'pulling what the server makes',
  backup: 'the backup',
  push: 'copies to other places',
  verify: 're-reading copies',
  drill: 'the drill',
  retention: 'deleting what is not kept',
  health: 'the look at the health',
};

/** Whether what was due before the last start or wake is still waiting or at work, within two hours of it. `now`: milliseconds since the epoch. */
export function isBusyCatchingUp({ schedules, slots, settings }: CatchUpFacts, now: number): boolean {
  const since = settings.get('awake-since');
  const awakeMs = since === null ? REPORT_WAITS_MS : now - Date.parse(since);
  if (since === null || awakeMs >= REPORT_WAITS_MS) return false;
  if (awakeMs < SETTLING_MS && schedules.list().some(({ schedule }) => schedule.rhythm !== null)) return true;
  return slots.open().some(({ work, dueAt }) => work !== 'health' && dueAt < since);
}

export interface CaughtUpFacts {
  readonly slots: {
    between(question: { readonly siteId: null; readonly work: null; readonly from: string; readonly until: string }): readonly Slot[];
  };
  readonly sites: { list(): readonly { readonly id: SiteId; readonly name: string }[] };
}

/** What stood for due times that were missed, one line for each site and work; of slots due since `from`, UTC. */
export function caughtUpLines({ slots, sites }: CaughtUpFacts, from: string | null, now: number): readonly string[] {
  const furthest = new Date(now - FURTHEST_MS).toISOString();
  const question = {
    siteId: null,
    work: null,
    from: from === null || from < furthest ? furthest : from,
    until: new Date(now).toISOString(),
  };
  const found = slots.between(question).filter(({ work }) => work !== 'health');
  const keyOf = ({ siteId, work }: Slot, dueAt: string | null): string => `${siteId} ${work} ${dueAt}`;
  const missed = Map.groupBy(
    found.filter(({ state, caughtUpBy }) => state === 'missed' && caughtUpBy !== null),
    (slot) => keyOf(slot, slot.caughtUpBy),
  );
  const names = new Map(sites.list().map(({ id, name }) => [id, name]));
  return found.flatMap((slot) => {
    const stoodFor = missed.get(keyOf(slot, slot.dueAt))?.length ?? 0;
    const name = names.get(slot.siteId);
    if (stoodFor === 0 || name === undefined) return [];
    return [`${name}: ${WORDS[slot.work]}, once for ${stoodFor + 1} due times: ${outcomeOf(slot)}`];
  });
}

function outcomeOf(slot: Slot): string {
  const why = slot.text === '' ? '' : ` ${slot.text}`;
  if (slot.state === 'done') return slot.reason === 'nothing' ? `nothing was to be done.${why}` : 'done.';
  if (slot.state === 'warning') return `done, with a warning.${why}`;
  if (isOpenSlot(slot)) return slot.state === 'running' ? 'at work.' : `waits.${why}`;
  return `not done.${why}`;
}
