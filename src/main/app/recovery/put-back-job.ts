import type { SideRows } from '../../../shared/model/restore.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import type { JobOutcome } from '../../jobs/job-handler.ts';
import { putBackRows } from '../../restore/database/rows/put-back-rows.ts';
import { contextOf } from '../../restore/engine/step-runner.ts';
import type { Modules } from '../modules.ts';
import { stepNamed } from './step-named.ts';
import { openRestore } from './open-restore.ts';
import { openJournal } from './restore-journal.ts';
import type { PutBackParams } from './restore-requests.ts';

/** Puts rows that were kept aside back into their tables. */
export async function runPutBackJob(modules: Modules, { restoreId, tables }: PutBackParams, job: JobContext): Promise<JobOutcome> {
  const journal = openJournal(modules, restoreId);
  const { state, plan } = journal.restore();
  if (state !== 'done') throw new AppError('restore.not-now', { detail: `${plan.siteName}: ${state}` });
  const { works, tools } = await openRestore(modules, journal, {
    signal: job.signal,
    log: (line) => job.log(line),
    copies: 'where there are any',
  });
  const left: string[] = [];
  for (const work of works.databases) {
    const names = tables.filter(({ database }) => database === work.database).map(({ table }) => table);
    if (names.length === 0) continue;
    job.step(`Putting rows back into ${names.join(', ')}`);
    const rows = await putBackRows(work, contextOf(stepNamed(`last-rows:${work.database}`), tools, job), names);
    journal.change({ sideRows: [...others(journal.restore().sideRows, rows), ...rows] });
    journal.tell('decision', `Rows put back into ${names.join(', ')}.`);
    for (const { table, rows: count, putBack } of rows)
      if (names.includes(table) && !putBack) left.push(`${table}: ${count.toLocaleString('en-US')} rows stay aside`);
  }
  if (left.length === 0) return { state: 'succeeded', problem: null, backupId: null };
  return { state: 'warning', problem: new AppError('restore.rows-left-aside', { detail: left.join('\n') }).toProblem(), backupId: null };
}

function others(all: readonly SideRows[], changed: readonly SideRows[]): readonly SideRows[] {
  return all.filter((row) => !changed.some(({ database, table }) => database === row.database && table === row.table));
}
