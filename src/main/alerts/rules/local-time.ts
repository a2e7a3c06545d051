/** A moment as the wall clock of a zone shows it. */
export interface LocalTime {
  /** `2026-11-26` */
  readonly day: string;
  /** `07:30` */
  readonly time: string;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** `now`: milliseconds since the epoch; `zone`: IANA, `Europe/Berlin`. */
export function localTime(now: number, zone: string): LocalTime {
  const [day = '', time = ''] = formatOf(zone).format(now).split(', ');
  return { day, time };
}

/** Whether a local time lies in hours that may cross midnight. `until` is outside; the same time twice means never. */
export function isWithin(time: string, hours: { readonly from: string; readonly until: string } | null): boolean {
  if (hours === null) return false;
  const { from, until } = hours;
  return from <= until ? time >= from && time < until : time >= from || time < until;
}

/** The next moment at which the wall clock shows `at`, in milliseconds; where a clock change leaves it out, the first minute after it. */
export function nextAt(at: string, now: number, zone: string): number {
  const MINUTE = 60_000;
  const today = localTime(now, zone);
  const isLater = today.time < at;
  for (let moment = Math.floor(now / MINUTE) * MINUTE + MINUTE; ; moment += MINUTE) {
    const { day, time } = localTime(moment, zone);
    if (time >= at && (isLater ? day >= today.day : day > today.day)) return moment;
  }
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(zone);
  if (known !== undefined) return known;
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  // Of all locales, the Canadian one writes days as ISO 8601 does.
  const fresh = new Intl.DateTimeFormat('en-CA', { ...parts, hourCycle: 'h23', timeZone: zone });
  FORMATS.set(zone, fresh);
  return fresh;
}
