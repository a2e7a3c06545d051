import { quoteName } from '../../../sites/live-inventory.ts';
import type { RestoreStep, StepContext } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { withSession } from '../swap/sign-in.ts';
import { keepMissing } from './keep-missing.ts';
import { rowHomes } from './row-homes.ts';
import { fencesOf } from './rows-memo.ts';
import { beginCopying } from './rows-session.ts';
import { sayKept } from './say-kept.ts';
import { readShapes } from './table-shapes.ts';

/**
 * After the switch: rows that were written between the look before it and the switch itself are added to the side schema, read from where the live tables lie
 * now. Nothing is to be undone: the rows are in those tables. May be run again.
 */
export function lateRowsStep(work: DatabaseWork): RestoreStep {
  const { after, side } = rowHomes(work);
  return {
    plan: {
      id: `late-rows:${work.database}`,
      kind: 'last-rows',
      title: `Keep the rows that came to ${work.database} in the last moment`,
      commands: [
        `INSERT INTO ${quoteName(side)}.t SELECT ... FROM ${quoteName(after.from)}.t LEFT JOIN ${quoteName(after.against)}.t ... WHERE it is neither there nor kept`,
      ],
      changes: `Copies of these rows lie in ${side}.`,
      undo: 'Nothing has to be undone.',
      touchesLive: false,
      estimatedMs: null,
    },
    run: (context) => keepLateRows(work, context),
  };
}

async function keepLateRows(work: DatabaseWork, context: StepContext): Promise<string | void> {
  const { after, side, tables } = rowHomes(work);
  const { job } = context;
  if (work.choice.content === 'structure') return;
  return withSession(work, context, async (session) => {
    await beginCopying(session);
    const kept = await keepMissing(session, {
      from: await readShapes(session, after.from),
      against: await readShapes(session, after.against),
      side,
      tables,
      firstLater: fencesOf(context, work.database).firstLater,
      signal: job.signal,
      onTable: (table, done, total) => job.step(`Keeping late rows of ${table} (${done + 1} of ${total})`),
    });
    return sayKept(context, kept, 'in the last moment');
  });
}
