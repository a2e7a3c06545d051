import type {
  ChecklistGlance,
  ChecklistName,
  ChecklistNote,
  ChecklistPeriod,
  ChecklistRun,
  ChecklistSettings,
  ChecklistStep,
  ChecklistView,
  OpenPeriod,
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
  /** What is kept of the period after this one, where that one has begun. */
  readonly after: ChecklistRun | null;
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

/**
 * The list that is meant when none is named: the present one, but the one before while that is unfinished and not closed. Whoever comes on Monday comes to
 * finish Friday's, and what is ticked counts for the week that is on the screen. `before`: what is kept of the period before the present one. Pure.
 */
export function meantPeriod(list: ChecklistName, before: ChecklistRun | null, looking: Looking): ChecklistPeriod {
  const present = periodAt(list, looking.now, looking.zone);
  const previous = periodBefore(present);
  return isUnfinished(previous, before, looking) ? previous : present;
}

function isUnfinished(period: ChecklistPeriod, run: ChecklistRun | null, looking: Looking): boolean {
  return isOpen(period, looking) && counts(period, looking) && (run?.completedAt ?? null) === null;
}

function openPeriodsOf(list: ChecklistName, { period, run, before, after, ...looking }: ViewFacts): OpenPeriod[] {
  const present = periodAt(list, looking.now, looking.zone);
  const previous = periodBefore(present);
  const [ofPrevious, ofPresent] = period === previous ? [run, after] : [before, run];
  if (period !== present && period !== previous) return [];
  const told = (each: ChecklistPeriod, kept: ChecklistRun | null): OpenPeriod => ({
    period: each,
    label: labelOf(each, yearAt(looking.now, looking.zone)),
    ...confirmedOf(list, kept, looking),
    isComplete: (kept?.completedAt ?? null) !== null,
    dueAt: new Date(dueAt(each, looking.settings, looking.zone)).toISOString(),
    closesAt: new Date(dueAt(periodAfter(each), looking.settings, looking.zone)).toISOString(),
  });
  const isShown = period === previous && isOpen(previous, looking);
  return [...(isShown || isUnfinished(previous, ofPrevious, looking) ? [told(previous, ofPrevious)] : []), told(present, ofPresent)];
}

function confirmedOf(list: ChecklistName, run: ChecklistRun | null, { settings }: Pick<Looking, 'settings'>) {
  const steps = stepsOf(list, settings);
  const confirmed = steps.filter(({ id }) => (run?.steps.find((step) => step.id === id)?.confirmation ?? null) !== null).length;
  return { confirmed, total: steps.length };
}

/** Pure. */
export function checklistView(list: ChecklistName, given: ViewFacts): ChecklistView {
  const { now, zone, settings, period, run, before, facts } = given;
  const open = isOpen(period, given);
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
    openPeriods: openPeriodsOf(list, given),
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
export function checklistGlance(list: ChecklistName, period: ChecklistPeriod, run: ChecklistRun | null, looking: Looking): ChecklistGlance {
  const { now, zone, settings } = looking;
  const isComplete = (run?.completedAt ?? null) !== null;
  const state = isComplete
    ? 'complete'
    : !counts(period, looking) || now < dueAt(period, settings, zone)
      ? 'not-due'
      : now < overdueAt(period, settings, zone)
        ? 'due'
        : 'overdue';
  return { period, ...confirmedOf(list, run, looking), state };
}
