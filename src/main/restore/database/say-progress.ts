import type { JobContext } from '../../jobs/job-context.ts';
import type { Clock } from '../../support/clock.ts';
import type { ImportProgress } from '../import/import-request.ts';

/** Between two lines of the log. */
const EVERY_MS = 5_000;

/** Bytes go to the bar of the job, all the time; tables and rows to its log, every few seconds. `tables`: how many there will be. */
export function sayProgress(job: Pick<JobContext, 'advance' | 'log'>, clock: Clock, tables: number): (progress: ImportProgress) => void {
  let saidAt = clock.now();
  return ({ bytes, tablesDone, rows }) => {
    job.advance(bytes);
    if (clock.now() - saidAt < EVERY_MS) return;
    saidAt = clock.now();
    job.log(`${tablesDone.toLocaleString('en-US')} of ${tables.toLocaleString('en-US')} tables, ${rows.toLocaleString('en-US')} rows`);
  };
}
