import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { type CheckFacts, checksOf } from '../../../src/main/health/checks.ts';
import type { DiskRow } from '../../../src/shared/model/disk.ts';
import { PlaceId, ServerId } from '../../../src/shared/model/ids.ts';
import { hoursBefore, NOON, sampleServer, sampleSite } from '../model-samples.ts';

const server = sampleServer();
const site = sampleSite(server);
const placeId = PlaceId.parse(randomUUID());
const row = (subject: DiskRow['subject'], name: string, at: string | null, usedPercent = 20): DiskRow => ({
  subject,
  name,
  newest: at === null ? null : { at, usedBytes: usedPercent, totalBytes: 100 },
  backupBytes: null,
  usedPercent: at === null ? null : usedPercent,
  isOverLimit: usedPercent >= 80,
  forecast: { state: 'not-known', readings: 0 },
});
const here = row({ kind: 'place', placeId }, 'This computer', NOON);
const onServer = (at: string | null, usedPercent?: number) =>
  row({ kind: 'server', serverId: ServerId.parse(server.id) }, 'web-1', at, usedPercent);
const account = row({ kind: 'account', serverId: ServerId.parse(server.id) }, 'web-1, the account', NOON);

function check(id: 'disk' | 'age', disks: readonly DiskRow[], newestGoodAt = hoursBefore(5)) {
  const status = { site, server, newest: null, backupCount: 9, rpo: { newestGoodAt }, board: { rules: [] }, health: { factors: [] } };
  const facts = { now: Date.parse(NOON), status, disks, retention: { enabled: false, lastPruned: null }, overdue: null };
  return checksOf(facts as unknown as CheckFacts).find((each) => each.id === id);
}

test('does not call the room in order while a server was not read, whatever this computer has left', () => {
  expect(check('disk', [here, onServer(NOON)])).toMatchObject({ verdict: 'ok' });
  expect(check('disk', [here, onServer(null)])).toMatchObject({ verdict: 'not-known', found: 'not read for days, or never: web-1' });
  expect(check('disk', [here, onServer(hoursBefore(24 * 9))])).toMatchObject({ verdict: 'not-known' });
  // A disk that is over its line is worse than one that is not known.
  expect(check('disk', [row({ kind: 'place', placeId }, 'This computer', NOON, 90), onServer(null)])).toMatchObject({ verdict: 'failed' });
  // Where an account has a quota, that is the room there is.
  expect(check('disk', [here, onServer(null), account])).toMatchObject({ verdict: 'ok' });
});

test('does not call a backup young that bears a time in the future', () => {
  expect(check('age', [here])).toMatchObject({ verdict: 'ok' });
  expect(check('age', [here], hoursBefore(-3))).toMatchObject({ verdict: 'not-known' });
});
