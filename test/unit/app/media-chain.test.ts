import { describe, expect, test } from 'vitest';
import { planMedia, type ChainEnd } from '../../../src/main/app/media-chain.ts';
import type { MediaArtifact } from '../../../src/shared/model/artifact.ts';
import { DEFAULT_SITE_POLICY } from '../../../src/shared/model/policy.ts';
import { hoursBefore, NOON } from '../model-samples.ts';

const now = Date.parse(NOON);
const synthetic = { ...DEFAULT_SITE_POLICY, chainLength: 4, fullEveryDays: 7 };
const transferred = { ...synthetic, newFullBy: 'transfer' as const };

function chainOf(length: number, daysOld: number): ChainEnd {
  const chain = Array.from({ length }, (_, index) => `${index}`);
  return { artifact: { chain } as unknown as MediaArtifact, fullAt: hoursBefore(daysOld * 24) };
}

describe('the next media backup', () => {
  test('is whole when a full was asked for, or when there is nothing to build on', () => {
    expect(planMedia('full', chainOf(1, 0), synthetic, now).kind).toBe('full');
    expect(planMedia('incremental', null, synthetic, now).kind).toBe('full');
  });

  test('is made of changes while the chain is short and young', () => {
    expect(planMedia('incremental', chainOf(1, 1), synthetic, now)).toEqual({ kind: 'incremental', thenFull: false });
    expect(planMedia('incremental', chainOf(3, 6.9), transferred, now)).toEqual({ kind: 'incremental', thenFull: false });
  });

  test('closes a chain by putting it together here, where the policy says so', () => {
    expect(planMedia('incremental', chainOf(3, 1), synthetic, now)).toEqual({ kind: 'incremental', thenFull: true });
    expect(planMedia('incremental', chainOf(1, 7), synthetic, now)).toEqual({ kind: 'incremental', thenFull: true });
  });

  test('begins a new chain with a transferred full, where the policy says so', () => {
    expect(planMedia('incremental', chainOf(4, 1), transferred, now).kind).toBe('full');
    expect(planMedia('incremental', chainOf(1, 7), transferred, now).kind).toBe('full');
  });
});
