import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { toVerify } from '../../../src/main/health/to-verify.ts';
import { BackupId } from '../../../src/shared/model/ids.ts';
import { type BoardStep, NO_STEP } from '../../../src/shared/model/proof-board.ts';
import { failedProof, sampleCopy, samplePlace, sampleProof, sampleServer, sampleSite, sampleSummary } from '../model-samples.ts';
import { sampleS3 } from '../part-samples.ts';

const site = sampleSite(sampleServer());
const [here, bucket] = [samplePlace(), sampleS3()];
const [older, away] = [randomUUID(), randomUUID()].map((id) => BackupId.parse(id));
const readAway = (backupId: BackupId): BoardStep => ({ action: 'verify', placeId: bucket.id, backupId });

function newestWith(...proofs: readonly ReturnType<typeof sampleProof>[]) {
  const summary = sampleSummary(site);
  return { ...summary, copies: proofs.map((proof) => sampleCopy(summary.id, here, proof)) };
}

const read = newestWith(sampleProof('intact'));
const unread = newestWith(sampleProof('present'));
const none = { count: 0, newestId: null };
const one = { count: 1, newestId: older ?? null };
const facts = (newest: typeof read | null, unproved: typeof none | typeof one = none, step = NO_STEP) => ({
  newest,
  newestFull: newest,
  unproved,
  step,
});

test('reads the newest whole backup where nobody read any copy of it', () => {
  expect(toVerify(facts(unread, one))).toEqual({ copy: { backupId: unread.id, placeId: null }, brings: 'unread' });
  expect(toVerify(facts(unread, one, readAway(older!)))).toEqual({ copy: { backupId: unread.id, placeId: null }, brings: 'unread' });
  expect(toVerify(facts(newestWith(failedProof()), none)).brings).toBe('unread');
});

test('reads it where it lies away from the provider, which is worth both', () => {
  expect(toVerify(facts(unread, one, readAway(unread.id)))).toEqual({ copy: { backupId: unread.id, placeId: bucket.id }, brings: 'both' });
});

test('reads the copy away from the provider, in its own place, where that one holds the score down', () => {
  expect(toVerify(facts(read, one, readAway(away!)))).toEqual({ copy: { backupId: away, placeId: bucket.id }, brings: 'offsite' });
  expect(toVerify(facts(read, one, readAway(older!)))).toEqual({ copy: { backupId: older, placeId: bucket.id }, brings: 'both' });
});

test('reads the backup that was never read, not the newest one that was', () => {
  expect(toVerify(facts(read, one)).copy).toEqual({ backupId: older, placeId: null });
  expect(toVerify(facts(read)).copy).toEqual({ backupId: read.id, placeId: null });
  expect(toVerify(facts(null)).copy).toBeNull();
});
