import { Temporal } from 'temporal-polyfill';
import { AppError } from '../errors/app-error.ts';

const DAY_MS = 86_400_000;

/** Days, weeks and months as people in a zone count them. A day is a whole number: days since 1970-01-01. */
export interface Calendar {
  /** The local date at a time, in milliseconds since the epoch. */
  dayOf(ms: number): number;
  /** When a local date begins, in milliseconds since the epoch. Days have 23 or 25 hours where clocks change. */
  startOf(day: number): number;
}

/** The zone of this computer as it is now. */
export function zoneHere(): string {
  return Temporal.Now.timeZoneId();
}

/** `zone`: an IANA name. Throws `retention.zone-unknown`. */
export function createCalendar(zone: string): Calendar {
  const starts = new Map<number, number>();
  const firstDays = new Map<number, number>();
  const startOf = (day: number): number => {
    const known = starts.get(day);
    if (known !== undefined) return known;
    const start = dateOf(day).toZonedDateTime(zone).epochMilliseconds;
    starts.set(day, start);
    return start;
  };
  const firstDayOf = (utcDay: number): number => {
    const known = firstDays.get(utcDay);
    if (known !== undefined) return known;
    const date = Temporal.Instant.fromEpochMilliseconds(utcDay * DAY_MS)
      .toZonedDateTimeISO(zone)
      .toPlainDate();
    const day = dayNumber(date);
    firstDays.set(utcDay, day);
    return day;
  };
  try {
    firstDayOf(0);
  } catch (cause) {
    throw new AppError('retention.zone-unknown', { detail: zone, cause });
  }
  return {
    // Asking the zone is slow, so it is asked once for each day and not for each time.
    dayOf(ms) {
      let day = firstDayOf(Math.floor(ms / DAY_MS));
      while (startOf(day + 1) <= ms) day += 1;
      return day;
    },
    startOf,
  };
}

/** Numbers that are equal for two days of one week (Monday to Sunday), month or year. */
export function weekOf(day: number): number {
  // Day 0 was a Thursday.
  return Math.floor((day + 3) / 7);
}

export function monthOf(day: number): number {
  const date = new Date(day * DAY_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

export function yearOf(day: number): number {
  return new Date(day * DAY_MS).getUTCFullYear();
}

/** So many months earlier; the last day of a shorter month stands for the ones it lacks. */
export function monthsBefore(day: number, months: number): number {
  const date = new Date(day * DAY_MS);
  const firstOf = (month: number): number => new Date(0).setUTCFullYear(date.getUTCFullYear(), month, 1) / DAY_MS;
  const month = date.getUTCMonth() - months;
  return Math.min(firstOf(month) + date.getUTCDate(), firstOf(month + 1)) - 1;
}

/** `20 Nov 2026`. */
export function dayText(day: number): string {
  return SHORT_DATE.format(day * DAY_MS);
}

/** `November 2026`. */
export function monthText(day: number): string {
  return MONTH.format(day * DAY_MS);
}

const SHORT_DATE = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });
const MONTH = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'long', year: 'numeric' });

/** `2026-11-20`. */
export function isoDate(day: number): string {
  return dateOf(day).toString();
}

function dateOf(day: number): Temporal.PlainDate {
  const date = new Date(day * DAY_MS);
  return Temporal.PlainDate.from({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() });
}

function dayNumber(date: Temporal.PlainDate): number {
  return Date.UTC(date.year, date.month - 1, date.day) / DAY_MS;
}
