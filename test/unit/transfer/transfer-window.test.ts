import { describe, expect, it } from 'vitest';
import { isWithinWindow, nextOpening } from '../../../src/main/transfer/transfer-window.ts';

const at = (text: string): number => Date.parse(text);
const BERLIN = 'Europe/Berlin';
const night = { from: '22:00', until: '06:00' };
const day = { from: '09:00', until: '17:30' };

describe('the hours for copies', () => {
  it('are always without a window, and with one whose ends are equal', () => {
    expect(isWithinWindow(null, 0, 'UTC')).toBe(true);
    expect(isWithinWindow({ from: '08:00', until: '08:00' }, at('2026-03-01T03:00:00Z'), 'UTC')).toBe(true);
  });

  it('begin with their first minute and end before their last', () => {
    const open = (time: string) => isWithinWindow(day, at(`2026-03-01T${time}Z`), 'UTC');
    expect([open('08:59:59.999'), open('09:00:00'), open('17:29:59'), open('17:30:00')]).toEqual([false, true, true, false]);
  });

  it('may cross midnight', () => {
    const open = (time: string) => isWithinWindow(night, at(`2026-03-01T${time}Z`), 'UTC');
    expect([open('21:59:59'), open('22:00:00'), open('00:00:00'), open('05:59:59'), open('06:00:00')]).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it('are those on the wall of the zone, in summer and in winter', () => {
    expect(isWithinWindow(night, at('2026-01-10T21:00:00Z'), BERLIN)).toBe(true);
    expect(isWithinWindow(night, at('2026-01-10T20:59:00Z'), BERLIN)).toBe(false);
    expect(isWithinWindow(night, at('2026-07-10T20:00:00Z'), BERLIN)).toBe(true);
    expect(isWithinWindow(night, at('2026-07-10T04:00:00Z'), BERLIN)).toBe(false);
  });

  it('open next at their first minute, today or tomorrow', () => {
    expect(nextOpening(night, at('2026-03-01T12:34:56Z'), 'UTC')).toBe(at('2026-03-01T22:00:00Z'));
    expect(nextOpening(day, at('2026-03-01T17:30:00Z'), 'UTC')).toBe(at('2026-03-02T09:00:00Z'));
    const now = at('2026-03-01T10:00:00.5Z');
    expect(nextOpening(day, now, 'UTC')).toBe(now);
  });

  it('open an hour earlier or later when summer time begins or ends in between', () => {
    expect(nextOpening(day, at('2026-03-28T20:00:00Z'), BERLIN)).toBe(at('2026-03-29T07:00:00Z'));
    expect(nextOpening(day, at('2026-10-24T20:00:00Z'), BERLIN)).toBe(at('2026-10-25T08:00:00Z'));
  });

  it('that begin in the hour summer time skips open when the clocks show what is left of them, else the day after', () => {
    expect(nextOpening({ from: '02:30', until: '04:00' }, at('2026-03-29T00:00:00Z'), BERLIN)).toBe(at('2026-03-29T01:00:00Z'));
    expect(nextOpening({ from: '02:15', until: '02:45' }, at('2026-03-29T00:30:00Z'), BERLIN)).toBe(at('2026-03-30T00:15:00Z'));
  });

  it('that lie in the hour winter time repeats are open twice', () => {
    const open = (time: string) => isWithinWindow({ from: '02:00', until: '03:00' }, at(`2026-10-25T${time}Z`), BERLIN);
    expect([open('00:30:00'), open('01:30:00'), open('02:30:00')]).toEqual([true, true, false]);
  });
});
