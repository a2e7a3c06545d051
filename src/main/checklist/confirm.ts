import type { ChecklistRun, Evidence, RunStep } from '../../shared/model/checklist.ts';
import { AppError } from '../errors/app-error.ts';
import type { StepDefinition } from './steps.ts';

/** Evidence that a person may confirm without a word. */
export function isInOrder({ state }: Pick<Evidence, 'state'>): boolean {
  return state === 'in-order' || state === 'information';
}

export interface ConfirmedStep {
  readonly step: StepDefinition;
  readonly evidence: Evidence;
  readonly note: string;
  /** UTC. */
  readonly at: string;
}

/**
 * The run with one step confirmed, and its evidence as it is now. `run`: what was kept before, or an empty one. Throws `checklist.note-needed` where the
 * evidence is not in order and nothing is said. Pure.
 */
export function confirmStep(
  run: Pick<ChecklistRun, 'list' | 'period'> & Partial<ChecklistRun>,
  steps: readonly StepDefinition[],
  { step, evidence, note, at }: ConfirmedStep,
): ChecklistRun {
  if (note === '' && !isInOrder(evidence)) throw new AppError('checklist.note-needed', { detail: `${step.title}: ${evidence.headline}` });
  const kept = new Map((run.steps ?? []).map((each) => [each.id, each]));
  const after = steps.map(({ id, title, about }): RunStep => {
    if (id === step.id) return { id, title, about, confirmation: { at, note, evidence } };
    return kept.get(id) ?? { id, title, about, confirmation: null };
  });
  return { list: run.list, period: run.period, startedAt: run.startedAt ?? at, completedAt: completedAt(after), steps: after };
}

/** The run without one confirmation; null when none is left. Pure. */
export function withdrawStep(run: ChecklistRun, id: RunStep['id']): ChecklistRun | null {
  const steps = run.steps.map((step): RunStep => (step.id === id ? { ...step, confirmation: null } : step));
  const first = confirmedTimes(steps)[0];
  return first === undefined ? null : { ...run, startedAt: first, completedAt: null, steps };
}

function completedAt(steps: readonly RunStep[]): string | null {
  return steps.every(({ confirmation }) => confirmation !== null) ? (confirmedTimes(steps).at(-1) ?? null) : null;
}

function confirmedTimes(steps: readonly RunStep[]): readonly string[] {
  return steps.flatMap(({ confirmation }) => confirmation?.at ?? []).toSorted();
}
