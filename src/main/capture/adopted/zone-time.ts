/** A time as a clock on a wall shows it. Month from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Whether this computer knows the zone: an IANA name, or an offset such as `+02:00`. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** What clocks in the zone show at this moment. `ms`: since the epoch. Throws RangeError for an unknown zone. */
export function wallTimeAt(ms: number, zone: string): WallTime {
  const parts = formatOf(zone).formatToParts(ms);
  const value = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  return {
    year: value('year'),
    month: value('month'),
    day: value('day'),
    hour: value('hour'),
    minute: value('minute'),
    second: value('second'),
  };
}

/**
 * The moments at which clocks in the zone show this time, in milliseconds since the epoch, earliest first: one as a rule, two in the hour that a change of clocks
 * repeats. In the hour it skips none shows it; then the one moment a clock shows that was not turned forward. Null for a day or an hour that no calendar has.
 */
export function momentsOf(wall: WallTime, zone: string): readonly [number, ...number[]] | null {
  const asUtc = utcOf(wall);
  if (asUtc === null) return null;
  const before = asUtc - offsetAt(asUtc - DAY_MS, zone);
  const after = asUtc - offsetAt(asUtc + DAY_MS, zone);
  const shown = [...new Set([before, after])].filter((ms) => utcOf(wallTimeAt(ms, zone)) === asUtc).toSorted((a, b) => a - b);
  const [first, ...rest] = shown;
  return first === undefined ? [before] : [first, ...rest];
}

/** How far clocks in the zone are ahead of UTC, in milliseconds. */
function offsetAt(ms: number, zone: string): number {
  const whole = Math.floor(ms / 1000) * 1000;
  return (utcOf(wallTimeAt(whole, zone)) ?? whole) - whole;
}

function utcOf({ year, month, day, hour, minute, second }: WallTime): number | null {
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(ms);
  const same = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && back.getUTCHours() === hour;
  return same && minute < 60 && second < 60 ? ms : null;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}
