import { formatBytes } from '../../../shared/format/bytes.ts';
import type { PlanCheck } from '../../../shared/model/restore.ts';
import type { MediaSource, Source } from '../../../shared/model/source.ts';
import type { ServerConnections } from '../../servers/ssh/remote-shell.ts';
import { createExcludes } from '../../sites/media/excludes.ts';
import type { RestoreTarget } from '../step.ts';
import { commandsOf } from './command-values.ts';
import { fetchStatus } from './fetch-status.ts';
import { findPrograms, type SitePrograms } from './find-programs.ts';
import { hasMaintenance, isDown } from './maintenance.ts';
import { openSite, type OpenSite } from './open-site.ts';
import { failureOf } from './run-command.ts';
import type { SiteWork } from './site-work.ts';

/** Below this a site can hardly write its caches and logs. */
const LITTLE_BYTES = 200_000_000;
const NO_BYTES = 5_000_000;
const BOOT_SECONDS = 60;
const MOST_SMOKE_MS = 10_000;
const PAGE_FOLDER = 'storage/framework';

export interface SiteOutlook {
  readonly programs: SitePrograms;
  readonly checks: readonly PlanCheck[];
}

/** What can be known of the site before anything is done: by what its commands will run, whether its code answers, and what visitors see now. Changes nothing. Throws `site.root-missing`, `ssh.*`. */
export async function siteChecks(
  work: Pick<SiteWork, 'site' | 'recovery' | 'maintenance' | 'migrate' | 'paused'>,
  target: RestoreTarget,
  connections: ServerConnections,
  signal: AbortSignal,
): Promise<SiteOutlook> {
  const urls = Promise.all(work.recovery.smokeUrls.map((url) => urlCheck(url, signal)));
  // Looked at below; a server that is out of reach tells first.
  urls.catch(() => {});
  const outlook = await connections.withShell(target.server.id, signal, async (shell) => {
    const open = await openSite(shell, target, [], signal);
    const boot = await bootCheck(open, work);
    return {
      programs: open.programs,
      checks: [
        ...programChecks(work, open.programs),
        ...pageFolderChecks(work, target.sources),
        ...boot,
        ...downChecks(work, await isDown(open, work)),
        diskCheck(open.programs),
      ],
    };
  });
  return { ...outlook, checks: [...outlook.checks, ...(await urls)] };
}

type Checked = Pick<SiteWork, 'site' | 'recovery' | 'maintenance' | 'migrate' | 'paused'>;

const check = (id: string, label: string, found: string, verdict: PlanCheck['verdict'], why: string): PlanCheck => ({
  id,
  label,
  found,
  verdict,
  why,
});

/** Pure. */
export function programChecks(work: Checked, programs: SitePrograms): readonly PlanCheck[] {
  const checks: PlanCheck[] = [];
  const { profile } = work.site;
  const { php, phpFits, phpWanted, python } = programs;
  if (profile === 'laravel' && php === null)
    checks.push(
      check(
        'php',
        'PHP for the commands of the site',
        'none',
        work.maintenance ? 'stop' : 'attention',
        'The maintenance page and the caches need it. Enter commands of your own with its whole path.',
      ),
    );
  else if (php !== null && profile === 'laravel')
    checks.push(
      check(
        'php',
        'PHP for the commands of the site',
        `${php.version} (${php.path})`,
        phpFits ? 'ok' : 'attention',
        phpFits ? '' : `The site asks for ${phpWanted}. Enter commands of your own with the path of that one.`,
      ),
    );
  if (profile === 'django')
    checks.push(
      python === null
        ? check(
            'python',
            'Python for the commands of the site',
            'none',
            'attention',
            'Migrations cannot be shown. Enter commands of your own with its whole path.',
          )
        : check('python', 'Python for the commands of the site', `${python.version} (${python.path})`, 'ok', ''),
    );
  if (work.maintenance && !hasMaintenance(work))
    checks.push(
      check(
        'maintenance',
        'Maintenance page',
        'none',
        'attention',
        'Visitors go on writing while the site is switched. Enter a command for it in the recovery settings of the site.',
      ),
    );
  if (!programs.isOwner)
    checks.push(
      check(
        'account',
        'Account of the connection',
        `the site belongs to ${programs.owner}`,
        'attention',
        'Commands run as the account that signs in; files they write may be closed to the site.',
      ),
    );
  return checks;
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

function downChecks({ paused }: Checked, down: boolean): readonly PlanCheck[] {
  if (!down) return [];
  if (paused !== null)
    return [check('maintenance', 'Maintenance page', 'up, since this incident began', 'ok', 'It is taken down at the end of the restore.')];
  return [
    check(
      'maintenance',
      'Maintenance page',
      'up already',
      'attention',
      'Somebody put it up before. It stays up after the restore, and there is no link that passes it.',
    ),
  ];
}

/** Laravel's page hangs on a file in storage: it goes when that folder changes places. Pure. */
export function pageFolderChecks(
  { site, maintenance }: Pick<SiteWork, 'site' | 'maintenance'>,
  sources: readonly Source[],
): readonly PlanCheck[] {
  if (site.profile !== 'laravel' || !maintenance) return [];
  const covers = (source: MediaSource) =>
    source.folders.some((folder) => {
      const below = folder === '.' ? PAGE_FOLDER : PAGE_FOLDER.startsWith(`${folder}/`) ? PAGE_FOLDER.slice(folder.length + 1) : null;
      return folder === PAGE_FOLDER || (below !== null && !createExcludes(source.excludes).matches(below, true));
    });
  const folders = sources.flatMap((source) => (source.kind === 'media' && covers(source) ? source.folders : []));
  if (folders.length === 0) return [];
  return [
    check(
      'maintenance',
      'File of the maintenance page',
      `in ${folders.join(', ')}`,
      'attention',
      `It lies in a folder that is backed up. When files of that folder are switched the page goes early; leave out ${PAGE_FOLDER}/.`,
    ),
  ];
}

function diskCheck({ freeBytes }: SitePrograms): PlanCheck {
  const label = 'Free space in the folder of the site';
  if (freeBytes === null) return check('disk', label, 'The server does not say', 'attention', 'Caches and logs of the site need some.');
  const verdict = freeBytes < NO_BYTES ? 'stop' : freeBytes < LITTLE_BYTES ? 'attention' : 'ok';
  return check(
    'disk',
    label,
    formatBytes(freeBytes),
    verdict,
    verdict === 'ok' ? '' : 'The site needs room for caches, sessions and logs.',
  );
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

/** As they are on the server now, for the commands a plan shows. Throws `site.root-missing`, `ssh.*`. */
export function programsNow(target: RestoreTarget, connections: ServerConnections, signal: AbortSignal): Promise<SitePrograms> {
  return connections.withShell(target.server.id, signal, (shell) => findPrograms(shell, target.site.root, signal));
}
