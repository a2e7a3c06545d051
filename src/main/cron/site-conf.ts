import { cronExpression } from '../../shared/model/rhythm.ts';
import type { CronPlan, CronWarning, CronWork } from '../../shared/model/cron.ts';
import type { Site } from '../../shared/model/site.ts';
import type { DatabaseSource, MediaSource, Source } from '../../shared/model/source.ts';
import { quote } from '../servers/ssh/quote.ts';

export interface SiteConf {
  /** The whole file. */
  readonly text: string;
  /** Whose password must lie on the server because no file of the site has it; null: nobody's. */
  readonly typedIn: DatabaseSource | null;
  readonly warnings: readonly CronWarning[];
}

type Entry = readonly [key: string, value: string];

/** The settings that the program on the server reads: `KEY='value'`, one a line. Pure. */
export function siteConf(
  site: Pick<Site, 'name' | 'root' | 'profile'>,
  sources: readonly Source[],
  { lines, settings }: CronPlan,
): SiteConf {
  const warnings: CronWarning[] = [];
  const databases = chooseDatabases(sources, warnings);
  const media = chooseMedia(sources, warnings);
  const [first] = databases;
  const hasWork = (...works: readonly CronWork[]): boolean => lines.some(({ work }) => works.includes(work));
  if (first === undefined && hasWork('database', 'structure', 'application'))
    warnings.push({
      code: 'no-database',
      text: 'The site has no database source: the runs for its database will fail until there is one.',
    });
  if (media.folders.length === 0 && hasWork('media', 'application'))
    warnings.push({ code: 'no-media', text: 'The site has no source of files: the runs for its files will fail until there is one.' });
  const entries: readonly Entry[] = [
    ['SITE_NAME', oneLine(site.name)],
    ['SITE_ROOT', site.root],
    ['PROFILE', site.profile],
    ...(first?.access.from === 'site-env' ? [['ENV_FILE', first.access.envFile] as const] : []),
    ...databases.map(({ database }): Entry => ['DATABASES', database]),
    ...media.folders.map((folder): Entry => ['MEDIA_FOLDERS', folder]),
    ...media.excludes.map((pattern): Entry => ['MEDIA_EXCLUDES', pattern]),
    ['MEDIA_LINKS', media.links],
    ['COMPRESSION', settings.compression],
    ['MEDIA_COMPRESSION', media.compression ?? settings.compression],
    ['KEEP_DATABASE_DAYS', String(settings.keepDatabaseDays)],
    ['KEEP_STRUCTURE_DAYS', String(settings.keepStructureDays)],
    ['KEEP_MEDIA_DAYS', String(settings.keepMediaDays)],
    ['KEEP_MIN_COUNT', String(settings.keepMinCount)],
    ['MIN_SIZE_PERCENT', String(settings.minSizePercent)],
    ['DISK_LIMIT_PERCENT', String(settings.diskLimitPercent)],
    ['PULL_WITHIN_DAYS', String(settings.pullWithinDays)],
    ...lines.map(({ work, rhythm }): Entry => ['RUN_TIMES', `${work} ${cronExpression(rhythm)}`]),
    ['MAIL_TO', settings.mailTo ?? ''],
    ['WEBHOOK_URL', settings.webhookUrl ?? ''],
  ];
  const text = [
    '# Written by Holdfast; holdfast-server.sh says what each key means.',
    ...entries.map(([key, value]) => `${key}=${quote(value)}`),
    '',
  ].join('\n');
  return { text, typedIn: first?.access.from === 'keychain' ? first : null, warnings };
}

/** The program signs in one way: the databases of the site's own file, or those of one account that was typed in. */
function chooseDatabases(sources: readonly Source[], warnings: CronWarning[]): readonly DatabaseSource[] {
  const all = sources.filter((source) => source.kind === 'database');
  const chosen = all.find(({ access }) => access.from === 'site-env') ?? all[0];
  const taken = chosen === undefined ? [] : all.filter((source) => wayOf(source) === wayOf(chosen));
  const left = all.filter((source) => !taken.includes(source)).map(({ database }) => database);
  if (left.length > 0)
    warnings.push({
      code: 'database-left-out',
      text: `The server signs in to its databases in one way only; left out: ${left.join(', ')}. This computer captures them as before.`,
    });
  return taken;
}

function wayOf({ access, user, address }: DatabaseSource): string {
  return access.from === 'site-env' ? `file ${access.envFile}` : JSON.stringify(['typed', user, address]);
}

function chooseMedia(sources: readonly Source[], warnings: CronWarning[]) {
  const all = sources.filter((source): source is MediaSource => source.kind === 'media');
  const folders = [...new Set(all.flatMap((source) => source.folders))];
  const excludes = [...new Set(all.flatMap((source) => source.excludes))];
  if (all.length > 1 && excludes.length > 0)
    warnings.push({
      code: 'excludes-joined',
      text: 'The server makes one archive of all folders: what one source of files leaves out is left out of all.',
    });
  const compression = all.every((source) => source.compression === all[0]?.compression) ? (all[0]?.compression ?? null) : null;
  return {
    folders,
    // Where the whole home is captured, the backups must not go into the next backup.
    excludes: folders.includes('.') ? [...excludes, '.holdfast/'] : excludes,
    links: all.length > 0 && all.every(({ symlinks }) => symlinks === 'follow') ? 'follow' : 'keep',
    compression,
  };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ');
}
