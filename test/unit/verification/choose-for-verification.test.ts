import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseForVerification,
  readBackCost,
  RECHECK_AFTER_DAYS,
  type Rereadable,
} from '../../../src/main/verification/choose-for-verification.ts';
import { BackupId, PlaceId } from '../../../src/shared/model/ids.ts';
import { hoursBefore, NOON } from '../model-samples.ts';

const now = Date.parse(NOON);
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const place = PlaceId.parse(uuid(1));

function copy(n: number, bytes: number, days: number | null, changes: Partial<Rereadable> = {}): Rereadable {
  const shownAt = days === null ? null : hoursBefore(days * 24);
  return { backupId: BackupId.parse(uuid(n)), placeId: place, bytes, shownAt, failed: false, inS3: false, ...changes };
}

function choose(copies: readonly Rereadable[], perDay: number, { spent = 0, s3PerDay = 0, s3Spent = 0 } = {}): readonly number[] {
  const chosen = chooseForVerification(copies, { disks: { perDay, spent }, s3: { perDay: s3PerDay, spent: s3Spent } }, now);
  return chosen.map(({ backupId }) => Number(backupId.slice(-12)));
}

describe('the copies to re-read today', () => {
  it('are those proved longest ago, and never-read ones before them', () => {
    expect(choose([copy(1, 10, 20), copy(2, 10, 40), copy(3, 10, null), copy(4, 10, 30)], 30)).toEqual([3, 2, 4]);
  });

  it('are none whose check failed already', () => {
    expect(choose([copy(1, 10, 20, { failed: true }), copy(2, 10, 10)], 100)).toEqual([2]);
  });

  it.each([
    [RECHECK_AFTER_DAYS, [1]],
    [RECHECK_AFTER_DAYS - 0.01, []],
    [-1, [1]],
  ])('are none that were read within a week, unless a wrong clock says so (%d days ago)', (days, chosen) => {
    expect(choose([copy(1, 10, days)], 100)).toEqual(chosen);
  });

  it('pass over one that does not fit into what is left of the day for smaller ones', () => {
    expect(choose([copy(1, 60, 40), copy(2, 50, 30), copy(3, 40, 20)], 100)).toEqual([1, 3]);
    expect(choose([copy(1, 60, 40), copy(2, 50, 30), copy(3, 40, 20)], 100, { spent: 55 })).toEqual([3]);
  });

  it('are one alone that is larger than a whole day allows, when it waits longest and the day is fresh', () => {
    const huge = copy(1, 1000, 40);
    expect(choose([huge, copy(2, 10, 30)], 100)).toEqual([1]);
    expect(choose([huge, copy(2, 10, 30)], 100, { spent: 1 })).toEqual([2]);
    expect(choose([copy(2, 10, 50), huge, copy(3, 10, 30)], 100)).toEqual([2, 3]);
  });

  it('are of S3 only as far as its own budget goes', () => {
    const copies = [copy(1, 60, 40, { inS3: true }), copy(2, 60, 30), copy(3, 30, 20, { inS3: true })];
    expect(choose(copies, 100)).toEqual([2]);
    expect(choose(copies, 0, { s3PerDay: 100 })).toEqual([1, 3]);
    expect(choose(copies, 60, { s3PerDay: 100, s3Spent: 50 })).toEqual([2, 3]);
  });

  it('are none where nothing may be read', () => {
    expect(choose([copy(1, 10, null)], 0)).toEqual([]);
  });
});

const someCopies = fc
  .array(
    fc.record({
      bytes: fc.integer({ min: 0, max: 200 }),
      days: fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
      inS3: fc.boolean(),
    }),
    {
      maxLength: 20,
    },
  )
  .map((all) => all.map(({ bytes, days, inS3 }, n) => copy(n, bytes, days, { inS3 })));

const isDue = (shownAt: string | null): boolean => shownAt === null || now - Date.parse(shownAt) >= RECHECK_AFTER_DAYS * 86_400_000;

describe('whatever the copies', () => {
  it('a budget is exceeded by one backup at most, and only by one that waited longest', () => {
    fc.assert(
      fc.property(someCopies, fc.integer({ min: 0, max: 150 }), fc.integer({ min: 0, max: 150 }), (copies, perDay, spent) => {
        const disks = copies.filter(({ inS3 }) => !inS3);
        const chosen = chooseForVerification(disks, { disks: { perDay, spent }, s3: { perDay: 0, spent: 0 } }, now);
        const bytes = chosen.reduce((sum, each) => sum + each.bytes, 0);
        expect(bytes <= Math.max(0, perDay - spent) || (chosen.length === 1 && spent === 0 && perDay > 0)).toBe(true);
      }),
    );
  });

  it('every copy is re-read once in as many days as there are copies, however large', () => {
    fc.assert(
      fc.property(someCopies, fc.integer({ min: 1, max: 50 }), (copies, perDay) => {
        const waiting = new Map(copies.filter(({ shownAt }) => isDue(shownAt)).map((each) => [each.backupId, each]));
        const days = waiting.size;
        for (let day = 0; day < days; day += 1) {
          const budget = { perDay, spent: 0 };
          const today = now + day * 86_400_000;
          for (const { backupId } of chooseForVerification([...waiting.values()], { disks: budget, s3: budget }, today))
            waiting.delete(backupId);
        }
        expect(waiting.size).toBe(0);
      }),
    );
  });
});

describe('what a read-back costs', () => {
  it.each([
    [2_400_000_000, 0.09, 'about 0.22'],
    [1_000_000, 0.09, 'less than 0.01'],
    [5_000_000_000, 0, 'nothing'],
    [5_000_000_000, null, null],
  ])('is said of %d bytes at %s', (bytes, price, text) => {
    expect(readBackCost(bytes, price)).toBe(text);
  });
});
