import type { AlreadyRuns } from '../../shared/model/cron.ts';

const DUMPS =
  /\b(?:mysqldump|mariadb-dump|mydumper|mariabackup|xtrabackup|automysqlbackup|backup:run|restic|borg|borgmatic|duplicity|rsnapshot)\b/u;
const SCHEDULE_RUN = /artisan['"]?\s+schedule:(?:run|work)\b/u;

export interface AlreadyFacts {
  /** The table of the account without this site's own lines, and the system's own tables. */
  readonly lines: readonly string[];
  /** What stands in every line of this site. */
  readonly ownCommand: string;
  readonly siteRoot: string;
  readonly hasSpatie: boolean;
  /** What the site's own scheduler says it runs; null: it was not asked, or there is none. */
  readonly schedule: string | null;
}

/** What makes backups of this site, or may, beside what is to be installed. Pure. */
export function alreadyRuns({ lines, ownCommand, siteRoot, hasSpatie, schedule }: AlreadyFacts): readonly AlreadyRuns[] {
  const live = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  const found: AlreadyRuns[] = [];
  const add = (kind: AlreadyRuns['kind'], text: string, detail: string): void => void found.push({ kind, text, detail });
  const runners = live.filter((line) => SCHEDULE_RUN.test(line) && line.includes(siteRoot));
  if (runners.length > 0)
    add('schedule-runner', "Cron drives the site's own scheduler every time one of these lines runs.", runners.join('\n'));
  const backups = backupsIn(schedule);
  if (schedule !== null && schedule.trim() !== '')
    add(
      'laravel-schedule',
      backups.length === 0
        ? "The site's own scheduler has work, none of which looks like a backup."
        : `The site's own scheduler makes backups: ${backups.length === 1 ? 'one line' : `${backups.length} lines`} of it.`,
      schedule.trim(),
    );
  if (hasSpatie) add('spatie-backup', 'The site has the settings of spatie/laravel-backup.', `${siteRoot}/config/backup.php`);
  const own = live.filter((line) => line.includes(ownCommand));
  if (own.length > 0) add('other-holdfast', 'Lines outside of the marked block run the program of this site as well.', own.join('\n'));
  const dumps = live.filter((line) => DUMPS.test(line) && !line.includes(ownCommand));
  if (dumps.length > 0) add('dump-line', 'Cron makes backups on this server already.', dumps.join('\n'));
  return found;
}

function backupsIn(schedule: string | null): readonly string[] {
  return (schedule ?? '').split('\n').filter((line) => DUMPS.test(line) || /backup/iu.test(line));
}
