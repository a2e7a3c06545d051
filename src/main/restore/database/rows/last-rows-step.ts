import { quoteName } from '../../../sites/live-inventory.ts';
import type { RestoreStep, StepContext } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { withSession } from '../swap/sign-in.ts';
import { keepMissing, pairsOf } from './keep-missing.ts';
import { raiseNumbers } from './number-fences.ts';
import { rowHomes } from './row-homes.ts';
import { lastRowsId } from './rows-memo.ts';
import { beginCopying } from './rows-session.ts';
import { sayKept } from './say-kept.ts';
import { dropSide } from './side-schema.ts';
import { readShapes } from './table-shapes.ts';

/**
 * Before the switch: rows that only the live database has are copied into the side schema, to be put back by choice. Rows that are in both, with another
 * content, are counted and not copied: the backup's are wanted. Run again it begins anew; undone, the side schema is dropped.
 */
export function lastRowsStep(work: DatabaseWork): RestoreStep {
  const { before, side } = rowHomes(work);
  return {
    plan: {
      id: lastRowsId(work.database),
      kind: 'last-rows',
      title: `Keep the rows of ${work.database} that the backup does not have`,
      commands: [
        `CREATE DATABASE ${quoteName(side)}`,
        `INSERT INTO ${quoteName(side)}.t SELECT ... FROM ${quoteName(before.from)}.t LEFT JOIN ${quoteName(before.against)}.t ... WHERE it is not there   (each table, by its key)`,
        `ALTER TABLE ${quoteName(before.against)}.t AUTO_INCREMENT = n   (where the live table counts further)`,
      ],
      changes: `Copies of these rows lie in ${side}. Nothing live changes.`,
      undo: `${side} is dropped; the rows themselves are in their tables.`,
      touchesLive: false,
      estimatedMs: null,
    },
    run: (context) => keepLastRows(work, context),
    undo: async (context) => {
      if (await withSession(work, context, (session) => dropSide(session, side))) context.say(`DROP DATABASE ${quoteName(side)}`);
    },
  };
}

async function keepLastRows(work: DatabaseWork, context: StepContext): Promise<string | void> {
  const { before, side, tables } = rowHomes(work);
  const { job } = context;
  if (work.choice.content === 'structure') {
    context.say(`The backup brings no rows: all rows of ${work.database} stay in the old tables.`);
    return;
  }
  await context.confirmTarget();
  return withSession(work, context, async (session) => {
    await beginCopying(session);
    await dropSide(session, side);
    const from = await readShapes(session, before.from);
    const against = await readShapes(session, before.against);
    const kept = await keepMissing(session, {
      from,
      against,
      side,
      tables,
      firstLater: {},
      signal: job.signal,
      onTable: (table, done, total) => job.step(`Keeping rows of ${table} (${done + 1} of ${total})`),
    });
    const { maintenance } = context.restore.plan.choice;
    const now = await readShapes(session, before.from);
    context.keepMemo(await raiseNumbers(session, pairsOf(from, against, tables).pairs, now, maintenance, job.signal));
    return sayKept(context, kept, 'before the switch');
  });
}
