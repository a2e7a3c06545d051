import type { ChecklistHistory, ChecklistName, ChecklistRun, HistoryEntry } from '../../shared/model/checklist.ts';
import { labelOf, periodAt, periodsUpTo, yearAt } from '../../shared/model/checklist-period.ts';
import { stepsOf } from './steps.ts';
import { counts, isOpen, type Looking } from './view.ts';

/** Half a year of weeks, a year of months, two years of quarters. */
const SHOWN: Readonly<Record<ChecklistName, number>> = { weekly: 26, monthly: 12, quarterly: 8 };
/** As far as runs and streaks are looked back: five years of weeks. */
export const HISTORY_RUNS = 260;

/** What became of the lists of the last periods. `runs`: kept ones of this list, in any order. Pure. */
export function checklistHistory(list: ChecklistName, runs: readonly ChecklistRun[], looking: Looking): ChecklistHistory {
  const byPeriod = new Map(runs.map((run) => [run.period, run]));
  const all = periodsUpTo(periodAt(list, looking.now, looking.zone), HISTORY_RUNS).map((period) =>
    entryOf(list, period, byPeriod.get(period) ?? null, looking),
  );
  const entries = all.slice(-SHOWN[list]);
  const settled = entries.filter(({ state }) => state !== 'open' && state !== 'before');
  const complete = entries.filter(({ state }) => state === 'complete');
  return {
    list,
    entries,
    streak: streakOf(all),
    longest: longestOf(all),
    usualMs: medianOf(complete.flatMap(({ tookMs }) => tookMs ?? [])),
    complete: complete.length,
    counted: settled.length,
    missed: entries.filter(({ state }) => state === 'missed').map(({ period }) => period),
  };
}

function entryOf(list: ChecklistName, period: HistoryEntry['period'], run: ChecklistRun | null, looking: Looking): HistoryEntry {
  const confirmed = (run?.steps ?? []).filter(({ confirmation }) => confirmation !== null).length;
  const completedAt = run?.completedAt ?? null;
  const state =
    completedAt !== null
      ? 'complete'
      : isOpen(period, looking)
        ? 'open'
        : confirmed > 0
          ? 'partial'
          : counts(period, looking)
            ? 'missed'
            : 'before';
  return {
    period,
    label: labelOf(period, yearAt(looking.now, looking.zone)),
    state,
    confirmed,
    total: run?.steps.length ?? stepsOf(list, looking.settings).length,
    completedAt,
    tookMs: run === null || completedAt === null ? null : Date.parse(completedAt) - Date.parse(run.startedAt),
  };
}

/** Complete in a row up to now; what is still open neither counts nor breaks. */
function streakOf(entries: readonly HistoryEntry[]): number {
  let streak = 0;
  for (const { state } of entries.toReversed()) {
    if (state === 'open') continue;
    if (state !== 'complete') break;
    streak += 1;
  }
  return streak;
}

function longestOf(entries: readonly HistoryEntry[]): ChecklistHistory['longest'] {
  const runs: { length: number; sincePeriod: HistoryEntry['period'] }[] = [];
  let isRunning = false;
  for (const { state, period } of entries) {
    if (state === 'open') continue;
    const last = runs.at(-1);
    if (state === 'complete' && isRunning && last !== undefined) last.length += 1;
    else if (state === 'complete') runs.push({ length: 1, sincePeriod: period });
    isRunning = state === 'complete';
  }
  // Of two equal ones the newer: the operator remembers it.
  return runs.toSorted((a, b) => b.length - a.length || (a.sincePeriod < b.sincePeriod ? 1 : -1))[0] ?? null;
}

function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
