import type { ChecklistName, ChecklistPeriod, ChecklistSettings } from './checklist.ts';

/*
 * Periods are counted in the operator's zone: Friday at nine is Friday at nine on both sides of a change of the clocks, and the last week of a year belongs to
 * the year ISO 8601 gives it to. All functions are pure; `zone` is an IANA name, times are milliseconds since the epoch.
 */

const DAY_MS = 86_400_000;

interface Week {
  readonly kind: 'week';
  readonly year: number;
  readonly week: number;
}
interface Months {
  readonly kind: 'months';
  readonly year: number;
  /** First month of the period, 1 to 12. */
  readonly month: number;
  readonly count: 1 | 3;
}

/** The period of a list that a moment lies in. */
export function periodAt(list: ChecklistName, ms: number, zone: string): ChecklistPeriod {
  const { year, month, day } = localDate(ms, zone);
  switch (list) {
    case 'weekly':
      return weekOfDay(Date.UTC(year, month - 1, day));
    case 'monthly':
      return `${yearText(year)}-${two(month)}`;
    case 'quarterly':
      return `${yearText(year)}-Q${Math.ceil(month / 3)}`;
  }
}

/** The one before. */
export function periodBefore(period: ChecklistPeriod): ChecklistPeriod {
  return neighbour(period, -1);
}

export function periodAfter(period: ChecklistPeriod): ChecklistPeriod {
  return neighbour(period, 1);
}

/** So many periods up to and with this one, oldest first. */
export function periodsUpTo(period: ChecklistPeriod, count: number): readonly ChecklistPeriod[] {
  const periods = [period];
  while (periods.length < count) periods.unshift(periodBefore(periods[0] ?? period));
  return periods;
}

/** Which list a period belongs to. */
export function listOf(period: ChecklistPeriod): ChecklistName {
  const read = readPeriod(period);
  return read.kind === 'week' ? 'weekly' : read.count === 1 ? 'monthly' : 'quarterly';
}

/** When a period begins. */
export function startOf(period: ChecklistPeriod, zone: string): number {
  const first = new Date(firstDay(period));
  return zonedTime({ year: first.getUTCFullYear(), month: first.getUTCMonth() + 1, day: first.getUTCDate(), hour: 0, minute: 0 }, zone);
}

/** When its list is due. */
export function dueAt(period: ChecklistPeriod, settings: ChecklistSettings, zone: string): number {
  return timeInPeriod(period, settings, zone, 0);
}

/** When an unfinished list becomes a finding: so many days later at the same hour of the day. */
export function overdueAt(period: ChecklistPeriod, settings: ChecklistSettings, zone: string): number {
  return timeInPeriod(period, settings, zone, settings.graceDays);
}

/** "week 47", "November 2026", "4th quarter 2026". The year of a week is said when it is not `thisYear`. */
export function labelOf(period: ChecklistPeriod, thisYear: number): string {
  const read = readPeriod(period);
  if (read.kind === 'week') return `week ${read.week}${read.year === thisYear ? '' : `, ${read.year}`}`;
  if (read.count === 1) return `${MONTHS[read.month - 1] ?? ''} ${read.year}`;
  return `${ORDINALS[(read.month - 1) / 3] ?? ''} quarter ${read.year}`;
}

/** The local calendar year, to say others by. */
export function yearAt(ms: number, zone: string): number {
  return localDate(ms, zone).year;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
const ORDINALS = ['1st', '2nd', '3rd', '4th'] as const;

function readPeriod(period: ChecklistPeriod): Week | Months {
  const year = Number(period.slice(0, 4));
  const rest = period.slice(5);
  if (rest.startsWith('W')) return { kind: 'week', year, week: Number(rest.slice(1)) };
  if (rest.startsWith('Q')) return { kind: 'months', year, month: (Number(rest.slice(1)) - 1) * 3 + 1, count: 3 };
  return { kind: 'months', year, month: Number(rest), count: 1 };
}

/** First day as midnight UTC of the same date: for arithmetic with whole days only. */
function firstDay(period: ChecklistPeriod): number {
  const read = readPeriod(period);
  if (read.kind === 'months') return Date.UTC(read.year, read.month - 1, 1);
  // 4 January is always in week 1.
  const fourth = Date.UTC(read.year, 0, 4);
  return fourth - daysSinceMonday(fourth) * DAY_MS + (read.week - 1) * 7 * DAY_MS;
}

function neighbour(period: ChecklistPeriod, step: 1 | -1): ChecklistPeriod {
  const read = readPeriod(period);
  if (read.kind === 'week') return weekOfDay(firstDay(period) + step * 7 * DAY_MS);
  const moved = new Date(Date.UTC(read.year, read.month - 1 + step * read.count, 1));
  const month = moved.getUTCMonth() + 1;
  const year = yearText(moved.getUTCFullYear());
  return read.count === 1 ? `${year}-${two(month)}` : `${year}-Q${Math.ceil(month / 3)}`;
}

/** ISO 8601: a week belongs to the year its Thursday lies in. `day`: midnight UTC of the date. */
function weekOfDay(day: number): ChecklistPeriod {
  const thursday = day + (3 - daysSinceMonday(day)) * DAY_MS;
  const year = new Date(thursday).getUTCFullYear();
  const week = Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) + 1;
  return `${yearText(year)}-W${two(week)}`;
}

function daysSinceMonday(day: number): number {
  return (new Date(day).getUTCDay() + 6) % 7;
}

function timeInPeriod(period: ChecklistPeriod, { weekday, at, dayOfMonth }: ChecklistSettings, zone: string, laterDays: number): number {
  const intoPeriod = readPeriod(period).kind === 'week' ? (weekday + 6) % 7 : dayOfMonth - 1;
  const date = new Date(firstDay(period) + (intoPeriod + laterDays) * DAY_MS);
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  return zonedTime({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour, minute }, zone);
}

interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** When a clock on the wall shows this. A time that a change of the clocks leaves out is one hour later; one that comes twice is the first. */
function zonedTime(wanted: LocalTime, zone: string): number {
  const asUtc = Date.UTC(wanted.year, wanted.month - 1, wanted.day, wanted.hour, wanted.minute);
  // Half a day on both sides no zone is a day away from its clocks: the offsets before and after a change are found there.
  const offsets = [offsetAt(asUtc - DAY_MS / 2, zone), offsetAt(asUtc + DAY_MS / 2, zone)];
  const fitting = offsets.map((offset) => asUtc - offset).filter((ms) => ms + offsetAt(ms, zone) === asUtc);
  return fitting.length > 0 ? Math.min(...fitting) : asUtc - Math.min(...offsets);
}

/** How far clocks are ahead of UTC. */
function offsetAt(ms: number, zone: string): number {
  const { year, month, day, hour, minute } = localDate(ms, zone);
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(ms / 60_000) * 60_000;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

function localDate(ms: number, zone: string): LocalTime {
  const format =
    FORMATS.get(zone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  FORMATS.set(zone, format);
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return { year: of('year'), month: of('month'), day: of('day'), hour: of('hour'), minute: of('minute') };
}

const two = (value: number): string => String(value).padStart(2, '0');
const yearText = (year: number): string => String(year).padStart(4, '0');
