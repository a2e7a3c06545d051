import type { Rhythm, Weekday } from '../../shared/model/rhythm.ts';
import { UsageError } from './command.ts';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

export const RHYTHM_WORDS = 'daily@02:00, weekly@sun@03:00, monthly@1@03:00, hourly@8-18 or hourly@8-18@mon-fri';

/** `daily@02:00`, `weekly@sun@03:00`, `monthly@1@03:00`, `hourly@8-18@mon-fri`. Throws a UsageError that names `option`. */
export function rhythmOf(word: string, option: string): Rhythm {
  const [kind = '', first = '', second = '', ...more] = word.trim().toLowerCase().split('@');
  const wrong = new UsageError(`--${option}: ${word} is none of ${RHYTHM_WORDS}.`);
  if (more.length > 0) throw wrong;
  switch (kind) {
    case 'daily': {
      const at = timeOf(first);
      if (at === null || second !== '') throw wrong;
      return { kind, at };
    }
    case 'weekly': {
      const [weekday, at] = [dayOf(first), timeOf(second)];
      if (weekday === null || at === null) throw wrong;
      return { kind, weekday, at };
    }
    case 'monthly': {
      const [day, at] = [Number(first), timeOf(second)];
      if (!/^\d+$/u.test(first) || day < 1 || day > 28 || at === null) throw wrong;
      return { kind, day, at };
    }
    case 'hourly': {
      const hours = /^(\d{1,2})-(\d{1,2})$/u.exec(first === '' ? '0-23' : first);
      const weekdays = daysOf(second === '' ? 'sun-sat' : second);
      const [from, until] = [Number(hours?.[1]), Number(hours?.[2])];
      if (hours === null || from > 23 || until > 23 || weekdays === null) throw wrong;
      return { kind, minute: 0, from, until, weekdays: [...weekdays] };
    }
    default:
      throw wrong;
  }
}

/** The same in words for people. Pure. */
export function describeRhythm(rhythm: Rhythm): string {
  switch (rhythm.kind) {
    case 'hourly':
      return `every hour from ${rhythm.from} to ${rhythm.until}, ${rhythm.weekdays.map((day) => DAYS[day]).join(' ')}`;
    case 'daily':
      return `every day at ${rhythm.at}`;
    case 'weekly':
      return `every ${DAYS[rhythm.weekday] ?? ''} at ${rhythm.at}`;
    case 'monthly':
      return `on day ${rhythm.day} of the month at ${rhythm.at}`;
  }
}

function timeOf(word: string): string | null {
  const [, hours = '', minutes = ''] = /^(\d{1,2}):(\d{2})$/u.exec(word) ?? [];
  if (hours === '' || Number(hours) > 23 || Number(minutes) > 59) return null;
  return `${hours.padStart(2, '0')}:${minutes}`;
}

function dayOf(word: string): Weekday | null {
  const found = DAYS.findIndex((day) => word.slice(0, 3) === day);
  return word.length < 3 || found === -1 ? null : found;
}

/** `mon-fri`, also across the end of the week; one day alone. */
function daysOf(word: string): readonly Weekday[] | null {
  const [from, until] = word.split('-');
  const [first, last] = [dayOf(from ?? ''), dayOf(until ?? from ?? '')];
  if (first === null || last === null) return null;
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, step) => (first + step) % 7);
}
