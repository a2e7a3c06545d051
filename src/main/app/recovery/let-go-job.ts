import type { Restore } from '../../../shared/model/restore.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import type { JobOutcome } from '../../jobs/job-handler.ts';
import { letGoDatabase } from '../../restore/database/swap/let-go-database.ts';
import { contextOf } from '../../restore/engine/step-runner.ts';
import { letGoMedia } from '../../restore/media/after-switch.ts';
import { instantOf } from '../../support/clock.ts';
import type { Modules } from '../modules.ts';
import { openRestore } from './open-restore.ts';
import { keepIncident, openJournal } from './restore-journal.ts';
import { stepNamed } from './step-named.ts';
import type { RestoreOnly } from './restore-requests.ts';

/** Deletes what was kept for an undo. What stops it leaves the rest, and again goes on. */
export async function runLetGoJob(modules: Modules, { restoreId }: RestoreOnly, job: JobContext): Promise<JobOutcome> {
  const journal = openJournal(modules, restoreId);
  needLetGo(journal.restore());
  const { works, tools } = await openRestore(modules, journal, {
    signal: job.signal,
    log: (line) => job.log(line),
    copies: 'where there are any',
  });
  for (const work of works.databases) {
    job.step(`Letting go of the old data of ${work.database}`);
    await letGoDatabase(work, contextOf(stepNamed(`switch:${work.database}`), tools, job));
  }
  for (const work of works.media) {
    job.step(`Letting go of the old files of ${work.artifact.folders.join(', ')}`);
    await letGoMedia(work, contextOf(stepNamed(`switch:${work.artifact.id}`), tools, job));
  }
  const { undo, incidentId } = journal.restore();
  journal.change({ undo: { ...undo, state: 'let-go', keeps: [], bytes: 0 }, sideRows: [] });
  journal.tell('decision', 'The old data was let go. The restore cannot be undone any more.', undo.keeps.join('\n'));
  const incident = modules.catalog.incidents.find(incidentId);
  if (incident !== null) {
    const doneAt = instantOf(modules.clock);
    keepIncident(modules, { ...incident, tasks: incident.tasks.map((task) => (task.id === 'let-go' ? { ...task, doneAt } : task)) });
  }
  return { state: 'succeeded', problem: null, backupId: null };
}

/** What is kept may be deleted only while nothing needs it. Throws `restore.not-now`. */
export function needLetGo({ state, undo, plan }: Restore): void {
  const isAtRest = state === 'done' || state === 'undone' || state === 'rolled-back' || state === 'cancelled';
  if (!isAtRest || (undo.state !== 'armed' && undo.state !== 'used'))
    throw new AppError('restore.not-now', { detail: `${plan.siteName}: ${state}, undo ${undo.state}` });
}
