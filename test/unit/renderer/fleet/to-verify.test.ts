import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { toVerify } from '../../../../src/renderer/features/fleet/rules/to-verify.ts';
import { BackupId, PlaceId } from '../../../../src/shared/model/ids.ts';

const [newest, older, away] = [randomUUID(), randomUUID(), randomUUID()].map((id) => BackupId.parse(id));
const bucket = PlaceId.parse(randomUUID());
type Status = Parameters<typeof toVerify>[0];
const status = (changes: object): Status =>
  ({
    nextAction: 'none',
    newest: { id: newest },
    health: { caps: [], factors: [] },
    board: { cells: [] },
    ...changes,
  }) as unknown as Status;
const unread = { id: 'verification', action: 'verify', evidence: { kind: 'backup', backupId: older } };
const cells = [{ offsite: true, placeId: bucket, newest: { backupId: away, startedAt: '2026-11-20T02:00:00.000Z', failed: false } }];

test('reads the newest copy again where that is what is wrong, and where nothing else is', () => {
  expect(toVerify(status({ nextAction: 'verify', health: { caps: [], factors: [unread] } }))).toEqual({ backupId: newest, placeId: null });
  expect(toVerify(status({}))).toEqual({ backupId: newest, placeId: null });
  expect(toVerify(status({ newest: null }))).toBeNull();
});

test('reads the backup that was never read, not the newest one that was', () => {
  expect(toVerify(status({ health: { caps: [], factors: [unread] } }))).toEqual({ backupId: older, placeId: null });
});

test('reads the copy away from the provider, in its own place, where that one holds the score down', () => {
  const health = { caps: [{ id: 'no-offsite-copy', action: 'verify' }], factors: [unread] };
  expect(toVerify(status({ health, board: { cells } }))).toEqual({ backupId: away, placeId: bucket });
});
