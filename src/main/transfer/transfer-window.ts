import type { TransferSettings } from '../../shared/model/policy.ts';

type Window = TransferSettings['window'];

const MINUTE_MS = 60_000;
/** A day that loses the opening to summer time is followed by one that has it. */
const SEARCHED_MINUTES = 49 * 60;

/**
 * Whether copies may be moved at `now` (milliseconds since the epoch) by the clocks of `zone`. The end does not belong to the window; one whose ends
 * are equal is the whole day. Pure.
 */
export function isWithinWindow(window: Window, now: number, zone: string): boolean {
  if (window === null || window.from === window.until) return true;
  const time = localTime(now, zone);
  const { from, until } = window;
  return from < until ? from <= time && time < until : from <= time || time < until;
}

/** When the window opens next, at or after `now`, to the minute: what summer time skips or repeats is taken as the clocks on the wall show it. Pure. */
export function nextOpening(window: Window, now: number, zone: string): number {
  if (isWithinWindow(window, now, zone)) return now;
  const firstMinute = Math.ceil(now / MINUTE_MS) * MINUTE_MS;
  for (let minute = 0; minute < SEARCHED_MINUTES; minute += 1) {
    const at = firstMinute + minute * MINUTE_MS;
    if (isWithinWindow(window, at, zone)) return at;
  }
  return firstMinute + SEARCHED_MINUTES * MINUTE_MS;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** `HH:MM` on the wall, which compares as text. */
export function localTime(now: number, zone: string): string {
  const known = formats.get(zone);
  const format = known ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  if (known === undefined) formats.set(zone, format);
  return format.format(now);
}
