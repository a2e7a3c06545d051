import { AppError, problemOf } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import { instantOf } from '../../support/clock.ts';
import type { RestoreStep } from '../step.ts';
import { goingOf, keepGoing, lastSwitch } from './going.ts';
import { doStep, type EngineTools } from './step-runner.ts';
import { stopped, takeBack } from './take-back.ts';

/**
 * Does what is left of a restore, step by step. What fails or is cancelled up to the last switch is taken back at once, and the live site is as it was. After it
 * the data is live: what fails then is written down, and the rest is done all the same. `closing`: the app ends; everything stays as it is until the next start.
 *
 * Resolves with the problems of steps that failed after the switch. Throws what stopped it; the journal says how it ended.
 */
export async function runRestore(
  steps: readonly RestoreStep[],
  tools: EngineTools,
  job: JobContext,
  closing: AbortSignal,
): Promise<readonly string[]> {
  const { journal, clock } = tools;
  const border = lastSwitch(steps.map(({ plan }) => plan));
  const faults: string[] = [];
  journal.change({ state: 'running', problem: null, endedAt: null });
  keepGoing(journal, { way: 'forward' });
  try {
    for (const [index, step] of steps.entries()) {
      job.signal.throwIfAborted();
      const state = journal.restore().steps.find(({ id }) => id === step.plan.id)?.state;
      if (state === 'done' || state === 'warning' || state === 'skipped') continue;
      try {
        await doStep(step, tools, job);
      } catch (error) {
        job.signal.throwIfAborted();
        if (border === -1 || index <= border) throw error;
        faults.push(`${step.plan.title}: ${problemOf(error).title}`);
      }
    }
  } catch (error) {
    if (closing.aborted) throw stopped(journal);
    keepGoing(journal, { way: 'back', because: job.signal.aborted ? 'cancelled' : 'failed' });
    journal.change({ problem: job.signal.aborted ? null : problemOf(error) });
    journal.tell('decision', job.signal.aborted ? 'Cancelled by the operator.' : 'Taken back, because a step failed.');
    await takeBack(steps, tools, job, closing);
    throw error;
  }
  journal.change({ state: 'done', endedAt: instantOf(clock) });
  return faults;
}

/** Goes on with a restore that stopped on its way back. Resolves when the site is as it was. */
export async function rollBack(steps: readonly RestoreStep[], tools: EngineTools, job: JobContext, closing: AbortSignal): Promise<void> {
  const { journal } = tools;
  journal.change({ state: 'running', endedAt: null });
  const going = goingOf(journal);
  if (going.way !== 'back') {
    keepGoing(journal, { way: 'back', because: 'failed' });
    if (journal.restore().problem === null) journal.change({ problem: new AppError('restore.interrupted').toProblem() });
  }
  await takeBack(steps, tools, job, closing);
}
