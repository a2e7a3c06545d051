import { momentsOf, wallTimeAt } from './zone-time.ts';

/** Year, month and day, then perhaps hour, minute and second, with `-`, `_`, `.`, `:`, `T` or nothing between them; perhaps the zone. */
const TIME =
  /(?<!\d)(?<year>(?:19|20)\d\d)(?<sep>[-_.]?)(?<month>\d\d)\k<sep>(?<day>\d\d)(?:[-_.T ]{0,3}(?<hour>\d\d)(?<gap>[-_.:h]?)(?<minute>\d\d)(?:[-_.:m]?(?<second>\d\d))?(?<zone>Z|[+]\d\d:?\d\d)?)?(?!\d)/gu;

export interface NameTime {
  /** UTC. */
  readonly at: string;
  readonly from: 'name' | 'modified';
}

/**
 * When the server made a backup: what the file's name says in `zone`, else when it was last modified.
 *
 * In the hour that a change of clocks repeats, the moment nearest before the file was finished counts; in the hour that it skips, the clock that was not turned
 * forward. A name with a day alone leaves the hour to the file where that was written on this day. Pure.
 *
 * `zone`: IANA name or offset. `modifiedMs`: since the epoch.
 */
export function timeOfFile(name: string, modifiedMs: number, zone: string): NameTime {
  const modified: NameTime = { at: new Date(modifiedMs).toISOString(), from: 'modified' };
  const found = timeInFileName(name, zone);
  if (found === null) return modified;
  if (found.precision === 'day') {
    const { year, month, day } = wallTimeAt(modifiedMs, zone);
    if (`${year}-${month}-${day}` === found.day) return modified;
  }
  const [first] = found.moments;
  const before = found.moments.filter((ms) => ms <= modifiedMs);
  return { at: new Date(before.at(-1) ?? first).toISOString(), from: 'name' };
}

export interface TimeInName {
  /** Milliseconds since the epoch, earliest first; two where a change of clocks makes it ambiguous. */
  readonly moments: readonly [number, ...number[]];
  readonly precision: 'time' | 'day';
  /** `2026-3-9`, as the name has it. */
  readonly day: string;
}

/** The time a file's name tells; null when it tells none. The last one counts: what stands before is the name of something. Pure. */
export function timeInFileName(name: string, zone: string): TimeInName | null {
  const found = [...name.matchAll(TIME)].flatMap(({ groups }) => readTime(groups ?? {}, zone) ?? []);
  return found.findLast(({ precision }) => precision === 'time') ?? found.at(-1) ?? null;
}

/** Where in a name its times stand, to be taken out before it is read for other things. */
export function withoutTimes(name: string): string {
  return name.replaceAll(TIME, ' ');
}

function readTime(groups: Readonly<Record<string, string | undefined>>, zone: string): TimeInName | null {
  const number = (key: string) => Number(groups[key] ?? 0);
  const wall = {
    year: number('year'),
    month: number('month'),
    day: number('day'),
    hour: number('hour'),
    minute: number('minute'),
    second: number('second'),
  };
  const moments = momentsOf(wall, zoneOf(groups['zone']) ?? zone);
  if (moments === null) return null;
  const precision = groups['hour'] === undefined ? 'day' : 'time';
  return { moments, precision, day: `${wall.year}-${wall.month}-${wall.day}` };
}

function zoneOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  return text === 'Z' ? 'UTC' : `${text.slice(0, 3)}:${text.slice(-2)}`;
}
