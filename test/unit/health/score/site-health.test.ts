import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { siteHealth } from '../../../../src/main/health/score/site-health.ts';
import { levelOf } from '../../../../src/shared/model/health.ts';
import { hoursBefore } from '../../model-samples.ts';
import { BACKUP, DRILL, perfect } from './score-samples.ts';

const AWAY = { held: false, text: "No proved copy lies away from the server's provider.", action: 'add-place' } as const;

describe('the score of a site', () => {
  it('is 100 where nothing is lacking, and nothing is to be done', () => {
    expect(siteHealth(perfect(), null)).toMatchObject({ score: 100, formula: 100, level: 'excellent', caps: [], reasons: [], steps: [] });
  });

  it('is 79 with a perfect formula and no offsite copy, and says why and what would mend it', () => {
    const health = siteHealth(perfect({ offsite: AWAY }), null);
    expect(health).toMatchObject({ score: 79, formula: 100, level: 'warning' });
    expect(health.caps).toMatchObject([
      { id: 'no-offsite-copy', at: 79, text: "No proved copy lies away from the server's provider. Without one the score is at most 79." },
    ]);
    expect(health.reasons).toMatchObject([{ id: 'no-offsite-copy', gain: 21, action: 'add-place' }]);
    expect(health.steps).toMatchObject([{ action: 'add-place', from: 79, to: 100 }]);
  });

  it.each([
    [null, 94],
    [24 * 90 + 1, 94],
    [24 * 90, 100],
  ])('with the last drill passed %s h ago is at most %d', (hours, score) => {
    const lastPassedDrill = hours === null ? null : { id: DRILL, startedAt: hoursBefore(hours) };
    expect(siteHealth(perfect({ lastPassedDrill }), null).score).toBe(score);
  });

  it('names both caps where both hold, the lower one first, and tells that one alone brings less', () => {
    const health = siteHealth(perfect({ offsite: AWAY, lastPassedDrill: null }), null);
    expect(health.caps.map(({ id }) => id)).toEqual(['no-offsite-copy', 'no-drill']);
    expect(health.reasons.map(({ id, gain }) => [id, gain])).toEqual([
      ['no-offsite-copy', 15],
      ['no-drill', 0],
    ]);
    expect(health.steps).toMatchObject([{ action: 'add-place', from: 79, to: 94 }]);
  });

  it('gives points that a cap holds down no gain', () => {
    const health = siteHealth(perfect({ offsite: AWAY, varieties: ['full'] }), null);
    expect(health.reasons.find(({ id }) => id === 'diversity')).toMatchObject({ gain: 0, action: 'add-source' });
  });

  it('puts what the site is in danger of first, whatever it brings', () => {
    const facts = perfect({ newestGoodAt: hoursBefore(80), lastPassedDrill: null });
    const [first] = siteHealth(facts, { action: 'see-problem', text: 'The last backup failed.' }).steps;
    expect(first).toMatchObject({ action: 'see-problem', text: 'The last backup failed.', from: 70 });
  });

  it('says of one verification what one brings, and as its reason what all would', () => {
    const health = siteHealth(perfect({ backups: 10, unproved: { count: 5, newestId: BACKUP } }), null);
    expect(health.reasons).toMatchObject([{ id: 'verification', gain: 12 }]);
    expect(health.steps).toMatchObject([{ action: 'verify', from: 88, to: 90 }]);
  });

  it.each([
    [100, 'excellent'],
    [95, 'excellent'],
    [94, 'good'],
    [80, 'good'],
    [79, 'warning'],
    [60, 'warning'],
    [59, 'critical'],
    [0, 'critical'],
  ])('%d is %s', (score, level) => {
    expect(levelOf(score)).toBe(level);
  });

  it('is never above a cap that holds, and no step makes it worse', () => {
    fc.assert(
      fc.property(
        fc.nat(100),
        fc.nat(40),
        fc.nat(40),
        fc.nat(9),
        fc.boolean(),
        fc.boolean(),
        (hours, backups, unproved, points, held, drilled) => {
          const health = siteHealth(
            perfect({
              newestGoodAt: hoursBefore(hours),
              backups,
              unproved: { count: Math.min(backups, unproved), newestId: BACKUP },
              recoveryPoints: points,
              offsite: held ? perfect().offsite : AWAY,
              ...(drilled ? {} : { lastPassedDrill: null }),
            }),
            null,
          );
          expect(health.score).toBeLessThanOrEqual(held ? 100 : 79);
          expect(health.score).toBeLessThanOrEqual(drilled ? 100 : 94);
          expect(health.score).toBeLessThanOrEqual(health.formula);
          for (const { from, to } of health.steps) expect(to).toBeGreaterThan(from);
          for (const { gain } of health.reasons) expect(gain).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});
