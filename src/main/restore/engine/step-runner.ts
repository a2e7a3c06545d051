import type { RunStep } from '../../../shared/model/restore.ts';
import { problemOf } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import { instantOf } from '../../support/clock.ts';
import { redactText } from '../../support/redact.ts';
import type { RestoreStep, StepContext } from '../step.ts';
import type { Journal } from './journal.ts';

export interface EngineTools extends Pick<StepContext, 'target' | 'connections' | 'secrets' | 'clock'> {
  readonly journal: Journal;
  /** As `StepContext.confirmTarget`. */
  readonly confirmTarget: (signal: AbortSignal) => Promise<void>;
}

/** Of what a step shows; the rest is in the log of the job. Bytes. */
const MOST_OUTPUT = 20_000;

/** Does a step and writes down how it went. Throws what the step throws. */
export async function doStep(step: RestoreStep, tools: EngineTools, job: JobContext): Promise<void> {
  const { journal, clock } = tools;
  const { id, title, commands, touchesLive } = step.plan;
  if (touchesLive && !journal.restore().liveTouched) journal.change({ liveTouched: true });
  journal.changeStep(id, { state: 'running', startedAt: instantOf(clock), endedAt: null, problem: null });
  journal.tell('step', title, commands.join('\n'));
  job.step(title);
  try {
    const warning = await step.run(contextOf(step, tools, job));
    if (typeof warning === 'string') sayTo(journal, job, id, warning);
    journal.changeStep(id, { state: typeof warning === 'string' ? 'warning' : 'done', endedAt: instantOf(clock) });
  } catch (error) {
    journal.changeStep(id, { state: 'failed', endedAt: instantOf(clock), problem: problemOf(error) });
    journal.tell('problem', `${title}: ${problemOf(error).title}`, redactText(problemOf(error).detail));
    throw error;
  }
}

/** Takes back whatever a step did. Throws what its undo throws. */
export async function undoStep(step: RestoreStep, tools: EngineTools, job: JobContext): Promise<void> {
  const { journal, clock } = tools;
  const { id, title } = step.plan;
  if (step.undo !== undefined) {
    job.step(`Taking back: ${title}`);
    journal.tell('step', `Taking back: ${title}`);
    await step.undo(contextOf(step, tools, job));
  }
  journal.changeStep(id, { state: 'undone', endedAt: instantOf(clock) });
}

export function contextOf({ plan }: Pick<RestoreStep, 'plan'>, tools: EngineTools, job: JobContext): StepContext {
  const { journal, target, connections, secrets, clock, confirmTarget } = tools;
  return {
    job,
    restore: journal.restore(),
    target,
    connections,
    secrets,
    clock,
    memo: () => journal.memoOf(plan.id),
    memoOf: (stepId) => journal.memoOf(stepId),
    keepMemo: (memo) => journal.keepMemo(plan.id, memo),
    say: (line) => sayTo(journal, job, plan.id, line),
    confirmTarget: () => confirmTarget(job.signal),
  };
}

/** What a step shows keeps its newest part where it grows too long. */
function sayTo(journal: Journal, job: JobContext, stepId: string, line: string): void {
  const clean = redactText(line);
  job.log(clean);
  const before = journal.restore().steps.find(({ id }) => id === stepId)?.output ?? '';
  const output = before === '' ? clean : `${before}\n${clean}`;
  journal.changeStep(stepId, { output: tailOf(output) });
}

function tailOf(text: string): string {
  const bytes = Buffer.from(text);
  return bytes.byteLength <= MOST_OUTPUT
    ? text
    : `...\n${bytes
        .subarray(-(MOST_OUTPUT - 4))
        .toString('utf8')
        .replace(/^\uFFFD+/u, '')}`;
}

export function stateOf(journal: Pick<Journal, 'restore'>, stepId: string): RunStep['state'] {
  return journal.restore().steps.find(({ id }) => id === stepId)?.state ?? 'waiting';
}

/** Whether anything of it may exist on the server. */
export function hasBegun(state: RunStep['state']): boolean {
  return state === 'running' || state === 'done' || state === 'warning' || state === 'failed';
}
