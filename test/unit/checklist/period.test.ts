import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChecklistPeriod, DEFAULT_CHECKLIST_SETTINGS } from '../../../src/shared/model/checklist.ts';
import {
  dueAt,
  labelOf,
  listOf,
  overdueAt,
  periodAfter,
  periodAt,
  periodBefore,
  periodsUpTo,
  startOf,
} from '../../../src/shared/model/checklist-period.ts';

const BERLIN = 'Europe/Berlin';
const at = (iso: string): number => Date.parse(iso);
const iso = (ms: number): string => new Date(ms).toISOString();

test.each([
  // ISO 8601: the week of the year's first Thursday is week 1.
  ['2026-12-31T12:00:00Z', '2026-W53'],
  ['2027-01-03T12:00:00Z', '2026-W53'],
  ['2027-01-04T12:00:00Z', '2027-W01'],
  ['2024-12-30T12:00:00Z', '2025-W01'],
  ['2023-01-01T12:00:00Z', '2022-W52'],
  ['2026-11-20T12:00:00Z', '2026-W47'],
])('counts %s to week %s at the end of a year', (moment, week) => {
  expect(periodAt('weekly', at(moment), 'UTC')).toBe(week);
});

test('counts weeks, months and quarters by the clocks of the zone', () => {
  const sundayNight = at('2026-11-22T23:30:00Z');
  expect(periodAt('weekly', sundayNight, 'UTC')).toBe('2026-W47');
  expect(periodAt('weekly', sundayNight, BERLIN)).toBe('2026-W48');
  expect(periodAt('weekly', at('2026-11-23T04:00:00Z'), 'America/New_York')).toBe('2026-W47');
  expect(periodAt('monthly', at('2026-12-31T23:30:00Z'), BERLIN)).toBe('2027-01');
  expect(periodAt('quarterly', at('2026-12-31T23:30:00Z'), 'Pacific/Kiritimati')).toBe('2027-Q1');
});

test('is due at the same hour on the wall on both sides of a change of the clocks', () => {
  const sunday = { ...DEFAULT_CHECKLIST_SETTINGS, weekday: 0, at: '09:00' };
  expect(iso(dueAt('2026-W12', sunday, BERLIN))).toBe('2026-03-22T08:00:00.000Z');
  // The clocks go forward in this very night.
  expect(iso(dueAt('2026-W13', sunday, BERLIN))).toBe('2026-03-29T07:00:00.000Z');
  expect(iso(dueAt('2026-W43', sunday, BERLIN))).toBe('2026-10-25T08:00:00.000Z');
  // 02:30 does not exist then; 02:30 of the autumn comes twice, and the first counts.
  expect(iso(dueAt('2026-W13', { ...sunday, at: '02:30' }, BERLIN))).toBe('2026-03-29T01:30:00.000Z');
  expect(iso(dueAt('2026-W43', { ...sunday, at: '02:30' }, BERLIN))).toBe('2026-10-25T00:30:00.000Z');
});

test('reminds on Friday at nine and becomes a finding on Monday', () => {
  expect(iso(dueAt('2026-W47', DEFAULT_CHECKLIST_SETTINGS, BERLIN))).toBe('2026-11-20T08:00:00.000Z');
  expect(iso(overdueAt('2026-W47', DEFAULT_CHECKLIST_SETTINGS, BERLIN))).toBe('2026-11-23T08:00:00.000Z');
  expect(iso(dueAt('2026-Q4', { ...DEFAULT_CHECKLIST_SETTINGS, dayOfMonth: 5 }, BERLIN))).toBe('2026-10-05T07:00:00.000Z');
});

test('names periods, and the year of a week where it is another one', () => {
  expect(labelOf('2026-W47', 2026)).toBe('week 47');
  expect(labelOf('2026-W53', 2027)).toBe('week 53, 2026');
  expect(labelOf('2026-11', 2026)).toBe('November 2026');
  expect(labelOf('2026-Q4', 2026)).toBe('4th quarter 2026');
  expect(periodsUpTo('2027-W02', 4)).toEqual(['2026-W52', '2026-W53', '2027-W01', '2027-W02']);
});

test('leaves out no moment: each lies in one period, and its neighbours touch it', () => {
  const zones = [BERLIN, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia', 'America/Sao_Paulo', 'UTC'];
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2012-01-02'), max: new Date('2040-01-01'), noInvalidDate: true }),
      fc.constantFrom(...zones),
      fc.constantFrom('weekly', 'monthly', 'quarterly'),
      (date, zone, list) => {
        const ms = date.getTime();
        const period = periodAt(list, ms, zone);
        expect(ChecklistPeriod.safeParse(period).success).toBe(true);
        expect(listOf(period)).toBe(list);
        expect(startOf(period, zone)).toBeLessThanOrEqual(ms);
        expect(startOf(periodAfter(period), zone)).toBeGreaterThan(ms);
        expect(periodAt(list, startOf(period, zone), zone)).toBe(period);
        expect(periodBefore(periodAfter(period))).toBe(period);
        expect(period < periodAfter(period)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
