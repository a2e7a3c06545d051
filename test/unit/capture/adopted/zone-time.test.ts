import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isZone, momentsOf, wallTimeAt } from '../../../../src/main/capture/adopted/zone-time.ts';

const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
  'Pacific/Apia',
  '+05:30',
);
const seconds = fc.integer({ min: Date.UTC(2000, 0) / 1000, max: Date.UTC(2040, 0) / 1000 });

it('every moment is among those at which clocks show its time, in any zone', () => {
  fc.assert(
    fc.property(zones, seconds, (zone, second) => {
      expect(momentsOf(wallTimeAt(second * 1000, zone), zone)).toContain(second * 1000);
    }),
  );
});

it('whatever a clock may show is at least one moment, earliest first, within a day of the same time in UTC', () => {
  fc.assert(
    fc.property(zones, seconds, (zone, second) => {
      const wall = wallTimeAt(second * 1000, 'UTC');
      const moments = momentsOf(wall, zone) ?? [];
      expect(moments.length).toBeGreaterThan(0);
      expect(moments).toEqual([...moments].toSorted((a, b) => a - b));
      for (const ms of moments) expect(Math.abs(ms - second * 1000)).toBeLessThanOrEqual(24 * 3600 * 1000);
    }),
  );
});

it('knows zones by name and by offset, and no others', () => {
  expect(['Europe/Berlin', 'UTC', '+02:00', 'Mars/Olympus', '', '/etc/localtime'].map(isZone)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});
