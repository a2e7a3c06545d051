import type {
  ChecklistGlance,
  ChecklistName,
  ChecklistNote,
  ChecklistPeriod,
  ChecklistRun,
  ChecklistSettings,
  ChecklistStep,
  ChecklistView,
} from '../../shared/model/checklist.ts';
import { evidenceOf } from './evidence-of.ts';
import type { ChecklistFacts } from './facts.ts';
import { dueAt, labelOf, overdueAt, periodAfter, periodAt, periodBefore, startOf, yearAt } from '../../shared/model/checklist-period.ts';
import { stepsOf } from './steps.ts';

/** What a list is seen with. */
export interface Looking {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** IANA name. */
  readonly zone: string;
  readonly settings: ChecklistSettings;
  /** When the first site was registered, UTC: no week before it was ever due. Null: there is none yet. */
  readonly since: string | null;
}

export interface ViewFacts extends Looking {
  readonly period: ChecklistPeriod;
  readonly run: ChecklistRun | null;
  readonly before: ChecklistRun | null;
  /** Null: of a period that is over; nothing is gathered. */
  readonly facts: ChecklistFacts | null;
}

/** Whether steps of a period can be confirmed: until the next one is due, so that Monday can still finish Friday's list. */
export function isOpen(period: ChecklistPeriod, { now, zone, settings }: Looking): boolean {
  return now >= startOf(period, zone) && now < dueAt(periodAfter(period), settings, zone);
}

/** Whether a period counts: some site was there when it was due. */
export function counts(period: ChecklistPeriod, { since, zone, settings }: Looking): boolean {
  return since !== null && dueAt(period, settings, zone) >= Date.parse(since);
}

/** Pure. */
export function checklistView(list: ChecklistName, given: ViewFacts): ChecklistView {
  const { now, zone, settings, period, run, before, facts } = given;
  const open = isOpen(period, given);
  const previous = periodBefore(period);
  return {
    list,
    period,
    label: labelOf(period, yearAt(now, zone)),
    dueAt: new Date(dueAt(period, settings, zone)).toISOString(),
    overdueAt: new Date(overdueAt(period, settings, zone)).toISOString(),
    open,
    startedAt: run?.startedAt ?? null,
    completedAt: run?.completedAt ?? null,
    steps: stepsInView(list, given, facts),
    lastNotes: notesOf(before),
    unfinishedBefore:
      period === periodAt(list, now, zone) && isOpen(previous, given) && counts(previous, given) && (before?.completedAt ?? null) === null
        ? previous
        : null,
    timeZone: zone,
  };
}

function stepsInView(list: ChecklistName, { run, settings }: ViewFacts, facts: ChecklistFacts | null): ChecklistStep[] {
  const defined = stepsOf(list, settings);
  // What was confirmed under other words stays as it was said; a step that is no longer on the list shows where it was confirmed.
  const gone = (run?.steps ?? []).filter(({ id, confirmation }) => confirmation !== null && !defined.some((step) => step.id === id));
  return [
    ...defined.map((step): ChecklistStep => {
      const kept = run?.steps.find(({ id }) => id === step.id)?.confirmation ?? null;
      return { ...step, evidence: facts === null ? null : evidenceOf(step.id, facts), confirmation: kept };
    }),
    ...gone.map(({ id, title, about, confirmation }): ChecklistStep => ({ id, title, about, says: 'Done', evidence: null, confirmation })),
  ];
}

function notesOf(run: ChecklistRun | null): ChecklistNote[] {
  return (run?.steps ?? []).flatMap(({ title, confirmation }) =>
    confirmation === null || confirmation.note === ''
      ? []
      : [{ stepTitle: title, headline: confirmation.evidence.headline, note: confirmation.note }],
  );
}

/** Pure. */
export function checklistGlance(list: ChecklistName, run: ChecklistRun | null, looking: Looking): ChecklistGlance {
  const { now, zone, settings } = looking;
  const period = periodAt(list, now, zone);
  const steps = stepsOf(list, settings);
  const confirmed = steps.filter(({ id }) => (run?.steps.find((step) => step.id === id)?.confirmation ?? null) !== null).length;
  const isComplete = (run?.completedAt ?? null) !== null;
  const state = isComplete
    ? 'complete'
    : !counts(period, looking) || now < dueAt(period, settings, zone)
      ? 'not-due'
      : now < overdueAt(period, settings, zone)
        ? 'due'
        : 'overdue';
  return { period, confirmed, total: steps.length, state };
}
