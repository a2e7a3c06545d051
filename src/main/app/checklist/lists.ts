import type {
  ChecklistGlance,
  ChecklistHistory,
  ChecklistName,
  ChecklistPeriod,
  ChecklistRun,
  ChecklistView,
  StepId,
} from '../../../shared/model/checklist.ts';
import { confirmStep, withdrawStep } from '../../checklist/confirm.ts';
import { evidenceOf } from '../../checklist/evidence-of.ts';
import { checklistHistory, HISTORY_RUNS } from '../../checklist/history.ts';
import { listOf, periodAfter, periodAt, periodBefore, startOf } from '../../../shared/model/checklist-period.ts';
import { stepsOf } from '../../checklist/steps.ts';
import { checklistGlance, checklistView, isOpen, type Looking, meantPeriod } from '../../checklist/view.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Modules } from '../modules.ts';
import { gatherFacts } from './gather-facts.ts';
import { zoneOfOperator } from './zone.ts';

/** How far back "since the last time" goes when nobody ever finished a list. */
const SINCE_MS: Readonly<Record<ChecklistName, number>> = { weekly: 7 * 86_400_000, monthly: 31 * 86_400_000, quarterly: 92 * 86_400_000 };

export interface WhichList {
  readonly list: ChecklistName;
  /** Null: the present one, or the one before while that is unfinished and not closed. */
  readonly period: ChecklistPeriod | null;
}

export function lookingNow({ catalog, clock }: Pick<Modules, 'catalog' | 'clock'>): Looking {
  const [first] = catalog.sites
    .list()
    .map(({ createdAt }) => createdAt)
    .toSorted();
  return { now: clock.now(), zone: zoneOfOperator(), settings: catalog.settings.get('checklist'), since: first ?? null };
}

/** Throws `checklist.period-unknown`. */
export async function showList(modules: Modules, which: WhichList): Promise<ChecklistView> {
  const { catalog } = modules;
  const looking = lookingNow(modules);
  const period = periodOf(modules, which, looking);
  const facts = isOpen(period, looking) ? await gatherFacts(modules, which.list, sinceOf(modules, which.list, period, looking)) : null;
  return checklistView(which.list, {
    ...looking,
    period,
    run: catalog.checklistRuns.find(which.list, period),
    before: catalog.checklistRuns.find(which.list, periodBefore(period)),
    after: catalog.checklistRuns.find(which.list, periodAfter(period)),
    facts,
  });
}

/** Keeps what is so now with the confirmation. Throws `checklist.period-over`, `checklist.step-unknown`, `checklist.note-needed`. */
export async function confirmInList(modules: Modules, which: WhichList, stepId: StepId, note: string): Promise<ChecklistView> {
  const { catalog, emit } = modules;
  const looking = lookingNow(modules);
  const period = openPeriodOf(modules, which, looking);
  const steps = stepsOf(which.list, looking.settings);
  const step = steps.find(({ id }) => id === stepId);
  if (step === undefined) throw new AppError('checklist.step-unknown', { detail: stepId });
  const evidence = evidenceOf(stepId, await gatherFacts(modules, which.list, sinceOf(modules, which.list, period, looking)));
  catalog.atomically(() => {
    const run = catalog.checklistRuns.find(which.list, period) ?? { list: which.list, period };
    catalog.checklistRuns.put(confirmStep(run, steps, { step, evidence, note, at: evidence.gatheredAt }));
  });
  emit('fleet.changed', undefined);
  return showList(modules, { ...which, period });
}

/** Throws `checklist.period-over`. */
export function withdrawInList(modules: Modules, which: WhichList, stepId: StepId): Promise<ChecklistView> {
  const { catalog, emit } = modules;
  const period = openPeriodOf(modules, which, lookingNow(modules));
  catalog.atomically(() => {
    const run = catalog.checklistRuns.find(which.list, period);
    if (run === null) return;
    const after = withdrawStep(run, stepId);
    if (after === null) catalog.checklistRuns.remove(which.list, period);
    else catalog.checklistRuns.put(after);
  });
  emit('fleet.changed', undefined);
  return showList(modules, { ...which, period });
}

export function historyOf(modules: Pick<Modules, 'catalog' | 'clock'>, list: ChecklistName): ChecklistHistory {
  return checklistHistory(list, modules.catalog.checklistRuns.list(list, { limit: HISTORY_RUNS }), lookingNow(modules));
}

export function glance(modules: Pick<Modules, 'catalog' | 'clock'>): ChecklistGlance {
  const looking = lookingNow(modules);
  const period = periodOf(modules, { list: 'weekly', period: null }, looking);
  return checklistGlance('weekly', period, modules.catalog.checklistRuns.find('weekly', period), looking);
}

/** Throws `checklist.period-unknown`: it belongs to another list, or has not begun. */
export function periodOf({ catalog }: Pick<Modules, 'catalog'>, { list, period }: WhichList, looking: Looking): ChecklistPeriod {
  const { now, zone } = looking;
  if (period === null) return meantPeriod(list, catalog.checklistRuns.find(list, periodBefore(periodAt(list, now, zone))), looking);
  if (listOf(period) !== list || startOf(period, zone) > now) throw new AppError('checklist.period-unknown', { detail: period });
  return period;
}

function openPeriodOf(modules: Pick<Modules, 'catalog'>, which: WhichList, looking: Looking): ChecklistPeriod {
  const period = periodOf(modules, which, looking);
  if (!isOpen(period, looking)) throw new AppError('checklist.period-over', { detail: period });
  return period;
}

/** From when the last list was finished; where none was, its usual time. */
function sinceOf({ catalog }: Modules, list: ChecklistName, period: ChecklistPeriod, { now }: Looking): string {
  const before = catalog.checklistRuns
    .list(list, { limit: HISTORY_RUNS })
    .find((run: ChecklistRun) => run.period < period && run.completedAt !== null);
  const usual = new Date(now - SINCE_MS[list]).toISOString();
  return before?.completedAt ?? usual;
}
