import type { JobContext } from '../../jobs/job-context.ts';
import type { JobOutcome } from '../../jobs/job-handler.ts';
import { undoRestore } from '../../restore/engine/undo-restore.ts';
import type { RunbookSteps } from '../../restore/runbooks/runbook-steps.ts';
import type { RestoreStep } from '../../restore/step.ts';
import type { Modules } from '../modules.ts';
import { openRestore } from './open-restore.ts';
import { needRunning, opening, outcomeOf } from './restore-job.ts';
import { openJournal } from './restore-journal.ts';
import type { RestoreOnly } from './restore-requests.ts';

/** Brings back the state before a restore that was done. Throws what stopped it; the journal says how it ended. */
export async function runUndoJob(modules: Modules, { restoreId }: RestoreOnly, job: JobContext): Promise<JobOutcome> {
  const journal = openJournal(modules, restoreId);
  needRunning(journal.restore());
  const { steps, tools, runbook } = await opening(journal, () =>
    openRestore(modules, journal, { signal: job.signal, log: (line) => job.log(line), copies: 'where there are any' }),
  );
  try {
    return outcomeOf(await undoRestore(steps, aroundUndo(runbook), tools, job, modules.closing), 'restore.done-with-faults');
  } finally {
    modules.emit('fleet.changed', undefined);
  }
}

/** The same steps as around the switch, with memos of their own: those of the restore say how the site was then. */
function aroundUndo({ maintenanceOn, clearCaches, maintenanceOff }: RunbookSteps) {
  const own = (step: RestoreStep | null): readonly RestoreStep[] => (step === null ? [] : [ofUndo(step)]);
  return { before: own(maintenanceOn), after: [...own(clearCaches), ...own(maintenanceOff)] };
}

function ofUndo(step: RestoreStep): RestoreStep {
  return {
    plan: { ...step.plan, id: `undo:${step.plan.id}` },
    run: (context) => step.run({ ...context, memoOf: (stepId) => context.memoOf(`undo:${stepId}`) }),
  };
}
