import * as z from 'zod';
import { CronWork } from '../../../shared/model/cron.ts';
import { SiteId } from '../../../shared/model/ids.ts';
import type { Site } from '../../../shared/model/site.ts';
import { runWork } from '../../cron/run-work.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import type { JobOutcome, JobRequest } from '../../jobs/job-handler.ts';
import type { Modules } from '../modules.ts';
import { askWith } from './ask-site-cron.ts';
import { siteCronOf } from './site-cron-of.ts';

export const CronTestParams = z.object({ siteId: SiteId, work: CronWork });
export type CronTestParams = z.infer<typeof CronTestParams>;

export function cronTestRequest(site: Site, work: CronTestParams['work']): JobRequest {
  const params: CronTestParams = { siteId: site.id, work };
  return {
    kind: 'cron-test',
    title: `Run ${work} on the server of ${site.name}`,
    serverId: site.serverId,
    siteId: site.id,
    backupId: null,
    params,
  };
}

const WARNING = 2;
const BUSY = 75;

/** Runs a work on the server as cron would. Throws `cron.not-installed`, `cron.run-failed`, `cron.run-busy`, `ssh.*`. */
export async function runCronTest(modules: Modules, { siteId, work }: CronTestParams, job: JobContext): Promise<JobOutcome> {
  const { site, server, folderName } = siteCronOf(modules, siteId);
  job.step(`Running ${work} on ${server.name}`);
  const status = await modules.connections.withShell(site.serverId, job.signal, async (shell) => {
    const exit = await runWork(shell, folderName, work, job);
    await askWith(modules, shell, siteId, job.signal);
    return exit;
  });
  const run = siteCronOf(modules, siteId).cron.runs.find((each) => each.work === work);
  const detail = run?.reason === undefined || run.reason === '' ? `${work} ended with ${status}` : run.reason;
  if (status === 0) return { state: 'succeeded', problem: null, backupId: null };
  if (status === WARNING) return { state: 'warning', problem: new AppError('cron.run-incomplete', { detail }).toProblem(), backupId: null };
  throw new AppError(status === BUSY ? 'cron.run-busy' : 'cron.run-failed', { detail });
}
