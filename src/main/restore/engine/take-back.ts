import { AppError, problemOf } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import { instantOf } from '../../support/clock.ts';
import type { RestoreStep } from '../step.ts';
import { goingOf } from './going.ts';
import type { Journal } from './journal.ts';
import { type EngineTools, hasBegun, undoStep } from './step-runner.ts';

/**
 * Takes back all that was begun, the newest first. Once begun it is finished: a cancel does not reach it, only the end of the app does. Where a step cannot
 * be taken back, those before it stay as they are and the restore is stuck. Throws `restore.stuck`, `job.interrupted`.
 */
export async function takeBack(steps: readonly RestoreStep[], tools: EngineTools, job: JobContext, closing: AbortSignal): Promise<void> {
  const { journal, clock } = tools;
  const wentLive = journal.restore().liveTouched;
  await undoAll(steps, tools, job, closing);
  const going = goingOf(journal);
  const isCancelled = going.way === 'back' && going.because === 'cancelled';
  journal.change({
    state: isCancelled ? 'cancelled' : wentLive ? 'rolled-back' : 'failed',
    liveTouched: false,
    endedAt: instantOf(clock),
    undo: { state: 'none', keeps: [], bytes: null },
    sideRows: [],
    bypassUrl: null,
  });
  journal.tell(
    'step',
    wentLive ? 'Everything is as it was before.' : 'What lay beside the live data was removed. The live site was not touched.',
  );
}

/** Throws as `takeBack`. */
export async function undoAll(steps: readonly RestoreStep[], tools: EngineTools, job: JobContext, closing: AbortSignal): Promise<void> {
  const { journal } = tools;
  const ours: JobContext = { ...job, signal: closing };
  for (const step of steps.toReversed()) {
    if (closing.aborted) throw stopped(journal);
    if (!hasBegun(journal.restore().steps.find(({ id }) => id === step.plan.id))) continue;
    try {
      await undoStep(step, tools, ours);
    } catch (error) {
      if (closing.aborted) throw stopped(journal);
      throw stuck(step, error, tools);
    }
  }
}

/** Written down as interrupted: the next start goes on. */
export function stopped(journal: Pick<Journal, 'change'>): AppError {
  journal.change({ state: 'interrupted' });
  return new AppError('job.interrupted');
}

function stuck(step: RestoreStep, cause: unknown, { journal, clock }: EngineTools): AppError {
  const { title, detail } = problemOf(cause);
  const problem = new AppError('restore.stuck', { detail: [`${step.plan.title}: ${title}`, detail].join('\n').trim(), cause });
  journal.changeStep(step.plan.id, { problem: problemOf(cause) });
  journal.change({ state: 'stuck', endedAt: instantOf(clock), problem: problem.toProblem() });
  journal.tell('problem', problem.message, problem.detail);
  return problem;
}
