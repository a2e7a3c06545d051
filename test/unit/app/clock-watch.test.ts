import { describe, expect, it } from 'vitest';
import { createClockWatch } from '../../../src/main/app/clock-watch.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const START = Date.parse('2026-11-21T12:00:00Z');

function watched(lastSeen: number | null = START) {
  let now = START;
  const watch = createClockWatch({ now: () => now }, lastSeen);
  /** What each of so many rounds, a minute apart, was told. */
  const rounds = (count: number): readonly boolean[] =>
    Array.from({ length: count }, () => {
      now += MINUTE;
      return watch.isTrusted();
    });
  const jump = (days: number): void => void (now += days * DAY);
  return { rounds, jump };
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
    jump(400);
    expect(rounds(9)).not.toContain(true);
    expect(rounds(1)).toEqual([true]);
  });

  it('is trusted when it goes back, which makes nothing due', () => {
    const { rounds, jump } = watched();
    jump(-400);
    expect(rounds(1)).toEqual([true]);
  });
});
