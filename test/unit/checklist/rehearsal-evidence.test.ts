import { expect, test } from 'vitest';
import { Evidence, type StepId } from '../../../src/shared/model/checklist.ts';
import { evidenceOf } from '../../../src/main/checklist/evidence-of.ts';
import type { ChecklistFacts, SiteFact } from '../../../src/main/checklist/facts.ts';
import { hoursBefore } from '../model-samples.ts';
import { FULL_PAPERS, goodFacts, goodPlace, goodSite } from './checklist-samples.ts';

const say = (step: StepId, changes: Partial<ChecklistFacts> = {}) => Evidence.parse(evidenceOf(step, goodFacts(changes)));
const words = (evidence: Evidence) => [...evidence.details, ...evidence.unchecked].join(' ').replaceAll('\u00a0', ' ');
const drilled = (changes: Partial<SiteFact['drill']>) => goodSite({ drill: { ...goodSite().drill, ...changes } });

test('wants a drill of each site within the month, and within the quarter with its time', () => {
  const old = drilled({ lastPassedAt: hoursBefore(24 * 60), restoreMs: 300_000 });
  expect(say('restore-test')).toMatchObject({ state: 'in-order', headline: '1 of 1 site restored for trial' });
  expect(say('restore-test', { sites: [old] })).toMatchObject({
    state: 'attention',
    details: ['aurora-market: last passed 60\u00a0d ago.'],
    actions: [{ kind: 'drill', siteIds: [old.id] }, { kind: 'open' }],
  });
  const quarter = say('drill', { sites: [old] });
  expect(quarter.state).toBe('attention');
  expect(words(quarter)).toBe('aurora-market: restored in 5 min, goal 2 min: longer than allowed.');
});

test('says of a drill that did not pass why, and of one that runs that it does', () => {
  const failed = drilled({ failed: { at: hoursBefore(5), why: 'orders lacks 3 rows' } });
  const evidence = say('drill', { sites: [failed] });
  expect(evidence.state).toBe('problem');
  expect(words(evidence)).toContain('the newest drill did not pass, Sat 21 Nov 08:00: orders lacks 3 rows.');
  const running = goodSite({
    ...drilled({ lastPassedAt: null }),
    active: { kind: 'drill', title: 'Drill of aurora-market', percent: null },
  });
  expect(say('restore-test', { sites: [running] })).toMatchObject({ state: 'working', actions: [] });
});

test('reviews what was deleted, what goes next, and a cleanup that failed', () => {
  const cleanup = {
    deleted: [{ siteName: 'aurora-market', placeName: 'Vault-A', copies: 3, bytes: 3000 }],
    inBin: 3,
    failedJobs: [],
    due: [{ placeName: 'This computer', copies: 1, bytes: 500 }],
    seenAtMost: null,
  };
  const evidence = say('cleanup', { cleanup });
  expect(evidence).toMatchObject({ state: 'in-order', headline: '3 copies deleted' });
  expect(words(evidence)).toBe(
    'aurora-market: 3 copies in Vault-A, 3.00 kB. 3 copies can still be taken back. Next in This computer: 1 copy, 500 bytes.',
  );
  const many = say('cleanup', { cleanup: { ...cleanup, seenAtMost: 2000 } });
  expect(many.headline).toBe('At least 3 copies deleted');
  expect(words(many)).toContain('Only the newest 2,000 deletions were looked at; there may be more.');
  const failed = { ...cleanup, failedJobs: [{ title: 'Clean up Vault-A', at: hoursBefore(1), problem: 'The place is full' }] };
  expect(say('cleanup', { cleanup: failed })).toMatchObject({ state: 'problem', headline: '1 cleanup failed' });
});

test('wants every copy read again within the days a proof counts', () => {
  expect(say('integrity').state).toBe('in-order');
  expect(say('integrity', { places: [goodPlace({ oldestProofAt: hoursBefore(24 * 40) })] }).state).toBe('attention');
  expect(say('integrity', { places: [goodPlace({ failedCopies: 1 })] })).toMatchObject({ state: 'problem' });
  expect(say('integrity', { places: [goodPlace({ copies: 0 })] }).state).toBe('unknown');
  // Nine of ten were read yesterday; what was never read back is not covered by them.
  const unread = say('integrity', { places: [goodPlace({ copies: 10, neverRead: 1 })] });
  expect(unread.state).toBe('attention');
  expect(words(unread)).toContain('1 of 10 copies was never read back');
});

test('wants the key on paper and its place written down, and never shows more of it than the public part', () => {
  // Saved is not found: the paper itself is for a person to see.
  expect(say('key-kit')).toMatchObject({ state: 'information', unchecked: [expect.stringContaining('only a person sees')] });
  const key = goodFacts().key;
  if (key.state !== 'ready') throw new Error('a key is wanted');
  expect(say('key-kit', { key: { ...key, kitSavedAt: null } })).toMatchObject({ state: 'problem', headline: 'The kit was never written' });
  expect(say('key-kit', { sites: [goodSite({ papers: { ...FULL_PAPERS, keyKit: '' } })] }).state).toBe('attention');
  const none = { state: 'none', canKeep: true, reason: '' } as const;
  expect(say('key-kit', { key: none }).state).toBe('problem');
  expect(say('key-kit', { key: none, sites: [goodSite({ hasSealedSettings: false })] }).state).toBe('information');
});

test('never calls the rehearsal on a test server done by itself: one line must say how it went', () => {
  const evidence = say('recovery-test');
  expect(evidence.state).toBe('unknown');
  expect(words(evidence)).toContain('The data of 1 of 1 site came back in a drill this quarter, 1 with conditions that held.');
});

test('claims nothing of a step the operator added', () => {
  expect(say('custom:33333333-3333-4333-8333-333333333333')).toMatchObject({ state: 'information', details: [] });
});
