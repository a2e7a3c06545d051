import { describe, expect, test } from 'vitest';
import { type CheckResult, firstProof, nextProof } from '../../../src/shared/model/proof.ts';
import type { Proof } from '../../../src/shared/model/backup.ts';

const T0 = '2026-11-01T00:00:00.000Z';
const T1 = '2026-11-10T00:00:00.000Z';
const T2 = '2026-11-20T00:00:00.000Z';

const proven: Proof = { level: 'proven', presentAt: T0, intactAt: T0, soundAt: T0, provenAt: T0, failure: null };
const sound: Proof = { ...proven, level: 'sound', provenAt: null };
const present = firstProof(T0);
const failure = (step: 'present' | 'intact' | 'sound') => ({ at: T1, step, code: 'verify.hash-differs', text: 'changed' });
const good = (level: Proof['level']): CheckResult => ({ ok: true, level });
const bad = (step: Proof['level']): CheckResult => ({ ok: false, step, code: 'verify.hash-differs', text: 'changed' });

const cases: readonly (readonly [string, Proof, CheckResult, Proof])[] = [
  ['a good check raises the level', present, good('intact'), { ...present, level: 'intact', presentAt: T2, intactAt: T2 }],
  ['a lesser check renews its own age and keeps what was shown', sound, good('present'), { ...sound, presentAt: T2 }],
  ['a check never lowers what a drill has shown', proven, good('sound'), { ...proven, presentAt: T2, intactAt: T2, soundAt: T2 }],
  [
    'a failed check withdraws the proof, keeps the old times for display, renews what was shown on the way',
    sound,
    bad('intact'),
    { ...sound, presentAt: T2, failure: { at: T2, step: 'intact', code: 'verify.hash-differs', text: 'changed' } },
  ],
  [
    'a file that is gone renews nothing',
    sound,
    bad('present'),
    { ...sound, failure: { at: T2, step: 'present', code: 'verify.hash-differs', text: 'changed' } },
  ],
  [
    'a look that does not reach the failed step leaves the failure standing',
    { ...sound, failure: failure('intact') },
    good('present'),
    { ...sound, presentAt: T2, failure: failure('intact') },
  ],
  [
    'a good check of the failed step restores the proof, at its own level',
    { ...sound, failure: failure('present') },
    good('present'),
    { ...sound, level: 'present', presentAt: T2 },
  ],
  [
    'a higher one restores it as high',
    { ...proven, failure: failure('intact') },
    good('sound'),
    { ...proven, level: 'sound', presentAt: T2, intactAt: T2, soundAt: T2 },
  ],
  [
    'a new failure replaces the old one',
    { ...sound, failure: failure('intact') },
    bad('sound'),
    { ...sound, presentAt: T2, intactAt: T2, failure: { at: T2, step: 'sound', code: 'verify.hash-differs', text: 'changed' } },
  ],
];

describe('the proof of a copy', () => {
  test.each(cases)('%s', (_sentence, previous, result, expected) => {
    expect(nextProof(previous, result, T2)).toEqual(expected);
  });
});
