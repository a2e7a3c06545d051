import { formatDuration } from '../../shared/format/durations.ts';
import type { CronWarning } from '../../shared/model/cron.ts';
import type { Site } from '../../shared/model/site.ts';
import type { DatabaseSource } from '../../shared/model/source.ts';
import type { CronFacts } from './cron-answer.ts';
import { programState } from './program-state.ts';

/** A clock that is off by less makes no difference that anybody sees. */
export const CLOCK_OFF_MS = 5 * 60_000;

interface WarningFacts {
  readonly site: Pick<Site, 'root' | 'profile'>;
  readonly facts: CronFacts;
  readonly folder: string;
  readonly now: number;
}

/** What the operator ought to know before lines are installed. Pure. */
export function cronWarnings({ site, facts, folder, now }: WarningFacts, typedIn: DatabaseSource | null): readonly CronWarning[] {
  const warnings: CronWarning[] = [];
  const warn = (code: string, text: string): void => void warnings.push({ code, text });
  if (facts.mode === 'panel')
    warn(
      'panel',
      `The account has no cron table over SSH. The files are put in place; the lines go into the hosting panel by hand. ${facts.modeReason}`,
    );
  if (facts.daemon === 'no' && facts.mode === 'crontab')
    warn('no-daemon', 'No cron program was seen running on the server: nothing starts there by itself until one does.');
  if (typedIn !== null)
    warn(
      'password-on-server',
      `The password of ${typedIn.user}, which was typed in here, is written to ${folder}/database.cnf (0600): the server cannot sign in to ${typedIn.database} without it.`,
    );
  if (site.profile === 'plain' && `${folder}/`.startsWith(`${site.root}/`))
    warn('folder-in-site', `${folder} lies in the folder of the site. Make sure that the web server shows no names that begin with a dot.`);
  const zoneLine = zoneIn(facts.crontab?.toString('latin1') ?? '');
  if (zoneLine !== null)
    warn('table-zone', `The cron table sets a zone of its own (${zoneLine}): the lines may run by that one, and not by the server's.`);
  const skew = facts.now - now;
  if (Math.abs(skew) > CLOCK_OFF_MS)
    warn('clock', `The server's clock is ${formatDuration(Math.abs(skew))} ${skew > 0 ? 'ahead of' : 'behind'} this computer's.`);
  switch (programState(facts.program)) {
    case 'newer':
      warn('program-newer', 'The program on the server is of a newer Holdfast than this one, and is replaced by the one of this Holdfast.');
      break;
    case 'changed':
      warn('program-changed', 'The program on the server is not as Holdfast put it there; somebody changed it. It is replaced.');
      break;
    case 'missing':
    case 'current':
    case 'older':
      break;
  }
  return warnings;
}

/** The variable that sets a zone in a table, as it stands there; null: none. */
function zoneIn(table: string): string | null {
  return /^\s*(?:CRON_TZ|TZ)\s*=.*$/mu.exec(table)?.[0].trim() ?? null;
}
