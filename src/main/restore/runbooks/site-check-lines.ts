import { formatBytes } from '../../../shared/format/bytes.ts';
import type { PlanCheck } from '../../../shared/model/restore.ts';
import type { MediaSource, Source } from '../../../shared/model/source.ts';
import { createExcludes } from '../../sites/media/excludes.ts';
import type { SitePrograms } from './find-programs.ts';
import { hasMaintenance } from './maintenance.ts';
import type { SiteWork } from './site-work.ts';

/** Below this a site can hardly write its caches and logs. */
const LITTLE_BYTES = 200_000_000;
const NO_BYTES = 5_000_000;
const PAGE_FOLDER = 'storage/framework';

/** What of a restore decides how a site is looked at. */
export type Checked = Pick<SiteWork, 'site' | 'recovery' | 'maintenance' | 'migrate' | 'paused'>;

export const check = (id: string, label: string, found: string, verdict: PlanCheck['verdict'], why: string): PlanCheck => ({
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

export function downChecks({ paused }: Checked, down: boolean): readonly PlanCheck[] {
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

export function diskCheck({ freeBytes }: SitePrograms): PlanCheck {
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
