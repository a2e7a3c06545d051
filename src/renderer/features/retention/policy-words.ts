import type { Generations, RetentionPolicy } from '../../../shared/model/retention.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { countWord } from '../backup/backup-words.ts';
import { KINDS } from './policy-fields.ts';

const KIND_WORDS = {
  full: 'full backups',
  incremental: 'incremental ones',
  structure: 'those of the structure',
  data: 'those of the data',
} as const;

/** What a policy keeps, in sentences that somebody reads aloud before saving it. */
export function policySentences({ enabled, generations, maxAgeDays, keepNewest, maxBytes }: RetentionPolicy): readonly string[] {
  const aged = KINDS.flatMap((kind) => {
    const days = maxAgeDays[kind];
    return days === undefined ? [] : [`${KIND_WORDS[kind]} for ${countWord(days, 'day', 'days')}`];
  });
  const unruled = generations === null ? KINDS.filter((kind) => maxAgeDays[kind] === undefined) : [];
  return [
    ...(enabled ? [] : ['Off: nothing is deleted by itself. Turned on, it would do this:']),
    ...(generations === null ? [] : [generationsSentence(generations)]),
    ...(aged.length === 0 ? [] : [`At least these stay: ${listed(aged)}.`]),
    ...(unruled.length === 0 ? [] : [`No rule lets go of ${listed(unruled.map((kind) => KIND_WORDS[kind]))}: they stay for ever.`]),
    `Never fewer than the newest ${keepNewest === 1 ? 'one' : countWord(keepNewest, 'backup', 'backups')}, whatever their age.`,
    ...(maxBytes === null
      ? []
      : [
          `Where the backups of a site take more than ${formatBytes(maxBytes)} in a place, the oldest go first, even ones that a generation keeps.`,
        ]),
  ];
}

/** "Everything of the last 7 days stays, then one a day for 16 days and one a week for 8 weeks: back to 79 days." */
export function generationsSentence(generations: Generations): string {
  const { allDays, dailyDays, weeklyWeeks, monthlyMonths, yearlyYears } = generations;
  const thinned = [
    ...(dailyDays === 0 ? [] : [`one a day for ${countWord(dailyDays, 'day', 'days')}`]),
    ...(weeklyWeeks === 0 ? [] : [`one a week for ${countWord(weeklyWeeks, 'week', 'weeks')}`]),
    ...(monthlyMonths === 0 ? [] : [`one a month for ${countWord(monthlyMonths, 'month', 'months')}`]),
    ...(yearlyYears === 0 ? [] : [`one a year for ${countWord(yearlyYears, 'year', 'years')}`]),
  ];
  if (allDays === 0 && thinned.length === 0) return 'With only zeros, age alone keeps nothing.';
  const all = allDays === 0 ? '' : `Everything of the last ${countWord(allDays, 'day', 'days')} stays`;
  const rest = listed(thinned);
  const words = all === '' ? `From today back stays ${rest}` : rest === '' ? all : `${all}, then ${rest}`;
  return `${words}: back to ${reachWord(generations)}.`;
}

/** How far back all generations reach, as exactly as anybody wants to know. */
function reachWord({ allDays, dailyDays, weeklyWeeks, monthlyMonths, yearlyYears }: Generations): string {
  const days = allDays + dailyDays + 7 * weeklyWeeks;
  const months = monthlyMonths + 12 * yearlyYears;
  if (months === 0) return countWord(days, 'day', 'days');
  const all = Math.round(months + days / 30.44);
  if (all < 24) return `about ${countWord(all, 'month', 'months')}`;
  const rest = all % 12;
  return `about ${countWord(Math.floor(all / 12), 'year', 'years')}${rest === 0 ? '' : ` and ${countWord(rest, 'month', 'months')}`}`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
