/** Where times are shown; both null in production, which means the system's own. Tests pass theirs. */
export interface Locale {
  readonly timeZone?: string;
}

const parts = (iso: string, locale: Locale, options: Intl.DateTimeFormatOptions): Map<string, string> =>
  new Map(
    new Intl.DateTimeFormat('en-GB', { ...options, ...(locale.timeZone === undefined ? {} : { timeZone: locale.timeZone }) })
      .formatToParts(new Date(iso))
      .map(({ type, value }) => [type, value]),
  );

/** `Fri 20 Nov 02:00`; the year is added when it is not `now`'s. */
export function formatInstant(iso: string, now: number, locale: Locale = {}): string {
  const p = parts(iso, locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const sameYear = p.get('year') === parts(new Date(now).toISOString(), locale, { year: 'numeric' }).get('year');
  const day = `${p.get('weekday')} ${p.get('day')} ${p.get('month')}${sameYear ? '' : ` ${p.get('year')}`}`;
  return `${day} ${p.get('hour')}:${p.get('minute')}`;
}

/** `02:00:04`, for logs and jobs of today. */
export function formatTime(iso: string, locale: Locale = {}): string {
  const p = parts(iso, locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  return `${p.get('hour')}:${p.get('minute')}:${p.get('second')}`;
}
