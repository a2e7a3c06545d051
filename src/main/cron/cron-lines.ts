import { cronExpression } from '../../shared/model/rhythm.ts';
import type { CronLine, CronTime, ServerZone } from '../../shared/model/cron.ts';
import { quote } from '../servers/ssh/quote.ts';
import { serverFile } from './server-file.ts';
import { runsAfter } from './server-times.ts';

/** As many as are shown while a rhythm is chosen. */
const SHOWN_RUNS = 5;

/** Name of a site's private folder below `~/.holdfast`. */
export function folderNameOf(site: { readonly id: string; readonly name: string }): string {
  const slug = site.name
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^-+|-+$/gu, '')
    .slice(0, 40);
  return `${slug === '' ? 'site' : slug}-${site.id.slice(0, 8)}`;
}

/** What stands in every line of a site. */
export function programIn(folder: string): string {
  return inCrontab(quote(`${folder}/${serverFile.name}`));
}

/** The line of a work, with its next runs after `now` (milliseconds since the epoch, the server's clock). Pure. */
export function cronTime({ work, rhythm }: CronLine, folder: string, zone: ServerZone, now: number): CronTime {
  const expression = cronExpression(rhythm);
  // Whatever there is to say is in the log; cron would send a mail to an account that nobody reads.
  const command = `/bin/sh ${programIn(folder)} ${work} >/dev/null 2>&1`;
  const nextRuns = runsAfter(rhythm, zone, now, SHOWN_RUNS).map((at) => new Date(at).toISOString());
  return { work, rhythm, text: `${expression} ${command}`, expression, command, nextRuns };
}

/** Cron takes a bare `%` for the end of the command. */
function inCrontab(text: string): string {
  return text.replaceAll('%', String.raw`\%`);
}
