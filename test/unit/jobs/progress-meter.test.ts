import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createProgressMeter } from '../../../src/main/jobs/progress-meter.ts';
import type { Progress } from '../../../src/shared/model/job.ts';

const TICK = 250;

/** Reads every quarter second while `bytesPerTick` says how many bytes came in each. */
function watch(total: number | null, bytesPerTick: readonly number[]): readonly Progress[] {
  const meter = createProgressMeter();
  meter.step('Dumping', total, 0);
  let done = 0;
  return bytesPerTick.map((bytes, index) => {
    done += bytes;
    meter.advance(done);
    return meter.read((index + 1) * TICK) as Progress;
  });
}

const steady = (bytes: number, ticks: number): number[] => Array.from({ length: ticks }, () => bytes);

describe('progress of a job', () => {
  it('says nothing before the first step, and no figures before the first byte', () => {
    const meter = createProgressMeter();
    meter.advance(7);
    expect(meter.read(5000)).toBeNull();
    meter.step('Connecting', null, 5000);
    expect(meter.read(9000)).toEqual({ step: 'Connecting', doneBytes: null, totalBytes: null, bytesPerSecond: null, remainingMs: null });
  });

  it('shows rate and time left once it knows them', () => {
    const seen = watch(100_000, steady(1000, 40));
    expect(seen[3]).toEqual({ step: 'Dumping', doneBytes: 4000, totalBytes: 100_000, bytesPerSecond: null, remainingMs: null });
    expect(seen.at(-1)).toEqual({ step: 'Dumping', doneBytes: 40_000, totalBytes: 100_000, bytesPerSecond: 4000, remainingMs: 15_000 });
  });

  it('never names a time left when no total is known', () => {
    expect(watch(null, steady(1000, 40)).map(({ remainingMs }) => remainingMs)).toEqual(steady(0, 40).map(() => null));
  });

  it('drops a total that was passed', () => {
    const last = watch(20_000, steady(1000, 40)).at(-1);
    expect(last).toMatchObject({ doneBytes: 40_000, totalBytes: null, remainingMs: null });
  });

  it('lets the rate sink to nothing when nothing moves any more', () => {
    const last = watch(100_000, [...steady(1000, 20), ...steady(0, 300)]).at(-1);
    expect(last?.bytesPerSecond).toBeLessThan(1);
    expect(last?.remainingMs).toBeNull();
  });

  it('starts anew with each step', () => {
    const meter = createProgressMeter();
    meter.step('One', 10_000, 0);
    meter.advance(9000);
    meter.read(4000);
    meter.step('Two', null, 4000);
    expect(meter.read(8000)).toEqual({ step: 'Two', doneBytes: null, totalBytes: null, bytesPerSecond: null, remainingMs: null });
  });

  it('survives a clock that is put back', () => {
    const meter = createProgressMeter();
    meter.step('Dumping', 10_000, 1_000_000);
    meter.advance(5000);
    meter.read(1_010_000);
    meter.advance(6000);
    const back = meter.read(500_000);
    expect(back).toMatchObject({ doneBytes: 6000, bytesPerSecond: 500, remainingMs: 10_000 });
  });

  it('never lets the time left jump, however the line stutters', () => {
    const stuttering = fc.array(fc.integer({ min: 500, max: 1500 }), { minLength: 60, maxLength: 200 });
    fc.assert(
      fc.property(stuttering, (bytes) => {
        const left = watch(1_000_000, bytes).map(({ remainingMs }) => remainingMs);
        const known = left.filter((value) => value !== null);
        expect(known.length).toBeGreaterThan(40);
        known.slice(1).forEach((value, index) => {
          const before = known[index] as number;
          // A tick of a quarter second moves it by no more than a tenth.
          expect(Math.abs(value - before)).toBeLessThan(before * 0.1 + TICK);
        });
      }),
    );
  });
});
