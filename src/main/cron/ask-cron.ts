import type { Site } from '../../shared/model/site.ts';
import { AppError } from '../errors/app-error.ts';
import { lookAtCron } from '../remote/cron-programs.ts';
import type { RemoteShell } from '../servers/ssh/remote-shell.ts';
import { type CronFacts, parseCronAnswer } from './cron-answer.ts';

/** As many as tell how the last nights went. */
const LOG_LINES = 100;
const MOST_BYTES = 1024 * 1024;

/** Facts with a home to put something into. */
export interface AskedCron {
  readonly facts: CronFacts;
  /** Absolute path of the site's private folder, whether or not it is there. */
  readonly folder: string;
}

/** Looks; changes nothing. `folderName`: below `~/.holdfast`. Throws `cron.no-home`, `ssh.*`. */
export async function askCron(shell: RemoteShell, site: Pick<Site, 'root'>, folderName: string, signal: AbortSignal): Promise<AskedCron> {
  const args = [folderName, String(LOG_LINES), String(MOST_BYTES), site.root];
  const { stdout, stderr, exitCode } = await shell.run({ program: lookAtCron, args, signal });
  const facts = exitCode === 0 ? parseCronAnswer(stdout) : null;
  if (facts === null)
    throw new AppError('ssh.command-failed', { detail: `look-at-cron ended with ${exitCode}. ${stderr.slice(-500)}`.trim() });
  if (facts.home === null) throw new AppError('cron.no-home', { detail: stderr.slice(-300) });
  return { facts, folder: `${facts.home === '/' ? '' : facts.home}/.holdfast/${folderName}` };
}
