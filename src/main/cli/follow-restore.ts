import type { Job } from '../../shared/model/job.ts';
import { isActive } from '../../shared/model/job.ts';
import type { RestoreId } from '../../shared/model/ids.ts';
import type { Restore } from '../../shared/model/restore.ts';
import type { App } from '../app/app.ts';
import { AppError } from '../errors/app-error.ts';
import { ask, EXIT, ProblemReport, type CommandContext, type CommandResult } from './command.ts';
import { describeRestore, stepLine } from './restore-words.ts';
import { exitOf, waitForJob } from './wait-for-job.ts';

/** Waits for the job that works on a restore, says each step as it goes, and answers with the journal. */
export async function followRestore(context: CommandContext, started: Restore): Promise<CommandResult> {
  const { app, note } = context;
  const said = new Map(started.steps.map(({ id, state }) => [id, state]));
  const say = (restore: Restore): void => {
    if (restore.id !== started.id) return;
    for (const step of restore.steps) {
      if (step.state === 'waiting' || said.get(step.id) === step.state) continue;
      said.set(step.id, step.state);
      note(stepLine(restore, step));
    }
  };
  const stop = app.on('restore.changed', say);
  try {
    const job = await waitForJob(context, await jobOf(app, started));
    const restore = await ask(app, 'restore.get', { restoreId: started.id });
    say(restore);
    const text = describeRestore(restore);
    // A failure ends with its problem alone on the screen; the journal goes before it.
    if (job.state !== 'succeeded') note(text);
    const exit = restore.state === 'deciding' ? EXIT.needsConfirmation : exitOf(job);
    return { exit, json: { job, restore }, text };
  } finally {
    stop();
  }
}

/** The job that works on it now, or ended a moment ago: the newest of its site. The journal does not name those that let go and put back. */
async function jobOf(app: App, { id, targetSiteId }: Restore): Promise<Job> {
  const jobs = await ask(app, 'job.list', undefined);
  const ofSite = jobs.filter(({ kind, siteId }) => kind.startsWith('restore') && siteId === targetSiteId);
  const job = ofSite.find(({ state }) => isActive(state)) ?? ofSite[0];
  if (job === undefined) throw new ProblemReport(new AppError('job.not-found', { detail: id }).toProblem());
  return job;
}

/** By id or by the beginning of one. */
export async function findRestore(app: App, wanted: string): Promise<Restore> {
  const found = (await ask(app, 'restore.list', { siteId: null })).filter(({ id }) => id.startsWith(wanted.toLowerCase()));
  const [only] = found;
  if (wanted.length < 4 || only === undefined || found.length > 1)
    throw new ProblemReport(new AppError('restore.not-found', { detail: wanted }).toProblem());
  return ask(app, 'restore.get', { restoreId: only.id satisfies RestoreId });
}
