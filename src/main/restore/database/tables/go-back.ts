import type { StepContext } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { tablePlaces } from './table-places.ts';
import { withLiveSession } from './live-session.ts';
import { removeAdded } from './remove-rows.ts';
import { replaceBack } from './replace-tables.ts';
import { keeperOf, tablesMemo } from './tables-memo.ts';

/** Takes back whatever of the switch was done. May be called again. Throws `restore.swap-*`, `restore.tables-*`, `database.*`, `ssh.*`. */
export async function goBack(work: DatabaseWork, context: StepContext): Promise<void> {
  const memo = tablesMemo(context.memo());
  if (memo?.begun !== true) return;
  const schemas = tablePlaces(work);
  if (memo.merges.length > 0) {
    context.job.step('Taking back the rows that were added');
    await withLiveSession(work, context, 'job', async (session) => {
      // Read anew: after a lost line this runs once more, and knows what was written down.
      await removeAdded(session, tablesMemo(context.memo()) ?? memo, schemas, context);
    });
  }
  const keep = keeperOf(context);
  // Beside in the same schema rows are merged and nothing is replaced.
  if (schemas.beside !== null) {
    keep({ begun: false, merged: false, undoTriggers: null });
    return;
  }
  context.job.step('Bringing the tables from before back');
  await withLiveSession(work, context, 'nothing', async (session) => {
    await replaceBack(session, tablesMemo(context.memo()) ?? memo, schemas, context, keep);
    // Another run looks at everything anew.
    keep({ begun: false, parked: [], since: [], merged: false, undoTriggers: null });
  });
}
