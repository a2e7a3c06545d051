import type { PlanCheck } from '../../../shared/model/restore.ts';
import { AppError } from '../../errors/app-error.ts';
import type { ServerConnections } from '../../servers/ssh/remote-shell.ts';
import type { RestoreTarget } from '../step.ts';
import { commandsOf } from './command-values.ts';
import { fetchStatus } from './fetch-status.ts';
import type { SitePrograms } from './find-programs.ts';
import { isDown } from './maintenance.ts';
import { openSite, type OpenSite } from './open-site.ts';
import { failureOf } from './run-command.ts';
import { check, type Checked, diskCheck, downChecks, pageFolderChecks, programChecks } from './site-check-lines.ts';

const BOOT_SECONDS = 60;
const MOST_SMOKE_MS = 10_000;

export interface SiteOutlook {
  readonly programs: SitePrograms;
  readonly checks: readonly PlanCheck[];
}

/** What can be known of the site before anything is done: by what its commands will run, whether its code answers, and what visitors see now. Changes nothing. Throws `site.root-missing`, `ssh.*`. */
export async function siteChecks(
  work: Checked,
  target: RestoreTarget,
  connections: ServerConnections,
  signal: AbortSignal,
): Promise<SiteOutlook> {
  const urls = Promise.all(work.recovery.smokeUrls.map((url) => urlCheck(url, signal)));
  // Looked at below; a server that is out of reach tells first.
  urls.catch(() => {});
  const outlook = await connections.withShell(target.server.id, signal, async (shell) => {
    const open = await openSite(shell, target, [], signal);
    const asked = await askCode(open, work);
    return {
      programs: open.programs,
      checks: [...programChecks(work, open.programs), ...pageFolderChecks(work, target.sources), ...asked, diskCheck(open.programs)],
    };
  });
  return { ...outlook, checks: [...outlook.checks, ...(await urls)] };
}

/** What only the site's own code tells. Where it may not be run at all, that is what is told. */
async function askCode(open: OpenSite, work: Checked): Promise<readonly PlanCheck[]> {
  try {
    return [...(await bootCheck(open, work)), ...downChecks(work, await isDown(open, work))];
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'restore.account-refused') throw error;
    const { title, hint } = error.toProblem();
    return [check('account', title, error.detail, work.maintenance ? 'stop' : 'attention', hint)];
  }
}

async function bootCheck(open: OpenSite, work: Checked): Promise<readonly PlanCheck[]> {
  if (work.site.profile !== 'laravel' || open.programs.php === null) return [];
  if (!open.programs.hasArtisan)
    return [
      check('artisan', 'artisan', 'not in the folder of the site', 'attention', 'Commands of the site will fail. Deploy the code first.'),
    ];
  const [up = ''] = commandsOf({ site: work.site, recovery: { commands: {} } }, 'maintenance-off', open.programs);
  const result = await open.run(up.replace(/ up$/, ' --version'), BOOT_SECONDS);
  if (result.exitCode === 0) return [check('artisan', 'artisan', result.output.split('\n').at(-1)?.slice(0, 200) ?? '', 'ok', '')];
  return [
    check(
      'artisan',
      'artisan',
      failureOf(result),
      'attention',
      'The code does not start. The maintenance page is put up without it; caches and migrations have to wait until it does.',
    ),
  ];
}

/** A site that is broken now is no reason not to restore it. */
async function urlCheck(url: string, signal: AbortSignal): Promise<PlanCheck> {
  const answer = await fetchStatus(url, new Map(), signal, MOST_SMOKE_MS);
  const label = `${url} now`;
  if (answer.status === null)
    return check(
      'smoke',
      label,
      answer.reason,
      'attention',
      'It is asked for again after the restore. Look whether this computer can reach it at all.',
    );
  return check('smoke', label, String(answer.status), 'ok', answer.status > 399 ? 'It is asked for again after the restore.' : '');
}
