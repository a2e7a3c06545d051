import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { jobLogWrittenAt, listJobLogs, removeJobLog } from '../jobs/job-log.ts';
import { NOT_YET } from './housekeeping.ts';
import { LOG_FOLDER, type Modules } from './modules.ts';

const DAY_MS = 86_400_000;
/** What ended well: longer than a quarter, whose list looks back as far, and its days of grace. */
const WELL_MS = 100 * DAY_MS;
/** As long as due times are known. */
const ALL_MS = 400 * DAY_MS;
/** In one transaction: some milliseconds, most of them for the disk. */
const AT_ONCE = 100;
/** Between two of them, for the window and for whoever waits to write. */
const PAUSE_MS = 10;

type ForgetModules = Pick<Modules, 'catalog' | 'clock' | 'home' | 'logger'>;

/**
 * Lets go of the jobs that nothing needs any more (ADR 0068), each with its log, and of logs whose job no catalog knows; answers with how many of both.
 * `isTimeTrusted` false: of none yet, for by a clock that jumped ahead all would be old.
 */
export async function forgetJobs(modules: ForgetModules, isTimeTrusted: boolean, signal: AbortSignal): Promise<number | typeof NOT_YET> {
  if (!isTimeTrusted) return NOT_YET;
  const jobs = await forgetOutdated(modules, signal);
  const logs = await removeStrayLogs(modules, signal);
  if (jobs + logs > 0) modules.logger.info('jobs.forgotten', { jobs, strayLogs: logs });
  return jobs + logs;
}

async function forgetOutdated({ catalog, clock, home }: ForgetModules, signal: AbortSignal): Promise<number> {
  const now = clock.now();
  const question = {
    wellBefore: new Date(now - WELL_MS).toISOString(),
    before: new Date(now - ALL_MS).toISOString(),
    named: catalog.slots.open().flatMap(({ jobIds }) => jobIds),
    limit: AT_ONCE,
  };
  let from = '';
  let count = 0;
  for (;;) {
    const outdated = catalog.jobs.outdated({ ...question, from });
    const ids = outdated.map(({ id }) => id);
    // The logs first: a row without a log has its turn again, a log without a row has not.
    await Promise.all(ids.map((id) => removeJobLog(join(home, LOG_FOLDER), id)));
    signal.throwIfAborted();
    if (ids.length > 0) catalog.jobs.forget(ids);
    count += ids.length;
    const last = outdated.at(-1);
    if (last === undefined || ids.length < AT_ONCE) return count;
    from = last.createdAt;
    await setTimeout(PAUSE_MS, undefined, { signal });
  }
}

/** Left by a catalog that was lost. Whoever looks for what happened then reads them as files, as long as other logs are kept. */
async function removeStrayLogs({ catalog, clock, home }: ForgetModules, signal: AbortSignal): Promise<number> {
  const folder = join(home, LOG_FOLDER);
  const known = await listJobLogs(folder);
  const before = clock.now() - ALL_MS;
  let count = 0;
  for (let at = 0; at < known.length; at += AT_ONCE) {
    for (const id of catalog.jobs.unknown(known.slice(at, at + AT_ONCE))) {
      const writtenAt = await jobLogWrittenAt(folder, id);
      if (writtenAt === null || writtenAt >= before) continue;
      await removeJobLog(folder, id);
      count += 1;
    }
    await setTimeout(PAUSE_MS, undefined, { signal });
  }
  return count;
}
