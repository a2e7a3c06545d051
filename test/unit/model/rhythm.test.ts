import { describe, expect, it } from 'vitest';
import { cronExpression, periodMs, type Rhythm, WORKING_DAYS } from '../../../src/shared/model/rhythm.ts';

const HOUR = 3_600_000;

const businessHours: Rhythm = { kind: 'hourly', minute: 0, from: 9, until: 18, weekdays: [...WORKING_DAYS] };

describe('rhythm', () => {
  it.each<[Rhythm, string]>([
    [{ kind: 'daily', at: '03:00' }, '0 3 * * *'],
    [{ kind: 'weekly', weekday: 0, at: '04:05' }, '5 4 * * 0'],
    [{ kind: 'monthly', day: 28, at: '23:59' }, '59 23 28 * *'],
    [businessHours, '0 9-18 * * 1,2,3,4,5'],
    [{ ...businessHours, from: 0, until: 23, weekdays: [6, 5, 4, 3, 2, 1, 0] }, '0 * * * *'],
    [{ ...businessHours, from: 22, until: 2, weekdays: [6, 0] }, '0 0-2,22-23 * * 0,6'],
  ])('says %j as cron does', (rhythm, expression) => {
    expect(cronExpression(rhythm)).toBe(expression);
  });

  it.each<[Rhythm, number]>([
    [{ kind: 'daily', at: '03:00' }, 24],
    [{ kind: 'weekly', weekday: 0, at: '04:00' }, 7 * 24],
    [{ kind: 'monthly', day: 1, at: '04:00' }, 31 * 24],
    // From Friday 18:00 to Monday 09:00.
    [businessHours, 63],
    [{ ...businessHours, from: 0, until: 23, weekdays: [0, 1, 2, 3, 4, 5, 6] }, 1],
  ])('knows the longest planned pause of %j', (rhythm, hours) => {
    expect(periodMs(rhythm)).toBe(hours * HOUR);
  });
});
