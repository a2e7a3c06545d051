import { describe, expect, it } from 'vitest';
import type { ClockState } from '../../../src/main/catalog/settings.ts';
import { createClockWatch } from '../../../src/main/app/clock-watch.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const START = Date.parse('2026-11-21T12:00:00Z');

function watched(lastSeen: number | null = START) {
  let now = START;
  const at = lastSeen === null ? null : new Date(lastSeen).toISOString();
  let state: ClockState | null = at === null ? null : { trustedAt: at, doubtedSince: null, doubtedAt: null };
  const start = () => createClockWatch({ now: () => now }, { get: () => state, put: (next) => void (state = next) });
  let watch = start();
  /** What each of so many rounds, a minute apart, was told. */
  const rounds = (count: number): readonly boolean[] =>
    Array.from({ length: count }, () => {
      now += MINUTE;
      return watch.isTrusted();
    });
  const jump = (days: number): void => void (now += days * DAY);
  const restart = (): void => void (watch = start());
  return { rounds, jump, restart };
}

describe('the time, for what cannot be taken back', () => {
  it('is trusted while it runs on, and not while it is weeks ahead for a minute', () => {
    const { rounds, jump } = watched();
    expect(rounds(3)).toEqual([true, true, true]);
    jump(8);
    expect(rounds(2)).toEqual([false, false]);
    jump(-8);
    expect(rounds(1)).toEqual([true]);
    jump(30);
    expect(rounds(9)).toEqual(Array.from({ length: 9 }, () => false));
  });

  it('is trusted again when it stays where it is, as after weeks in which the computer was off', () => {
    const { rounds } = watched(START - 21 * DAY);
    expect(rounds(11)).toEqual([...Array.from({ length: 9 }, () => false), true, true]);
  });

  it('begins to be counted anew with each jump, and is in doubt at first where nothing is known', () => {
    const { rounds, jump } = watched(null);
    expect(rounds(9)).not.toContain(true);
    jump(30);
    expect(rounds(9)).not.toContain(true);
    expect(rounds(1)).toEqual([true]);
  });

  it('is trusted when it goes back, which makes nothing due', () => {
    const { rounds, jump } = watched();
    jump(-400);
    expect(rounds(1)).toEqual([true]);
  });

  it('is trusted again at once when it begins far back at each start, until the network puts it right', () => {
    const { rounds, jump, restart } = watched();
    for (let start = 0; start < 3; start += 1) {
      jump(-2000);
      restart();
      expect(rounds(15)).not.toContain(false);
      jump(2000);
      expect(rounds(3)).toEqual([true, true, true]);
    }
    // What it went back from is still what a leap is measured from.
    jump(8);
    expect(rounds(2)).toEqual([false, false]);
  });

  it('is measured from where it went back to, when it has stayed there for a day', () => {
    const { rounds, jump } = watched(START + 365 * DAY);
    expect(rounds(1)).toEqual([true]);
    jump(1);
    expect(rounds(2)).toEqual([true, true]);
    jump(8);
    expect(rounds(2)).toEqual([false, false]);
  });

  it('is not trusted a year ahead because Holdfast started there once more, and is the moment it is put right', () => {
    const { rounds, jump, restart } = watched();
    expect(rounds(3)).toEqual([true, true, true]);
    jump(365);
    expect(rounds(60)).not.toContain(true);
    restart();
    expect(rounds(60)).not.toContain(true);
    jump(-365);
    restart();
    expect(rounds(1)).toEqual([true]);
  });

  it('is trusted after months in a drawer when it has run on for a day, however often Holdfast was started meanwhile', () => {
    const { rounds, jump, restart } = watched(START - 120 * DAY);
    expect(rounds(30)).not.toContain(true);
    jump(0.5);
    restart();
    expect(rounds(30)).not.toContain(true);
    jump(0.5);
    restart();
    expect(rounds(1)).toEqual([true]);
  });

  it('is measured from what was seen first, where nothing was trusted yet', () => {
    const { rounds, jump, restart } = watched(null);
    expect(rounds(1)).toEqual([false]);
    jump(5);
    restart();
    expect(rounds(10)).toEqual([...Array.from({ length: 9 }, () => false), true]);
  });

  it('is trusted by commands a week apart, none of which looks ten times', () => {
    const { rounds, jump, restart } = watched();
    jump(7);
    expect(rounds(1)).toEqual([false]);
    restart();
    jump(7);
    expect(rounds(1)).toEqual([true]);
  });
});
