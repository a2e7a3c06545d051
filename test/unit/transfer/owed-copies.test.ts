import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { attemptAfter, type OwedBackup, owedCopies, planCatchUp } from '../../../src/main/transfer/owed-copies.ts';
import { BackupId, PlaceId, SiteId } from '../../../src/shared/model/ids.ts';
import { failedProof, sampleProof } from '../model-samples.ts';

const site = SiteId.parse(randomUUID());
const other = SiteId.parse(randomUUID());
const here = { id: PlaceId.parse(randomUUID()) };
const drive = { id: PlaceId.parse(randomUUID()) };
const s3 = { id: PlaceId.parse(randomUUID()) };
const places = [here, drive, s3];
const keeps = () => true;

function backup(day: number, needs: readonly OwedBackup[] = [], siteId = site): OwedBackup {
  return {
    id: BackupId.parse(randomUUID()),
    siteId,
    startedAt: `2026-11-${String(day).padStart(2, '0')}T02:00:00.000Z`,
    needs: needs.map(({ id }) => id),
  };
}
const copyIn = (place: { readonly id: PlaceId }, { id }: OwedBackup, proof = sampleProof()) => ({ backupId: id, placeId: place.id, proof });
const toBoth = new Map([[site, { copyTo: [drive.id, s3.id] }]]);

describe('what is owed', () => {
  it('is every backup of a site whose policy names the place and that is not there, newest first', () => {
    const [old, middle, fresh] = [backup(1), backup(2), backup(3)];
    const foreign = backup(4, [], other);
    const copies = [...[old, middle, fresh, foreign].map((one) => copyIn(here, one)), copyIn(drive, middle)];
    const owed = owedCopies({ policies: toBoth, backups: [old, fresh, middle, foreign], copies, places, keeps });
    expect(owed).toEqual(
      new Map([
        [drive.id, [fresh.id, old.id]],
        [s3.id, [fresh.id, middle.id, old.id]],
      ]),
    );
  });

  it('has what a chain needs before the backup that needs it', () => {
    const full = backup(1);
    const first = backup(2, [full]);
    const second = backup(3, [full, first]);
    const copies = [full, first, second].map((one) => copyIn(here, one));
    const policies = new Map([[site, { copyTo: [drive.id] }]]);
    const owed = owedCopies({ policies, backups: [full, first, second], copies, places, keeps });
    expect(owed.get(drive.id)).toEqual([full.id, first.id, second.id]);
  });

  it('includes what a kept backup needs, although the retention of the place would not keep it by itself', () => {
    const full = backup(1);
    const second = backup(3, [full]);
    const copies = [full, second].map((one) => copyIn(here, one));
    const owed = owedCopies({ policies: toBoth, backups: [full, second], copies, places, keeps: (_place, id) => id === second.id });
    expect(owed.get(drive.id)).toEqual([full.id, second.id]);
  });

  it('leaves out what would be deleted there at once, and what nobody has a good copy of', () => {
    const [old, fresh, lost] = [backup(1), backup(2), backup(3)];
    const copies = [copyIn(here, old), copyIn(here, fresh), copyIn(here, lost, failedProof())];
    const owed = owedCopies({ policies: toBoth, backups: [old, fresh, lost], copies, places, keeps: (_place, id) => id !== old.id });
    expect(owed.get(s3.id)).toEqual([fresh.id]);
  });

  it('does not count a copy that failed its check: that one is healed', () => {
    const one = backup(1);
    const copies = [copyIn(here, one), copyIn(drive, one, failedProof())];
    const owed = owedCopies({ policies: toBoth, backups: [one], copies, places, keeps });
    expect(owed.has(drive.id)).toBe(false);
    expect(owed.get(s3.id)).toEqual([one.id]);
  });
});

describe('after a failed attempt', () => {
  const ids = { backupId: BackupId.parse(randomUUID()), placeId: drive.id };
  const now = Date.parse('2026-11-21T12:00:00.000Z');
  const problem = new AppError('place.unreachable').toProblem();

  it('the next one follows after 5 minutes, 15, an hour, and then every 4 hours', () => {
    let previous: { failures: number } | null = null;
    const minutes: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      const attempt = attemptAfter(previous, { ...ids, problem, isLookedFor: false }, now);
      minutes.push((Date.parse(attempt?.nextAt ?? '') - now) / 60_000);
      previous = attempt;
    }
    expect(minutes).toEqual([5, 15, 60, 240, 240, 240]);
  });

  it('nothing is counted when the drive was not there', () => {
    const problem = new AppError('place.missing').toProblem();
    expect(attemptAfter({ failures: 2 }, { ...ids, problem, isLookedFor: true }, now)).toBeNull();
  });

  it('a bucket that is gone is tried again after a pause, for nobody looks whether it is there', () => {
    const problem = new AppError('place.missing').toProblem();
    expect(attemptAfter(null, { ...ids, problem, isLookedFor: false }, now)?.nextAt).toBe(new Date(now + 5 * 60_000).toISOString());
  });
});

describe('catching up', () => {
  const now = Date.parse('2026-11-21T12:00:00.000Z');
  const full = backup(1);
  const second = backup(2, [full]);
  const owed = new Map([
    [drive.id, [full.id, second.id]],
    [s3.id, [full.id]],
  ]);
  const needsOf = (id: BackupId) => (id === second.id ? second.needs : []);
  const base = { owed, needsOf, attempts: [], absent: new Set<PlaceId>(), busy: new Set<PlaceId>(), now };
  const inMinutes = (minutes: number) => new Date(now + minutes * 60_000).toISOString();

  it('starts one job for each place that is there and idle', () => {
    expect(planCatchUp(base)).toEqual([
      { placeId: drive.id, backupIds: [full.id, second.id] },
      { placeId: s3.id, backupIds: [full.id] },
    ]);
    expect(planCatchUp({ ...base, absent: new Set([drive.id]) }).map(({ placeId }) => placeId)).toEqual([s3.id]);
    expect(planCatchUp({ ...base, busy: new Set([s3.id]) }).map(({ placeId }) => placeId)).toEqual([drive.id]);
  });

  it('waits for the time of the next attempt, also with what needs that backup', () => {
    const failed = [{ backupId: full.id, placeId: drive.id, nextAt: inMinutes(3) }];
    expect(planCatchUp({ ...base, attempts: failed })).toEqual([{ placeId: s3.id, backupIds: [full.id] }]);
    expect(planCatchUp({ ...base, attempts: failed, now: now + 3 * 60_000 })).toHaveLength(2);
  });

  it('does not wait for ever because the clock was set back', () => {
    const failed = [{ backupId: full.id, placeId: drive.id, nextAt: inMinutes(60 * 24 * 30) }];
    expect(planCatchUp({ ...base, attempts: failed })).toHaveLength(2);
  });
});
