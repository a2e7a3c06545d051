import type { ServerZone } from '../../shared/model/cron.ts';
import type { Rhythm } from '../../shared/model/rhythm.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Longer than any rhythm waits for its next day. */
const MOST_DAYS = 40;

/** The next runs after `from`, soonest first, milliseconds since the epoch. Pure. */
export function runsAfter(rhythm: Rhythm, zone: ServerZone, from: number, count: number): readonly number[] {
  const found: number[] = [];
  const today = Math.floor(localOf(from, zone) / DAY) * DAY;
  // From the day before: where the clock was set, the day of the local time is not always the day of the moment.
  for (let day = today - DAY; day <= today + MOST_DAYS * count * DAY && found.length < count; day += DAY)
    for (const time of timesOn(rhythm, day)) {
      const at = momentOf(time, zone);
      if (at > from && found.length < count && found.at(-1) !== at) found.push(at);
    }
  return found;
}

/** The last run that was due at or before `until`, milliseconds since the epoch. Pure. */
export function runBefore(rhythm: Rhythm, zone: ServerZone, until: number): number {
  const today = Math.floor(localOf(until, zone) / DAY) * DAY;
  for (let day = today + DAY; day >= today - MOST_DAYS * DAY; day -= DAY) {
    const at = timesOn(rhythm, day)
      .map((time) => momentOf(time, zone))
      .findLast((moment) => moment <= until);
    if (at !== undefined) return at;
  }
  throw new RangeError('every rhythm has a run within forty days');
}

/** Local times on the local day that begins at `day`, as if local time were UTC, earliest first. */
function timesOn(rhythm: Rhythm, day: number): readonly number[] {
  const date = new Date(day);
  switch (rhythm.kind) {
    case 'hourly': {
      const { minute, from, until, weekdays } = rhythm;
      if (!weekdays.includes(date.getUTCDay())) return [];
      const isWithin = (hour: number): boolean => (from <= until ? hour >= from && hour <= until : hour >= from || hour <= until);
      return Array.from({ length: 24 }, (_, hour) => hour)
        .filter(isWithin)
        .map((hour) => day + (hour * 60 + minute) * MINUTE);
    }
    case 'daily':
      return [day + minutesOf(rhythm.at) * MINUTE];
    case 'weekly':
      return date.getUTCDay() === rhythm.weekday ? [day + minutesOf(rhythm.at) * MINUTE] : [];
    case 'monthly':
      return date.getUTCDate() === rhythm.day ? [day + minutesOf(rhythm.at) * MINUTE] : [];
  }
}

function minutesOf(at: string): number {
  const [hours = '0', minutes = '0'] = at.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** The first moment at which the server's clock shows this time; in an hour that is left out, as late as it would have been without the change. */
function momentOf(local: number, zone: ServerZone): number {
  const before = local - offsetAt(local - DAY / 2, zone);
  const after = local - offsetAt(local + DAY / 2, zone);
  const shown = [before, after].filter((at) => localOf(at, zone) === local);
  return shown.length === 0 ? before : Math.min(...shown);
}

function localOf(at: number, zone: ServerZone): number {
  return at + offsetAt(at, zone);
}

/** How far the zone is from UTC at a moment, in milliseconds east. */
function offsetAt(at: number, { name, offsetMinutes }: ServerZone): number {
  const format = formatOf(name);
  if (format === null) return offsetMinutes * MINUTE;
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return local - Math.floor(at / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat | null>();

/** Null where the name says nothing here (`EST5EDT,M3...`, none): then the offset of the moment has to do. */
function formatOf(name: string): Intl.DateTimeFormat | null {
  const known = formats.get(name);
  if (known !== undefined) return known;
  const made = name === '' ? null : makeFormat(name);
  formats.set(name, made);
  return made;
}

function makeFormat(timeZone: string): Intl.DateTimeFormat | null {
  const numeric = 'numeric';
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
  } catch {
    return null;
  }
}
