import { AppError } from '../../../errors/app-error.ts';
import type { StepContext } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { tablePlaces } from './table-places.ts';
import { presenceOf } from '../swap/crossing.ts';
import { withLiveSession } from './live-session.ts';
import { addRows } from './merge-rows.ts';
import { planTables } from './plan-tables.ts';
import { replaceTables } from './replace-tables.ts';
import { brokenKeys } from './set-keys.ts';
import { keeperOf, type TablesMemo, tablesMemo } from './tables-memo.ts';

/** Resolves with a warning or without. Throws `restore.tables-*`, `restore.swap-*`, `database.*`, `ssh.*`. */
export async function goLive(work: DatabaseWork, context: StepContext): Promise<string | void> {
  const { job } = context;
  const schemas = tablePlaces(work);
  const kept = tablesMemo(context.memo());
  let memo: TablesMemo;
  if (kept?.begun === true) memo = kept;
  else {
    job.step('Comparing the tables, live and in the backup');
    memo = await withLiveSession(work, context, 'job', (session) => planTables(work, context, schemas, session));
  }
  if (memo.new.tables.length + memo.merges.length === 0) return;
  job.signal.throwIfAborted();
  memo = { ...memo, begun: true };
  context.keepMemo(memo);
  const warnings: string[] = [];
  if (memo.new.tables.length > 0) {
    job.step(`Making ${memo.new.tables.join(', ')} live`);
    // Done in a moment, and left in the middle by nothing but a fault.
    await withLiveSession(work, context, 'nothing', async (session) => {
      await replaceTables(session, tablesMemo(context.memo()) ?? memo, schemas, context, keeperOf(context));
    });
    warnings.push(
      ...(await withLiveSession(work, context, 'job', async (session) => {
        const { live, aside } = await presenceOf(session, schemas);
        const wrong = memo.new.tables.filter((table) => !live.has(table) || aside.has(table));
        if (wrong.length > 0) throw new AppError('restore.swap-not-verified', { detail: wrong.join(', ') });
        return brokenKeys(session, () => schemas.live, [...memo.keys.new, ...memo.keys.inbound]);
      })),
    );
  }
  if (memo.merges.length > 0) {
    job.step(`Adding missing rows to ${memo.merges.map(({ table }) => table).join(', ')}`);
    warnings.push(
      ...(await withLiveSession(work, context, 'job', async (session) => {
        return addRows(session, memo, schemas, context);
      })),
    );
  }
  return warnings.length === 0 ? undefined : warnings.join(' ');
}
