import { describe, expect, it } from 'vitest';
import { daysIn } from '../../../../src/main/app/find/days.ts';
import { wordsOf } from '../../../../src/shared/search/match.ts';

/** Friday, in the zone of this computer as everything in here. */
const NOW = new Date(2026, 10, 20, 9, 41).getTime();
const day = (year: number, month: number, date: number) => new Date(year, month - 1, date).toISOString();
const found = (text: string) => daysIn(wordsOf(text), NOW);

describe('the days somebody means', () => {
  it.each([
    ['today', day(2026, 11, 20), day(2026, 11, 21)],
    ['yesterday', day(2026, 11, 19), day(2026, 11, 20)],
    ['friday', day(2026, 11, 20), day(2026, 11, 21)],
    ['saturday', day(2026, 11, 14), day(2026, 11, 15)],
    ['18 nov', day(2026, 11, 18), day(2026, 11, 19)],
    ['Nov 18', day(2026, 11, 18), day(2026, 11, 19)],
    ['18 november 2025', day(2025, 11, 18), day(2025, 11, 19)],
    ['18.11.', day(2026, 11, 18), day(2026, 11, 19)],
    ['18.11.2025', day(2025, 11, 18), day(2025, 11, 19)],
    ['2026-11-18', day(2026, 11, 18), day(2026, 11, 19)],
    ['2026-02', day(2026, 2, 1), day(2026, 3, 1)],
    ['october', day(2026, 10, 1), day(2026, 11, 1)],
    ['december', day(2025, 12, 1), day(2026, 1, 1)],
    ['24 dec', day(2025, 12, 24), day(2025, 12, 25)],
  ])('reads %s', (text, from, until) => {
    expect(found(text)).toEqual({ from, until, rest: [] });
  });

  it('leaves the other words to be searched, and drops a weekday that only repeats the day', () => {
    expect(found('aurora fri 20 nov before')?.rest).toEqual(['aurora', 'before']);
  });

  it.each(['mar', 'sun', 'may', 'nov', '31 feb', '2026-13', '40.11.', 'aurora-market', '20'])('takes %s for words', (text) => {
    expect(found(text)).toBeNull();
  });
});
