import { branchNode } from '../../../shared/model/decision-tree.ts';
import type { Restore } from '../../../shared/model/restore.ts';
import type { PlanStep } from '../../../shared/model/runbook.ts';
import { AppError, problemOf } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import type { JobOutcome } from '../../jobs/job-handler.ts';
import { isSwitch } from '../../restore/engine/going.ts';
import type { Journal } from '../../restore/engine/journal.ts';
import { rollBack, runRestore } from '../../restore/engine/run-restore.ts';
import { rightsRefusedIn } from '../../restore/database/swap/routine-rights.ts';
import { afterCareTasks } from '../../restore/runbooks/after-care-tasks.ts';
import { instantOf } from '../../support/clock.ts';
import type { Modules } from '../modules.ts';
import { openRestore } from './open-restore.ts';
import { noteWhatIsKept } from './note-kept.ts';
import { keepIncident, openJournal } from './restore-journal.ts';
import type { RestoreParams } from './restore-requests.ts';
import { leaveWithoutJob } from './settle-restores.ts';

/** Runs a restore to its end, on from where it stopped, or takes it back. Throws what stopped it; the journal says how it ended. */
export async function runRestoreJob(modules: Modules, { restoreId, how }: RestoreParams, job: JobContext): Promise<JobOutcome> {
  const journal = openJournal(modules, restoreId);
  needRunning(journal.restore());
  const { steps, tools, works } = await opening(modules, journal, () =>
    openRestore(modules, journal, {
      signal: job.signal,
      log: (line) => job.log(line),
      copies: how === 'run' && needsBackup(journal.restore()) ? 'needed' : 'where there are any',
    }),
  );
  try {
    if (how === 'roll-back') {
      await rollBack(steps, tools, job, modules.closing);
      return { state: 'succeeded', problem: null, backupId: null };
    }
    const faults = await runRestore(steps, tools, job, modules.closing);
    if (journal.restore().state === 'done') leaveTasks(modules, journal);
    return outcomeOf(faults, 'restore.done-with-faults');
  } catch (error) {
    await noteWhatIsKept(works, tools, journal, job, modules.closing);
    throw error;
  } finally {
    modules.emit('fleet.changed', undefined);
  }
}

/** What was imported is on the server; files are told by the list of the backup until they are live. */
function needsBackup({ plan, steps }: Restore): boolean {
  const done = new Set(steps.flatMap(({ id, state }) => (state === 'done' || state === 'warning' ? [id] : [])));
  const hasFiles = plan.choice.media.length > 0;
  return plan.steps.some((step) => !done.has(step.id) && (readsDump(step) || (hasFiles && isSwitch(step))));
}

function readsDump({ kind }: PlanStep): boolean {
  return kind === 'import' || kind === 'in-place';
}

/** A job that is started again from an old row must not begin a restore anew. Throws `restore.not-now`. */
export function needRunning({ state, plan }: Restore): void {
  if (state !== 'running') throw new AppError('restore.not-now', { detail: `${plan.siteName}: ${state}` });
}

/** What cannot even be opened ends as it was found, with its problem. */
export async function opening<T>(modules: Modules, journal: Journal, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    leaveWithoutJob(modules, journal.restore(), problemOf(error));
    throw error;
  }
}

export function outcomeOf(faults: readonly string[], code: 'restore.done-with-faults'): JobOutcome {
  if (faults.length === 0) return { state: 'succeeded', problem: null, backupId: null };
  return { state: 'warning', problem: new AppError(code, { detail: faults.join('\n') }).toProblem(), backupId: null };
}

/** What is left to do by people, each once; what an earlier restore of the incident left open takes the new dates. */
function leaveTasks(modules: Modules, journal: Journal): void {
  const { catalog, clock } = modules;
  const restore = journal.restore();
  const incident = catalog.incidents.find(restore.incidentId);
  const branch = incident?.situation?.branch;
  if (incident === null || branch === undefined || branchNode(branch).runbook === 'practice') return;
  const at = instantOf(clock);
  const profile = catalog.sites.find(restore.targetSiteId)?.profile ?? 'plain';
  const sideRows = restore.sideRows.reduce((sum, { rows }) => sum + rows, 0);
  const isBackedUp = restore.steps.some(({ id, state }) => id === 'backup-after' && state === 'done');
  const rights = restore.plan.steps.flatMap(({ id }) => rightsRefusedIn(journal.memoOf(id)));
  const tasks = afterCareTasks(branch, at, { profile, sideRows, undoArmed: restore.undo.state === 'armed', rights }).map((task) =>
    task.id === 'backup-after' && isBackedUp ? { ...task, doneAt: at } : task,
  );
  const fresh = new Set(tasks.map(({ id }) => id));
  const kept = incident.tasks.filter(({ id, doneAt }) => doneAt !== null || !fresh.has(id));
  const done = new Set(kept.map(({ id }) => id));
  keepIncident(modules, { ...incident, tasks: [...kept, ...tasks.filter(({ id }) => !done.has(id))] });
}
