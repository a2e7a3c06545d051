import * as z from 'zod';
import { TimeOfDay } from './policy.ts';

/** As cron counts them: 0 is Sunday, 6 Saturday. */
export const Weekday = z.int().min(0).max(6);
export type Weekday = z.infer<typeof Weekday>;

export const WORKING_DAYS: readonly Weekday[] = [1, 2, 3, 4, 5];

/** How often something is done, in the words an operator chooses from. Times are local to a zone that is kept beside it. */
export const Rhythm = z.discriminatedUnion('kind', [
  /** Every hour at `minute`, from hour `from` to hour `until`, both included, on these days. */
  z.strictObject({
    kind: z.literal('hourly'),
    minute: z.int().min(0).max(59),
    from: z.int().min(0).max(23),
    until: z.int().min(0).max(23),
    weekdays: z.array(Weekday).min(1).max(7),
  }),
  z.strictObject({ kind: z.literal('daily'), at: TimeOfDay }),
  z.strictObject({ kind: z.literal('weekly'), weekday: Weekday, at: TimeOfDay }),
  /** Up to the 28th, so that no month is left out. */
  z.strictObject({ kind: z.literal('monthly'), day: z.int().min(1).max(28), at: TimeOfDay }),
]);
export type Rhythm = z.infer<typeof Rhythm>;

/** The five fields of a crontab line: minute, hour, day of the month, month, weekday. */
export function cronExpression(rhythm: Rhythm): string {
  switch (rhythm.kind) {
    case 'hourly': {
      const { minute, from, until, weekdays } = rhythm;
      const hours = from <= until ? rangeOf(from, until, 23) : `${rangeOf(0, until, 23)},${rangeOf(from, 23, 23)}`;
      return `${minute} ${hours} * * ${daysOf(weekdays)}`;
    }
    case 'daily':
      return `${timeFields(rhythm.at)} * * *`;
    case 'weekly':
      return `${timeFields(rhythm.at)} * * ${rhythm.weekday}`;
    case 'monthly':
      return `${timeFields(rhythm.at)} ${rhythm.day} * *`;
  }
}

/** The longest time between two runs in a row that is as planned, in milliseconds; what waits longer than 1.25 times this is overdue. */
export function periodMs(rhythm: Rhythm): number {
  switch (rhythm.kind) {
    case 'hourly': {
      const { from, until, weekdays } = rhythm;
      const hours = from <= until ? until - from : until - from + 24;
      // Over the night, and over the days left out.
      return Math.max(1, 24 - hours + (longestGapOf(weekdays) - 1) * 24) * HOUR;
    }
    case 'daily':
      return 24 * HOUR;
    case 'weekly':
      return 7 * 24 * HOUR;
    case 'monthly':
      return 31 * 24 * HOUR;
  }
}

const HOUR = 3_600_000;

function timeFields(at: string): string {
  const [hour = '0', minute = '0'] = at.split(':');
  return `${Number(minute)} ${Number(hour)}`;
}

function rangeOf(from: number, until: number, last: number): string {
  if (from === 0 && until === last) return '*';
  return from === until ? `${from}` : `${from}-${until}`;
}

function daysOf(weekdays: readonly Weekday[]): string {
  const days = [...new Set(weekdays)].toSorted((a, b) => a - b);
  return days.length === 7 ? '*' : days.join(',');
}

/** Days from one chosen weekday to the next, at most. */
function longestGapOf(weekdays: readonly Weekday[]): number {
  const days = [...new Set(weekdays)].toSorted((a, b) => a - b);
  return Math.max(...days.map((day, index) => (days[index + 1] ?? (days[0] ?? day) + 7) - day));
}
