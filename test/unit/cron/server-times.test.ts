import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runBefore, runsAfter } from '../../../src/main/cron/server-times.ts';
import type { ServerZone } from '../../../src/shared/model/cron.ts';
import { periodMs, type Rhythm } from '../../../src/shared/model/rhythm.ts';

const BERLIN: ServerZone = { name: 'Europe/Berlin', offsetMinutes: 60 };
const at = (text: string): number => Date.parse(text);
const runs = (rhythm: Rhythm, zone: ServerZone, from: string, count: number): readonly string[] =>
  runsAfter(rhythm, zone, at(from), count).map((moment) => new Date(moment).toISOString());

describe('the times of a cron line', () => {
  it('are those of the server, in summer and in winter', () => {
    const rhythm: Rhythm = { kind: 'daily', at: '02:00' };
    expect(runs(rhythm, BERLIN, '2026-07-01T00:00:00Z', 1)).toEqual(['2026-07-02T00:00:00.000Z']);
    expect(runs(rhythm, BERLIN, '2026-12-01T00:00:00Z', 1)).toEqual(['2026-12-01T01:00:00.000Z']);
  });

  it('fall on the moment the clock goes on where it leaves their hour out, and once where it has it twice', () => {
    const rhythm: Rhythm = { kind: 'daily', at: '02:30' };
    expect(runs(rhythm, BERLIN, '2027-03-27T12:00:00Z', 2)).toEqual(['2027-03-28T01:30:00.000Z', '2027-03-29T00:30:00.000Z']);
    expect(runs(rhythm, BERLIN, '2026-10-24T12:00:00Z', 2)).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z']);
  });

  it('follow the offset where the zone has no name that is known', () => {
    const zone: ServerZone = { name: 'XYZ-5:30', offsetMinutes: 330 };
    expect(runs({ kind: 'weekly', weekday: 0, at: '02:00' }, zone, '2026-11-26T00:00:00Z', 1)).toEqual(['2026-11-28T20:30:00.000Z']);
  });

  it('keep to the hours and days of an hourly one, also over midnight', () => {
    const office: Rhythm = { kind: 'hourly', minute: 0, from: 17, until: 18, weekdays: [5, 1] };
    const utc: ServerZone = { name: 'UTC', offsetMinutes: 0 };
    expect(runs(office, utc, '2026-11-26T12:00:00Z', 3)).toEqual([
      '2026-11-27T17:00:00.000Z',
      '2026-11-27T18:00:00.000Z',
      '2026-11-30T17:00:00.000Z',
    ]);
    const night: Rhythm = { kind: 'hourly', minute: 30, from: 23, until: 0, weekdays: [0, 1, 2, 3, 4, 5, 6] };
    expect(runs(night, utc, '2026-11-26T12:00:00Z', 2)).toEqual(['2026-11-26T23:30:00.000Z', '2026-11-27T00:30:00.000Z']);
  });

  it('come one after the other, none further away than its period and an hour of a changed clock', () => {
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
    const rhythm: fc.Arbitrary<Rhythm> = fc.oneof(
      time.map((word): Rhythm => ({ kind: 'daily', at: word })),
      fc.tuple(fc.integer({ min: 0, max: 6 }), time).map(([weekday, word]): Rhythm => ({ kind: 'weekly', weekday, at: word })),
      fc.tuple(fc.integer({ min: 1, max: 28 }), time).map(([day, word]): Rhythm => ({ kind: 'monthly', day, at: word })),
      fc
        .tuple(
          fc.integer({ min: 0, max: 23 }),
          fc.integer({ min: 0, max: 23 }),
          fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
        )
        .map(([from, until, weekdays]): Rhythm => ({ kind: 'hourly', minute: 5, from, until, weekdays })),
    );
    const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC', '');
    const moment = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2028-01-01T00:00:00Z') });
    fc.assert(
      fc.property(rhythm, zone, moment, (each, name, from) => {
        const found = runsAfter(each, { name, offsetMinutes: 0 }, from, 4);
        expect(found).toHaveLength(4);
        expect([from, ...found]).toEqual([from, ...found].toSorted((a, b) => a - b));
        const [first = 0] = found;
        expect(first - runBefore(each, { name, offsetMinutes: 0 }, from)).toBeLessThanOrEqual(periodMs(each) + 3_600_000);
        expect(runBefore(each, { name, offsetMinutes: 0 }, first)).toBe(first);
      }),
      { numRuns: 150 },
    );
  });
});
