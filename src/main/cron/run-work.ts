import { createInterface } from 'node:readline';
import type { CronWork } from '../../shared/model/cron.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import { runCronWork } from '../remote/cron-programs.ts';
import type { RemoteShell } from '../servers/ssh/remote-shell.ts';

/** Runs one work on the server as cron would, line by line into the job's log; what it ended with. Throws `cron.not-installed`, `ssh.*`. */
export async function runWork(shell: RemoteShell, folderName: string, work: CronWork | 'test', job: JobContext): Promise<number> {
  const { stdout, ended } = await shell.stream({ program: runCronWork, args: [folderName, work], signal: job.signal });
  for await (const line of createInterface({ input: stdout, crlfDelay: Number.POSITIVE_INFINITY })) job.log(line);
  const { reports, exitCode, stderr } = await ended;
  if (reports.includes('missing')) throw new AppError('cron.not-installed', { detail: folderName });
  const status = reports.find((report) => report.startsWith('exit '))?.slice(5);
  if (status === undefined)
    throw new AppError('ssh.command-failed', { detail: `run-cron-work ended with ${exitCode}. ${stderr.slice(-500)}` });
  return Number(status);
}
