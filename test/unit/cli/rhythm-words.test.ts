import { describe, expect, it } from 'vitest';
import { describeRhythm, rhythmOf } from '../../../src/main/cli/rhythm-words.ts';

describe('rhythms at the terminal', () => {
  it.each([
    ['daily@02:00', { kind: 'daily', at: '02:00' }, 'every day at 02:00'],
    ['Daily@2:05', { kind: 'daily', at: '02:05' }, 'every day at 02:05'],
    ['weekly@sunday@03:00', { kind: 'weekly', weekday: 0, at: '03:00' }, 'every sun at 03:00'],
    ['monthly@28@23:59', { kind: 'monthly', day: 28, at: '23:59' }, 'on day 28 of the month at 23:59'],
    [
      'hourly@8-18@fri-mon',
      { kind: 'hourly', minute: 0, from: 8, until: 18, weekdays: [5, 6, 0, 1] },
      'every hour from 8 to 18, fri sat sun mon',
    ],
    [
      'hourly',
      { kind: 'hourly', minute: 0, from: 0, until: 23, weekdays: [0, 1, 2, 3, 4, 5, 6] },
      'every hour from 0 to 23, sun mon tue wed thu fri sat',
    ],
  ])('%s is understood, and said in words', (word, rhythm, words) => {
    expect(rhythmOf(word, 'database')).toEqual(rhythm);
    expect(describeRhythm(rhythmOf(word, 'database'))).toBe(words);
  });

  it.each([
    '',
    'daily',
    'daily@24:00',
    'daily@2',
    'weekly@02:00',
    'weekly@xyz@02:00',
    'monthly@29@02:00',
    'monthly@0@02:00',
    'hourly@8-24',
    'hourly@8',
    'yearly',
    'daily@02:00@x',
    'weekly@su@02:00',
  ])('%s is refused, with what is understood', (word) => {
    expect(() => rhythmOf(word, 'media')).toThrow(/--media: .*weekly@sun@03:00/);
  });
});
