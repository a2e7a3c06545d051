import type { ChecklistName, ChecklistRun, ChecklistSettings } from '../../shared/model/checklist.ts';
import { dueAt, labelOf, overdueAt, periodAt, periodsUpTo, yearAt } from '../../shared/model/checklist-period.ts';
import type { Finding } from '../../shared/model/fleet.ts';

export interface ChecklistFindingFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** IANA name. */
  readonly zone: string;
  readonly settings: ChecklistSettings;
  /** When the first site was registered, UTC; null: there is none, and nothing to tick. */
  readonly since: string | null;
  /** What was kept of each list, in any order. */
  readonly runs: readonly ChecklistRun[];
}

const NAMES: Readonly<Record<ChecklistName, string>> = {
  weekly: 'The weekly checklist',
  monthly: 'The monthly checklist',
  quarterly: 'The quarterly checklist',
};
/** What was missed longer ago is history, and the list of it is in the checklist itself. */
const LOOKED_BACK = 8;

/**
 * What lists say of themselves: `checklist-unfinished` once the days of grace are over, until it or a later one is complete; `checklist-due` from its hour
 * until then, where a reminder is wanted. One of each list at a time. Pure.
 */
export function checklistFindings(facts: ChecklistFindingFacts): readonly Finding[] {
  const { monthly, quarterly } = facts.settings;
  const lists: readonly ChecklistName[] = [
    'weekly',
    ...(monthly ? (['monthly'] as const) : []),
    ...(quarterly ? (['quarterly'] as const) : []),
  ];
  return lists.flatMap((list) => findingsOfList(list, facts));
}

function findingsOfList(list: ChecklistName, { now, zone, settings, since, runs }: ChecklistFindingFacts): readonly Finding[] {
  if (since === null) return [];
  const runOf = (period: string) => runs.find((run) => run.list === list && run.period === period);
  const counted = periodsUpTo(periodAt(list, now, zone), LOOKED_BACK).filter(
    (period) => dueAt(period, settings, zone) >= Date.parse(since),
  );
  const open = counted.slice(counted.findLastIndex((period) => (runOf(period)?.completedAt ?? null) !== null) + 1);
  const named = (period: string): string => `${NAMES[list]} of ${labelOf(period, yearAt(now, zone))}`;
  const overdue = open.filter((period) => now >= overdueAt(period, settings, zone));
  const newest = overdue.at(-1);
  if (newest !== undefined) {
    const before = overdue.length - 1;
    const again = before === 0 ? '' : before === 1 ? ' So was the one before.' : ` So were the ${before} before.`;
    const text = `${named(newest)} is unfinished: ${stepsOf(runOf(newest))}.${again}`;
    return [finding('checklist-unfinished', 'at-risk', text, overdueAt(newest, settings, zone))];
  }
  const due = open.findLast((period) => now >= dueAt(period, settings, zone));
  if (due === undefined || !settings.remind) return [];
  return [finding('checklist-due', 'note', `${named(due)} is due: ${stepsOf(runOf(due))}.`, dueAt(due, settings, zone))];
}

function stepsOf(run: ChecklistRun | undefined): string {
  if (run === undefined) return 'no step is confirmed';
  const confirmed = run.steps.filter(({ confirmation }) => confirmation !== null).length;
  return `${confirmed} of ${run.steps.length} steps are confirmed`;
}

function finding(code: string, severity: Finding['severity'], text: string, at: number): Finding {
  return { code, severity, text, at: new Date(at).toISOString(), backupId: null, placeId: null, serverId: null };
}
