import { problemOf } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import { instantOf } from '../../support/clock.ts';
import type { RestoreStep } from '../step.ts';
import { goingOf, keepGoing } from './going.ts';
import { contextOf, type EngineTools } from './step-runner.ts';
import { stopped, undoAll } from './take-back.ts';

/** What puts the site out of service and back around an undo. Their ids are no ids of the plan. */
export interface AroundUndo {
  readonly before: readonly RestoreStep[];
  readonly after: readonly RestoreStep[];
}

/**
 * Takes back a restore that was done: the data that was live before is live again, and what the restore had brought lies where the old data lay until it is
 * let go. Once begun it is finished, also by the next start of the app. Resolves with what failed afterwards. Throws `restore.stuck`, `job.interrupted`, or
 * what kept the site from being paused: nothing has changed then.
 */
export async function undoRestore(
  steps: readonly RestoreStep[],
  { before, after }: AroundUndo,
  tools: EngineTools,
  job: JobContext,
  closing: AbortSignal,
): Promise<readonly string[]> {
  const { journal, clock } = tools;
  const ours: JobContext = { ...job, signal: closing };
  const aside = async (step: RestoreStep): Promise<void> => {
    if (closing.aborted) throw stopped(journal);
    job.step(step.plan.title);
    journal.tell('step', step.plan.title, step.plan.commands.join('\n'));
    await step.run(contextOf(step, tools, ours));
  };
  const isResumed = goingOf(journal).way === 'undo';
  keepGoing(journal, { way: 'undo' });
  journal.change({ state: 'running', endedAt: null, problem: null });
  try {
    for (const step of before) await aside(step);
  } catch (error) {
    if (closing.aborted) throw stopped(journal);
    // Some of it may be undone by now: nothing else than going on is right.
    if (isResumed) {
      journal.change({ state: 'interrupted', problem: problemOf(error) });
      throw error;
    }
    await leaveAsItWas(before, tools, ours);
    keepGoing(journal, { way: 'forward' });
    journal.change({ state: 'done', endedAt: instantOf(clock) });
    throw error;
  }
  // What lies beside the live data stays: it holds rows that came since the restore.
  const live = steps.filter(({ plan }) => plan.touchesLive && plan.kind !== 'maintenance-on' && plan.kind !== 'maintenance-off');
  await undoAll(live, tools, job, closing);
  const faults: string[] = [];
  for (const step of after) {
    try {
      await aside(step);
    } catch (error) {
      if (closing.aborted) throw stopped(journal);
      faults.push(`${step.plan.title}: ${problemOf(error).title}`);
    }
  }
  const { undo } = journal.restore();
  journal.change({ state: 'undone', liveTouched: false, endedAt: instantOf(clock), undo: { ...undo, state: 'used' } });
  journal.tell('step', 'The state before the restore is live again.');
  return faults;
}

/** What was done to pause the site goes again, and its memos with it: the next attempt looks anew. */
async function leaveAsItWas(before: readonly RestoreStep[], tools: EngineTools, job: JobContext): Promise<void> {
  for (const step of before.toReversed()) {
    try {
      await step.undo?.(contextOf(step, tools, job));
    } catch (error) {
      tools.journal.tell('problem', `Taking back: ${step.plan.title}`, problemOf(error).detail);
    }
    tools.journal.keepMemo(step.plan.id, null);
  }
}
