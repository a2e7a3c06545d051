import type { Rhythm } from '../../../../shared/model/rhythm.ts';

/** As cron counts them. */
export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** Monday first, as a week is read. */
export const WEEK_ORDER = [1, 2, 3, 4, 5, 6, 0] as const;

/** "every day at 02:00", "every hour at :15, 08 to 18, Mon to Fri", "Sundays at 02:00", "on the 1st of each month at 02:30". */
export function rhythmWords(rhythm: Rhythm): string {
  switch (rhythm.kind) {
    case 'hourly': {
      const { minute, from, until, weekdays } = rhythm;
      const hours = from === 0 && until === 23 ? null : `${two(from)} to ${two(until)}`;
      return [`every hour at :${two(minute)}`, hours, daysWords(weekdays)].filter((part) => part !== null).join(', ');
    }
    case 'daily':
      return `every day at ${rhythm.at}`;
    case 'weekly':
      return `${WEEKDAYS[rhythm.weekday] ?? ''}s at ${rhythm.at}`;
    case 'monthly':
      return `on the ${ordinal(rhythm.day)} of each month at ${rhythm.at}`;
  }
}

/** Null: all days. "Mon to Fri" where they follow each other. */
function daysWords(weekdays: readonly number[]): string | null {
  const chosen = WEEK_ORDER.filter((day) => weekdays.includes(day));
  if (chosen.length === 7) return null;
  const places = chosen.map((day) => WEEK_ORDER.indexOf(day));
  const [first, last] = [places[0] ?? 0, places.at(-1) ?? 0];
  const short = (day: number): string => (WEEKDAYS[day] ?? '').slice(0, 3);
  if (chosen.length > 2 && last - first === chosen.length - 1) return `${short(chosen[0] ?? 0)} to ${short(chosen.at(-1) ?? 0)}`;
  return chosen.map(short).join(', ');
}

function ordinal(day: number): string {
  const suffix = day % 10 === 1 && day !== 11 ? 'st' : day % 10 === 2 && day !== 12 ? 'nd' : day % 10 === 3 && day !== 13 ? 'rd' : 'th';
  return `${day}${suffix}`;
}

export function two(value: number): string {
  return String(value).padStart(2, '0');
}
