import { AppError, problemOf } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import { isLineProblem } from '../../servers/ssh/lasting-line.ts';
import { instantOf } from '../../support/clock.ts';
import type { RestoreStep } from '../step.ts';
import { goingOf, isSwitch } from './going.ts';
import type { Journal } from './journal.ts';
import { type EngineTools, hasBegun, stateOf, undoStep } from './step-runner.ts';

/**
 * Takes back all that was begun, the newest first. Once begun it is finished: a cancel does not reach it, only the end of the app does, or a server that does
 * not answer: then it goes on later. Where a step cannot be taken back, those before it stay as they are and the restore is stuck. What had been live for a
 * while is not deleted: visitors may have written to it. Throws `restore.stuck`, `job.interrupted`, `ssh.*`.
 */
export async function takeBack(steps: readonly RestoreStep[], tools: EngineTools, job: JobContext, closing: AbortSignal): Promise<void> {
  const { journal, clock } = tools;
  const { liveTouched: wentLive, undo } = journal.restore();
  const wasLive = steps.some(({ plan }) => isSwitch(plan) && !['waiting', 'skipped'].includes(stateOf(journal, plan.id)));
  // The files of a stage that was live are kept by the step itself.
  await undoAll(wasLive ? steps.filter(({ plan }) => plan.touchesLive || plan.kind === 'unpack-media') : steps, tools, job, closing);
  const going = goingOf(journal);
  const isCancelled = going.way === 'back' && going.because === 'cancelled';
  journal.change({
    state: isCancelled ? 'cancelled' : wentLive ? 'rolled-back' : 'failed',
    liveTouched: false,
    endedAt: instantOf(clock),
    undo: wasLive ? { ...undo, state: 'used' } : { state: 'none', keeps: [], bytes: null },
    sideRows: [],
    bypassUrl: null,
  });
  journal.tell('step', endWords(wentLive, wasLive));
}

function endWords(wentLive: boolean, wasLive: boolean): string {
  if (!wentLive) return 'What lay beside the live data was removed. The live site was not touched.';
  const back = 'Everything is as it was before.';
  return wasLive ? `${back} What had been live meanwhile lies beside it until it is let go.` : back;
}

/** Throws as `takeBack`. */
export async function undoAll(steps: readonly RestoreStep[], tools: EngineTools, job: JobContext, closing: AbortSignal): Promise<void> {
  const { journal } = tools;
  const ours: JobContext = { ...job, signal: closing };
  for (const step of steps.toReversed()) {
    if (closing.aborted) throw stopped(journal);
    if (!hasBegun(stateOf(journal, step.plan.id))) continue;
    try {
      await undoStep(step, tools, ours);
    } catch (error) {
      if (closing.aborted) throw stopped(journal);
      if (isLineProblem(error)) throw waiting(journal, error);
      throw stuck(step, error, tools);
    }
  }
}

/** Written down as interrupted: the next start goes on. */
export function stopped(journal: Pick<Journal, 'change'>): AppError {
  journal.change({ state: 'interrupted' });
  return new AppError('job.interrupted');
}

/** The server does not answer: it goes on when it does. */
export function waiting(journal: Pick<Journal, 'change'>, problem: AppError): AppError {
  journal.change({ state: 'interrupted', problem: problem.toProblem() });
  return problem;
}

function stuck(step: RestoreStep, cause: unknown, { journal, clock }: EngineTools): AppError {
  const { title, detail } = problemOf(cause);
  const problem = new AppError('restore.stuck', { detail: `${step.plan.title}: ${title}\n${detail}`.trim(), cause });
  journal.changeStep(step.plan.id, { problem: problemOf(cause) });
  journal.change({ state: 'stuck', endedAt: instantOf(clock), problem: problem.toProblem() });
  journal.tell('problem', problem.message, problem.detail);
  return problem;
}
