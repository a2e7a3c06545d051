import { AppError, problemOf } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import { isLineProblem } from '../../servers/ssh/lasting-line.ts';
import { instantOf } from '../../support/clock.ts';
import type { StepKind } from '../../../shared/model/runbook.ts';
import type { RestoreStep } from '../step.ts';
import { goingOf, keepGoing, lastSwitch } from './going.ts';
import { doStep, type EngineTools, stateOf } from './step-runner.ts';
import { stopped, takeBack, waiting } from './take-back.ts';

/** They tell of the live data as it was when they ran. */
const OF_THE_MOMENT: readonly StepKind[] = ['safety-copy', 'last-rows'];
/** What the site can do without when the operator has seen enough. */
const MAY_BE_LEFT: readonly StepKind[] = ['smoke', 'backup-after', 'guide'];

/**
 * Does what is left of a restore, step by step. What fails or is cancelled up to the last switch is taken back at once, and the live site is as it was. After it
 * the data is live: what fails then is written down, and the rest is done all the same; a cancel leaves out what the site can do without. A server that does not
 * answer then is waited for: the restore is interrupted and goes on later. Steps whose last one waits end as `deciding`. `closing`: the app ends; everything stays as it is until the next start.
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
  journal.change({ state: 'running', problem: null, endedAt: null });
  keepGoing(journal, { way: 'forward' });
  if (!journal.restore().liveTouched) forgetTheMoment(tools);
  const faults: string[] = [];
  try {
    for (const step of border === -1 ? steps : steps.slice(0, border + 1)) {
      job.signal.throwIfAborted();
      if (!isDone(tools, step)) await doStep(step, tools, job);
    }
  } catch (error) {
    if (closing.aborted) throw stopped(journal);
    keepGoing(journal, { way: 'back', because: job.signal.aborted ? 'cancelled' : 'failed' });
    journal.change({ problem: job.signal.aborted ? null : problemOf(error) });
    journal.tell('decision', job.signal.aborted ? 'Cancelled by the operator.' : 'Taken back, because a step failed.');
    await takeBack(steps, tools, job, closing);
    throw error;
  }
  // From here on there is something to undo, whatever the look at it finds.
  if (border !== -1 && journal.restore().undo.state === 'none') journal.change({ undo: { state: 'armed', keeps: [], bytes: null } });
  for (const step of border === -1 ? [] : steps.slice(border + 1)) {
    if (closing.aborted) throw stopped(journal);
    if (isDone(tools, step)) continue;
    const fault = await doAfterSwitch(step, tools, job, closing);
    if (fault !== null) faults.push(fault);
  }
  if (steps.at(-1)?.waits === true) {
    journal.change({ state: 'deciding' });
    journal.tell('step', 'What was imported lies beside the live data and was compared with it. The restore waits for a decision.');
    return faults;
  }
  journal.change({ state: 'done', endedAt: instantOf(clock) });
  return faults;
}

/** A sentence when it failed. */
async function doAfterSwitch(step: RestoreStep, tools: EngineTools, job: JobContext, closing: AbortSignal): Promise<string | null> {
  const { journal } = tools;
  const mayBeLeft = MAY_BE_LEFT.includes(step.plan.kind);
  const leave = (): null => {
    journal.changeStep(step.plan.id, { state: 'skipped', problem: null });
    return null;
  };
  if (mayBeLeft && job.signal.aborted) return leave();
  try {
    await doStep(step, tools, mayBeLeft ? job : { ...job, signal: closing });
    return null;
  } catch (error) {
    if (closing.aborted) throw stopped(journal);
    if (mayBeLeft && job.signal.aborted) return leave();
    if (!mayBeLeft && isLineProblem(error)) throw waiting(journal, error);
    return `${step.plan.title}: ${problemOf(error).title}`;
  }
}

/** A restore that waited for its operator goes on with the live data of today. */
function forgetTheMoment({ journal }: EngineTools): void {
  const old = journal.restore().plan.steps.filter(({ id, kind }) => OF_THE_MOMENT.includes(kind) && stateOf(journal, id) !== 'waiting');
  for (const { id } of old) journal.changeStep(id, { state: 'waiting', startedAt: null, endedAt: null });
  if (old.some(({ kind }) => kind === 'safety-copy')) journal.change({ safetyCopyId: null });
}

function isDone({ journal }: EngineTools, { plan }: RestoreStep): boolean {
  return ['done', 'warning', 'skipped'].includes(stateOf(journal, plan.id));
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
