import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diskForecast } from '../../../src/main/health/disk-forecast.ts';
import type { DiskReading } from '../../../src/shared/model/disk.ts';
import { NOON } from '../model-samples.ts';

const DAY = 24 * 3_600_000;
const GB = 1_000_000_000;
const now = Date.parse(NOON);

/** One reading a day, the last one now. */
function daily(used: readonly number[], totalBytes: number | null = 100 * GB): DiskReading[] {
  return used.map((usedBytes, index) => ({ at: new Date(now - (used.length - 1 - index) * DAY).toISOString(), usedBytes, totalBytes }));
}

describe('the forecast of a disk', () => {
  it('is not known below seven readings', () => {
    expect(diskForecast([], now)).toEqual({ state: 'not-known', readings: 0 });
    expect(diskForecast(daily([1, 2, 3, 4, 5, 6].map((n) => n * GB)), now)).toEqual({ state: 'not-known', readings: 6 });
  });

  it('says when it is full: 60 of 100 GB and one GB a day are 40 days', () => {
    const readings = daily(Array.from({ length: 30 }, (_, day) => (31 + day) * GB));
    expect(diskForecast(readings, now)).toEqual({ state: 'grows', bytesPerDay: GB, fullInDays: 40 });
  });

  it('is not moved by one wrong reading or one clean-up', () => {
    const used = Array.from({ length: 30 }, (_, day) => (31 + day) * GB);
    used[12] = 99 * GB;
    used[20] = 0;
    expect(diskForecast(daily(used), now)).toMatchObject({ state: 'grows', bytesPerDay: GB });
  });

  it('says that a disk does not grow, also while it empties', () => {
    expect(diskForecast(daily(Array.from({ length: 10 }, () => 5 * GB)), now)).toEqual({ state: 'steady' });
    expect(diskForecast(daily(Array.from({ length: 10 }, (_, day) => (50 - day) * GB)), now)).toEqual({ state: 'steady' });
  });

  it('knows no end where there is none', () => {
    expect(
      diskForecast(
        daily(
          [1, 2, 3, 4, 5, 6, 7].map((n) => n * GB),
          null,
        ),
        now,
      ),
    ).toEqual({ state: 'grows', bytesPerDay: GB, fullInDays: null });
  });

  it('leaves out what is older than 30 days', () => {
    const old = daily(Array.from({ length: 20 }, (_, day) => (31 + day) * GB)).map((reading) => ({
      ...reading,
      at: new Date(Date.parse(reading.at) - 40 * DAY).toISOString(),
    }));
    expect(diskForecast(old, now)).toEqual({ state: 'not-known', readings: 0 });
  });

  it('takes the days since the last reading off, and never says less than none', () => {
    const readings = daily(Array.from({ length: 10 }, (_, day) => (81 + 2 * day) * GB));
    expect(diskForecast(readings, now + 12 * 3_600_000)).toEqual({ state: 'grows', bytesPerDay: 2 * GB, fullInDays: 0 });
    fc.assert(
      fc.property(fc.array(fc.nat(100), { minLength: 7, maxLength: 30 }), (used) => {
        const forecast = diskForecast(daily(used.map((n) => n * GB)), now);
        expect(forecast.state === 'grows' ? forecast.fullInDays : 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
