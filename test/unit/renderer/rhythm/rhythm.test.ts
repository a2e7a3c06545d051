import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rhythmErrors, rhythmFieldsOf, rhythmOf } from '../../../../src/renderer/features/rhythm/rules/rhythm-fields.ts';
import { rhythmWords } from '../../../../src/renderer/features/rhythm/rules/rhythm-words.ts';
import { Rhythm } from '../../../../src/shared/model/rhythm.ts';

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
const rhythms: fc.Arbitrary<Rhythm> = fc.oneof(
  time.map((at) => ({ kind: 'daily' as const, at })),
  fc.record({ kind: fc.constant('weekly' as const), weekday: fc.integer({ min: 0, max: 6 }), at: time }),
  fc.record({ kind: fc.constant('monthly' as const), day: fc.integer({ min: 1, max: 28 }), at: time }),
  fc.record({
    kind: fc.constant('hourly' as const),
    minute: fc.integer({ min: 0, max: 59 }),
    from: fc.integer({ min: 0, max: 23 }),
    until: fc.integer({ min: 0, max: 23 }),
    weekdays: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 7 }).map((days) => days.toSorted((a, b) => a - b)),
  }),
);

describe('a rhythm in plain choices', () => {
  it('comes out of its fields as it went in, and has words', () => {
    fc.assert(
      fc.property(rhythms, (rhythm) => {
        expect(rhythmOf(rhythmFieldsOf(rhythm))).toEqual(rhythm);
        expect(rhythmWords(rhythm)).not.toBe('');
      }),
    );
    expect(rhythmOf(rhythmFieldsOf(null))).toBeNull();
  });

  it('gives only what the contract takes, whatever is typed', () => {
    const fields = rhythmFieldsOf({ kind: 'daily', at: '02:00' });
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('daily', 'weekly', 'monthly', 'hourly'), (typed, kind) => {
        const rhythm = rhythmOf({ ...fields, kind, at: typed, day: typed, minute: typed });
        expect(rhythm === undefined || Rhythm.safeParse(rhythm).success).toBe(true);
      }),
    );
  });

  it('says what is wrong with a field', () => {
    const fields = rhythmFieldsOf({ kind: 'monthly', day: 1, at: '02:00' });
    expect(rhythmErrors({ ...fields, day: '31', at: '25:00' })).toEqual({
      at: 'A time such as 02:00.',
      day: 'A day from 1 to 28, which every month has.',
    });
    expect(rhythmErrors({ ...fields, kind: 'hourly', weekdays: [] })).toEqual({ weekdays: 'One day at least.' });
  });

  it.each<[Rhythm, string]>([
    [{ kind: 'daily', at: '02:00' }, 'every day at 02:00'],
    [{ kind: 'weekly', weekday: 0, at: '04:00' }, 'Sundays at 04:00'],
    [{ kind: 'monthly', day: 22, at: '02:30' }, 'on the 22nd of each month at 02:30'],
    [{ kind: 'monthly', day: 11, at: '02:30' }, 'on the 11th of each month at 02:30'],
    [{ kind: 'hourly', minute: 0, from: 8, until: 18, weekdays: [1, 2, 3, 4, 5] }, 'every hour at :00, 08 to 18, Mon to Fri'],
    [{ kind: 'hourly', minute: 15, from: 0, until: 23, weekdays: [0, 1, 2, 3, 4, 5, 6] }, 'every hour at :15'],
    [{ kind: 'hourly', minute: 5, from: 9, until: 17, weekdays: [1, 3] }, 'every hour at :05, 09 to 17, Mon, Wed'],
  ])('reads %j as "%s"', (rhythm, words) => {
    expect(rhythmWords(rhythm)).toBe(words);
  });
});
