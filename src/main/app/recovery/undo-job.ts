import { BackupId } from '../../../shared/model/ids.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import type { JobOutcome } from '../../jobs/job-handler.ts';
import { splitWork } from '../../restore/database/beside/split-work.ts';
import { goingOf } from '../../restore/engine/going.ts';
import type { Journal } from '../../restore/engine/journal.ts';
import { type AroundUndo, undoRestore } from '../../restore/engine/undo-restore.ts';
import type { RunbookSteps } from '../../restore/runbooks/runbook-steps.ts';
import type { RestoreStep, StepContext } from '../../restore/step.ts';
import type { Modules } from '../modules.ts';
import { safetyCopyStep } from './backup-steps.ts';
import { openRestore } from './open-restore.ts';
import { needRunning, opening, outcomeOf } from './restore-job.ts';
import { openJournal } from './restore-journal.ts';
import type { RestoreOnly } from './restore-requests.ts';
import type { RestoreWorks } from './restore-works.ts';

/** Brings back the state before a restore that was done. Throws what stopped it; the journal says how it ended. */
export async function runUndoJob(modules: Modules, { restoreId }: RestoreOnly, job: JobContext): Promise<JobOutcome> {
  const journal = openJournal(modules, restoreId);
  needRunning(journal.restore());
  if (journal.restore().undo.state !== 'armed' && goingOf(journal).way !== 'undo') {
    journal.change({ state: 'done' });
    throw new AppError('restore.not-now', { detail: 'Nothing is kept for an undo any more.' });
  }
  const { steps, tools, runbook, works } = await opening(modules, journal, () =>
    openRestore(modules, journal, { signal: job.signal, log: (line) => job.log(line), copies: 'where there are any' }),
  );
  try {
    return outcomeOf(
      await undoRestore(steps, aroundUndo(modules, works, runbook, journal), tools, job, modules.closing),
      'restore.done-with-faults',
    );
  } finally {
    modules.emit('fleet.changed', undefined);
  }
}

/**
 * The same steps as around the switch, with memos of their own: those of the restore say how the site was then. Where the only schema there is will be
 * written over, what is live is copied first: it holds what came since the restore.
 */
function aroundUndo(
  modules: Modules,
  { databases }: RestoreWorks,
  { maintenanceOn, clearCaches, maintenanceOff }: RunbookSteps,
  memo: Pick<Journal, 'memoOf' | 'keepMemo'>,
): AroundUndo {
  const own = (step: RestoreStep | null): readonly RestoreStep[] => (step === null ? [] : [ofUndo(step)]);
  const inPlace = databases.filter((work) => splitWork(work).over !== null);
  const copy =
    inPlace.length === 0
      ? []
      : [
          safetyCopyStep(modules, {
            id: BEFORE_UNDO,
            label: 'Before the undo of the restore',
            sourceIds: inPlace.map(({ source }) => source.id),
            databases: inPlace.map(({ database }) => database),
            known: () => BackupId.safeParse(memo.memoOf(BEFORE_UNDO)).data ?? null,
            keep: (backupId) => memo.keepMemo(BEFORE_UNDO, backupId),
          }),
        ];
  return { before: [...own(maintenanceOn), ...copy], after: [...own(clearCaches), ...own(maintenanceOff)] };
}

const BEFORE_UNDO = 'undo:safety-copy';

function ofUndo(step: RestoreStep): RestoreStep {
  const named = (context: StepContext): StepContext => ({ ...context, memoOf: (stepId) => context.memoOf(`undo:${stepId}`) });
  return {
    plan: { ...step.plan, id: `undo:${step.plan.id}` },
    run: (context) => step.run(named(context)),
    undo: async (context) => step.undo?.(named(context)),
  };
}
