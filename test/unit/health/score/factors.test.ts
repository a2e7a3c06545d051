import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factorsOf } from '../../../../src/main/health/score/factors.ts';
import type { ScoreFacts } from '../../../../src/main/health/score/score-facts.ts';
import { FACTOR_POINTS, type HealthFactorId } from '../../../../src/shared/model/health.ts';
import { hoursBefore } from '../../model-samples.ts';
import { BACKUP, JOB, perfect } from './score-samples.ts';

function points(id: HealthFactorId, changes: Partial<ScoreFacts>): number | undefined {
  return factorsOf(perfect(changes)).find((factor) => factor.id === id)?.points;
}

describe('the six parts of the score', () => {
  it('make 100 points, as the formula says: 30, 25, 10, 10, 5 and 20', () => {
    expect(FACTOR_POINTS).toEqual({ age: 30, verification: 25, diversity: 10, retention: 10, compression: 5, errors: 20 });
    expect(factorsOf(perfect()).map(({ id, points: got, of }) => [id, got, of])).toEqual([
      ['age', 30, 30],
      ['verification', 25, 25],
      ['diversity', 10, 10],
      ['retention', 10, 10],
      ['compression', 5, 5],
      ['errors', 20, 20],
    ]);
  });

  it.each([
    [0, 30],
    [24, 30],
    [25, 29],
    [36, 23],
    [48, 15],
    [60, 8],
    [71.5, 0],
    [72, 0],
    [1000, 0],
  ])('gives a newest good backup of %d h %d points of 30', (hours, expected) => {
    expect(points('age', { newestGoodAt: hoursBefore(hours) })).toBe(expected);
  });

  it('gives no points for an age that is not known: no good backup, or one from the future', () => {
    expect(points('age', { newestGoodAt: null })).toBe(0);
    expect(points('age', { newestGoodAt: hoursBefore(-1) })).toBe(0);
    expect(points('age', { newestGoodAt: hoursBefore(-0.05) })).toBe(30);
  });

  it.each([
    [30, 0, 25],
    [30, 1, 24],
    [30, 15, 13],
    [30, 29, 1],
    [30, 30, 0],
    [1000, 999, 1],
    [1000, 1, 24],
    [1, 0, 25],
    [0, 0, 0],
  ])('of %d backups with %d not proved, verification gives %d points of 25', (backups, count, expected) => {
    expect(points('verification', { backups, unproved: { count, newestId: count === 0 ? null : BACKUP } })).toBe(expected);
  });

  it.each([
    [[], 0],
    [['full'], 5],
    [['full', 'structure'], 10],
    [['full', 'media', 'config'], 10],
  ])('kinds of backups %j give %d points of 10', (varieties, expected) => {
    expect(points('diversity', { varieties })).toBe(expected);
  });

  it.each([
    [0, 0],
    [1, 1],
    [3, 4],
    [6, 9],
    [7, 10],
  ])('%d recovery points give %d points of 10', (recoveryPoints, expected) => {
    expect(points('retention', { recoveryPoints })).toBe(expected);
  });

  it.each([
    [10, 0, 5],
    [10, 1, 4],
    [10, 5, 3],
    [10, 10, 0],
    [0, 0, 5],
  ])('of %d dumps with %d not compressed, compression gives %d points of 5', (count, plain, expected) => {
    expect(points('compression', { dumps: { count, plain, plainId: plain === 0 ? null : BACKUP } })).toBe(expected);
  });

  it.each([
    [[7, 0], [21, 0], 20],
    [[7, 0], [21, 21], 20],
    [[7, 7], [21, 21], 20],
    [[10, 1], [20, 0], 16],
    [[10, 5], [20, 0], 0],
    [[10, 10], [20, 0], 0],
    [[100, 1], [20, 0], 19],
    [[0, 0], [20, 5], 20],
  ])(
    'failures of %j in the last week against %j before give %d points of 20',
    ([ended = 0, failed = 0], [endedB = 0, failedB = 0], expected) => {
      const attempts = { recent: { ended, failed }, before: { ended: endedB, failed: failedB }, newestFailedId: failed === 0 ? null : JOB };
      expect(points('errors', { attempts })).toBe(expected);
    },
  );

  it('gives a site without a backup and without an attempt nothing: what is not known is not good', () => {
    const nothing = { recent: { ended: 0, failed: 0 }, before: { ended: 0, failed: 0 }, newestFailedId: null };
    const empty = perfect({
      newestId: null,
      newestGoodAt: null,
      backups: 0,
      recoveryPoints: 0,
      varieties: [],
      dumps: { count: 0, plain: 0, plainId: null },
      attempts: nothing,
    });
    expect(factorsOf(empty).map(({ points: got }) => got)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('never gives more than there are, nor less than none, and never more for an older backup', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(2000), fc.nat(500), fc.nat(500), (younger, more, backups, unproved) => {
        const facts = (hours: number) =>
          perfect({ newestGoodAt: hoursBefore(hours / 10), backups, unproved: { count: Math.min(backups, unproved), newestId: BACKUP } });
        for (const { points: got, of } of factorsOf(facts(younger))) {
          expect(Number.isInteger(got)).toBe(true);
          expect(got).toBeGreaterThanOrEqual(0);
          expect(got).toBeLessThanOrEqual(of);
        }
        const [young, old] = [facts(younger), facts(younger + more)].map((each) => factorsOf(each)[0]?.points ?? -1);
        expect(old).toBeLessThanOrEqual(young ?? -1);
      }),
    );
  });

  it('says what it counted, and where the evidence lies', () => {
    const [age, verification, , , , errors] = factorsOf(
      perfect({
        unproved: { count: 3, newestId: BACKUP },
        attempts: { recent: { ended: 7, failed: 2 }, before: { ended: 21, failed: 1 }, newestFailedId: JOB },
      }),
    );
    expect(age).toMatchObject({ text: 'The newest good backup was made 7\u00a0h ago.', evidence: { kind: 'backup', backupId: BACKUP } });
    expect(verification).toMatchObject({ text: '27 of 30 backups were re-read and found intact.', action: 'verify' });
    expect(errors).toMatchObject({
      text: '2 of 7 attempts failed in the last 7 days, 1 of 21 in the 21 before.',
      evidence: { kind: 'job', jobId: JOB },
      action: 'see-problem',
    });
  });
});
