import { describe, expect, it } from 'vitest';
import { simulateRetention } from '../../../src/main/retention/simulate-retention.ts';
import { effectiveRetention } from '../../../src/shared/model/effective-retention.ts';
import { PlaceId, SiteId } from '../../../src/shared/model/ids.ts';
import { DEFAULT_RETENTION } from '../../../src/shared/model/retention.ts';
import { copyAt, idOf, policyOf, SITE, SPATIE } from './retention-samples.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const HOUR = 3_600_000;
const placeId = PlaceId.parse('22222222-2222-4222-8222-222222222222');
const every = (hours: number, count: number) =>
  Array.from({ length: count }, (_, index) => copyAt(count - index, new Date(NOW - (index * hours + 10) * HOUR).toISOString()));
const simulate = (copies: readonly ReturnType<typeof copyAt>[], days: number, policy = policyOf({ generations: SPATIE })) =>
  simulateRetention({ policy, copies, now: NOW, zone: 'UTC', placeId, days });

describe('a simulation', () => {
  it.each([30, 90, 365])('has a point for today and for each of %i days', (days) => {
    const { points } = simulate(every(24, 40), days);
    expect([points.length, points[0]?.day, points[1]?.day]).toEqual([days + 1, '2026-11-21', '2026-11-22']);
  });

  it('lets backups come as often and as large as lately, and settles where the policy holds them', () => {
    const { points, assuming, left } = simulate(every(24, 40), 365);
    expect(assuming).toBe('28 backups with 2.80\u00a0kB come every 28 days, as in the last 28 days.');
    // 8 days, 16 days, 9 weeks, 5 months and the year before: what the policy keeps of a daily rhythm.
    expect(points.at(-1)?.kept).toBeGreaterThanOrEqual(36);
    expect(points.at(-1)?.kept).toBeLessThanOrEqual(40);
    expect(points.at(-1)?.bytes).toBe((points.at(-1)?.kept ?? 0) * 100);
    expect(left[0]).toEqual({ at: '2027-11-21T02:00:00.000Z', simulated: true });
    expect(left).toHaveLength(points.at(-1)?.kept ?? 0);
  });

  it('adds up: what was there and what came is what is left and what went', () => {
    const { points } = simulate(every(24, 40), 90);
    expect((points.at(-1)?.kept ?? 0) + points.reduce((sum, { deleted }) => sum + deleted, 0)).toBe(40 + 90);
  });

  it('reads the rhythm where older backups were thinned out already', () => {
    const thinned = [
      ...every(6, 28),
      ...Array.from({ length: 20 }, (_, day) => copyAt(100 + day, new Date(NOW - (day + 8) * 24 * HOUR).toISOString())),
    ];
    expect(simulate(thinned, 30).assuming).toMatch(/^2[78] backups .* every 7 days/);
  });

  it('reads the rhythm of a site that is three days old', () => {
    expect(
      simulate(every(24, 3), 30)
        .points.map(({ kept }) => kept)
        .slice(0, 4),
    ).toEqual([3, 4, 5, 6]);
  });

  it('keeps the hour of a backup when clocks change', () => {
    const { left } = simulateRetention({
      policy: policyOf({ maxAgeDays: { full: 999 }, zone: 'Europe/Berlin' }),
      copies: every(24, 40),
      now: NOW,
      zone: 'UTC',
      placeId,
      days: 150,
    });
    // 03:00 in Berlin: an hour earlier in UTC since 28 March.
    expect(left[0]).toEqual({ at: '2027-04-20T01:00:00.000Z', simulated: true });
  });

  it('keeps chains together, and lets the oldest go when their last incremental is past', () => {
    const copies = Array.from({ length: 28 }, (_, index) =>
      copyAt(index + 1, new Date(NOW - (27 - index) * 24 * HOUR - 10 * HOUR).toISOString(), {
        kind: index % 7 === 0 ? 'full' : 'incremental',
        holds: ['media files'],
        needs: index % 7 === 0 ? [] : [idOf(index - (index % 7) + 1)],
      }),
    );
    const { points } = simulate(copies, 60, policyOf({ maxAgeDays: { full: 10, incremental: 10 } }));
    expect(Math.max(...points.slice(1).map(({ kept }) => kept))).toBeLessThanOrEqual(12);
    expect(Math.min(...points.slice(1).map(({ kept }) => kept))).toBeGreaterThanOrEqual(11);
  });

  it('assumes nothing new where no rhythm can be told', () => {
    expect(simulate([copyAt(1, '2026-11-20T02:00:00Z')], 30)).toMatchObject({
      assuming: 'No new backups: fewer than two tell no rhythm.',
      left: [{ simulated: false }],
    });
  });
});

describe('whose policy holds', () => {
  it('is the most exact one', () => {
    const other = SiteId.parse('33333333-3333-4333-8333-333333333333');
    const elsewhere = PlaceId.parse('44444444-4444-4444-8444-444444444444');
    const set = (siteId: SiteId | null, place: PlaceId | null, keepNewest: number) => ({
      scope: { siteId, placeId: place },
      policy: policyOf({ keepNewest }),
    });
    const policies = [set(null, null, 1), set(null, placeId, 2), set(SITE, null, 3), set(SITE, placeId, 4)];
    const held = (siteId: SiteId | null, place: PlaceId | null) => effectiveRetention(policies, siteId, place);
    expect(
      [held(SITE, placeId), held(SITE, elsewhere), held(other, placeId), held(other, elsewhere), held(null, null)].map(
        ({ policy }) => policy.keepNewest,
      ),
    ).toEqual([4, 3, 2, 1, 1]);
    expect(held(other, placeId).setFor).toEqual({ siteId: null, placeId });
    expect(effectiveRetention([], SITE, placeId)).toEqual({ policy: DEFAULT_RETENTION, setFor: null });
  });
});
