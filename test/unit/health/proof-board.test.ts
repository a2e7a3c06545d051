import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BoardFacts, type PlaceHolding, proofBoard } from '../../../src/main/health/proof-board.ts';
import type { Proof } from '../../../src/shared/model/backup.ts';
import { BackupId, type PlaceId } from '../../../src/shared/model/ids.ts';
import type { Place, Presence } from '../../../src/shared/model/place.ts';
import { type BoardRule, COUNTS_FOR_DAYS, ProofBoard } from '../../../src/shared/model/proof-board.ts';
import {
  failedProof,
  hoursBefore,
  NOON,
  sampleCopy,
  samplePlace,
  sampleProof,
  sampleServer,
  sampleSite,
  sampleSummary,
} from '../model-samples.ts';
import { sampleDrive, sampleS3 } from '../part-samples.ts';

const now = Date.parse(NOON);
const DAY_HOURS = 24;
const here = samplePlace();
const drive = sampleDrive({ lastSeenAt: hoursBefore(DAY_HOURS) });
const bucket = sampleS3();
const locked = sampleS3({ name: 's3-locked', objectLock: { mode: 'COMPLIANCE', days: 30 } });
const site = sampleSite(sampleServer());
const whole = BackupId.parse(randomUUID());

interface Lying {
  readonly place: Place;
  readonly proof: Proof;
}

/** As the catalog tells it, of backups that all hold everything. Every copy is of a backup of its own; the last one is the newest. */
function holdingsOf(copies: readonly Lying[]): readonly PlaceHolding[] {
  return [...Map.groupBy(copies, ({ place }) => place)].map(([place, lying]) => {
    const shown = lying.flatMap(({ proof }) => (proof.failure === null && proof.level !== 'present' ? [proof.intactAt ?? ''] : []));
    const { id, startedAt } = sampleSummary(site);
    return {
      placeId: place.id,
      copies: lying.length,
      bytes: lying.length * 1000,
      failed: lying.filter(({ proof }) => proof.failure !== null).length,
      newest: { copy: sampleCopy(id, place, lying.at(-1)?.proof), startedAt },
      shownAt: shown.toSorted().at(-1) ?? null,
    };
  });
}

function facts(copies: readonly Lying[], changes: Partial<BoardFacts> = {}): BoardFacts {
  return {
    now,
    places: [bucket, drive, here, locked],
    holdings: holdingsOf(copies),
    brokenChains: 0,
    homeId: here.id,
    wanted: [],
    presences: new Map(),
    owes: new Set(),
    healable: new Set(),
    newestWholeIn: (placeId) => {
      const held = copies.findLast(({ place, proof }) => place.id === placeId && proof.failure === null);
      return held === undefined ? null : whole;
    },
    ...changes,
  };
}

const lies = (place: Place, proof: Proof = sampleProof('intact')): Lying => ({ place, proof });
const readHoursAgo = (hours: number): Proof => sampleProof('intact', { intactAt: hoursBefore(hours) });
const board = (copies: readonly Lying[], changes: Partial<BoardFacts> = {}) => proofBoard(facts(copies, changes));
const ruleOf = ({ rules }: ProofBoard, id: BoardRule['id']): BoardRule => rules.find((rule) => rule.id === id)!;
const haves = (given: ProofBoard) => given.rules.map(({ have }) => have);

describe('3-2-1-1-0', () => {
  it('counts the live data first, and holds with a copy here, on a drive and in S3', () => {
    const given = board([lies(here), lies(drive), lies(bucket)]);
    expect(ProofBoard.parse(given)).toEqual(given);
    expect(given.held).toBe(true);
    expect(given.rules.map(({ id, wanted, have, text }) => [id, wanted, have, text])).toEqual([
      ['copies', 3, 4, 'The live data, This computer, Vault-A and s3-main.'],
      ['media', 2, 4, "A server's disk, the disk of this computer, a drive and object storage."],
      ['offsite', 1, 3, 'This computer, Vault-A and s3-main.'],
      ['offline', 1, 1, 'Vault-A.'],
      ['errors', 0, 0, 'No check failed.'],
    ]);
  });

  it('has only the live data where nothing was copied', () => {
    const given = board([]);
    expect([given.held, haves(given)]).toEqual([false, [1, 1, 0, 0, 0]]);
    expect(ruleOf(given, 'copies').text).toBe('The live data. Not counted: This computer has no copy.');
  });

  it('counts a place once, however many backups lie there', () => {
    expect(haves(board([lies(here), lies(here), lies(here)]))).toEqual([2, 2, 1, 0, 0]);
  });

  it.each([
    ['object lock', locked, 1],
    ['no lock', bucket, 0],
  ])('counts S3 with %s as offline: %#', (_name, place, have) => {
    expect(ruleOf(board([lies(place)]), 'offline').have).toBe(have);
  });

  it('does not count as offsite what the operator says lies at the provider', () => {
    const near = sampleDrive({ offsite: false });
    expect(ruleOf(board([lies(near)], { places: [near] }), 'offsite')).toMatchObject({ have: 0, held: false });
  });

  it.each([
    ['35 days ago to the second', COUNTS_FOR_DAYS * DAY_HOURS, 2],
    ['a second more', COUNTS_FOR_DAYS * DAY_HOURS + 1 / 3600, 1],
  ])('counts what was shown to be intact %s', (_name, hours, have) => {
    expect(ruleOf(board([lies(here, readHoursAgo(hours))]), 'copies').have).toBe(have);
  });

  it.each([
    ['was never re-read', sampleProof('present'), 'This computer has not been re-read', 0],
    ['failed its check', failedProof(), 'This computer failed its check', 1],
    ['was read too long ago', readHoursAgo(40 * DAY_HOURS), 'This computer was last read 40\u00a0d ago', 0],
  ])('says why a copy does not count that %s', (_name, proof, why, errors) => {
    const given = board([lies(here, proof)]);
    expect(ruleOf(given, 'copies')).toMatchObject({ have: 1, text: `The live data. Not counted: ${why}.` });
    expect(ruleOf(given, 'errors').have).toBe(errors);
  });

  it('is not held by any number of copies while one has failed or a chain is broken', () => {
    const good = [lies(here), lies(drive), lies(bucket)];
    const fallen = board([...good, lies(bucket, failedProof())]);
    expect([fallen.held, ruleOf(fallen, 'errors').text]).toEqual([false, '1 copy failed the last check.']);
    const broken = board(good, { brokenChains: 2 });
    expect([broken.held, ruleOf(broken, 'errors').text]).toEqual([false, '2 chains are broken.']);
  });
});

describe('the cells of the board', () => {
  const names = (given: ProofBoard) => given.cells.map(({ placeName }) => placeName);

  it('are this computer, drives, S3; places without a copy only where one is wanted', () => {
    expect(names(board([]))).toEqual(['This computer']);
    expect(names(board([], { homeId: null }))).toEqual([]);
    expect(names(board([], { wanted: [bucket.id, drive.id] }))).toEqual(['This computer', 'Vault-A', 's3-main']);
    expect(names(board([lies(locked)]))).toEqual(['This computer', 's3-locked']);
  });

  it('say what lies there and when its level was last shown', () => {
    const [cell] = board([lies(here, readHoursAgo(50)), lies(here, sampleProof('sound', { soundAt: hoursBefore(3) }))]).cells;
    expect(cell).toMatchObject({
      backups: 2,
      bytes: 2000,
      presence: null,
      newest: { level: 'sound', provedAt: hoursBefore(3), failed: false },
    });
    expect(board([lies(here, failedProof())]).cells[0]?.newest).toMatchObject({ failed: true, provedAt: NOON });
  });

  it('tell a drive that is not plugged in, and since when', () => {
    const absent: Presence = { state: 'absent', reason: 'not plugged in' };
    const presences = new Map<PlaceId, Presence>([
      [drive.id, absent],
      [bucket.id, { state: 'unreachable', reason: 'no network' }],
    ]);
    const [, onDrive, inS3] = board([lies(drive), lies(bucket)], { presences }).cells;
    expect(onDrive).toMatchObject({ presence: 'absent', absentSince: drive.lastSeenAt });
    expect(inS3).toMatchObject({ presence: 'unreachable', absentSince: null });
    // Being away is what drives are for: the copy counts as long as its proof does.
    expect(ruleOf(board([lies(drive)], { presences }), 'offline').held).toBe(true);
  });
});

describe('the step towards 3-2-1', () => {
  const near = samplePlace({ name: 'Near', offsite: false });
  const away = new Map<PlaceId, Presence>([[drive.id, { state: 'absent', reason: 'not plugged in' }]]);
  const places = [near, drive];
  const nearOnly = { places, homeId: near.id } as const;

  it.each<[string, readonly Lying[], Partial<BoardFacts>, ProofBoard['next']['action'], Place | null]>([
    ['nothing where the rule is held', [lies(here), lies(drive), lies(bucket)], {}, 'none', null],
    ['a place, where none is known', [lies(near)], { places: [near], homeId: near.id }, 'add-place', null],
    ['the policy, where no copy would ever go to the place', [lies(near)], nearOnly, 'copy-to', drive],
    [
      'a copy, where the policy wants one that can be brought',
      [lies(near)],
      { ...nearOnly, wanted: [drive.id], owes: new Set([drive.id]) },
      'copy',
      drive,
    ],
    [
      'hands, where the drive of that copy is away',
      [lies(near)],
      { ...nearOnly, wanted: [drive.id], owes: new Set([drive.id]), presences: away },
      'plug-in-drive',
      drive,
    ],
    ['the policy, though the drive is away: that waits for nobody', [lies(near)], { ...nearOnly, presences: away }, 'copy-to', drive],
    [
      'another place, where the one wanted lacks nothing that could be brought',
      [lies(near)],
      { ...nearOnly, wanted: [drive.id] },
      'add-place',
      null,
    ],
    ['reading, where a copy lies unread', [lies(near), lies(drive, sampleProof('present'))], nearOnly, 'verify', drive],
    ['reading again, where it was read too long ago', [lies(near), lies(drive, readHoursAgo(40 * DAY_HOURS))], nearOnly, 'verify', drive],
    [
      'healing, where the copy failed and another is good',
      [lies(near), lies(drive, failedProof())],
      { ...nearOnly, healable: new Set([drive.id]) },
      'heal',
      drive,
    ],
    ['the policy, where it failed and nothing can heal it', [lies(near), lies(drive, failedProof())], nearOnly, 'copy-to', drive],
  ])('is %s', (_name, copies, changes, action, place) => {
    expect(board(copies, changes).next).toEqual({ action, placeId: place?.id ?? null, backupId: action === 'verify' ? whole : null });
  });

  it('never proposes a place beside the server for a copy away from it', () => {
    const beside = sampleDrive({ offsite: false });
    expect(board([lies(near)], { places: [near, beside], homeId: near.id }).next).toMatchObject({ action: 'copy-to', placeId: beside.id });
    const lacksOffsite = [lies(near), lies(beside), lies(sampleS3({ offsite: false }))];
    const all = lacksOffsite.map(({ place }) => place);
    const other = sampleDrive({ name: 'Vault-B', offsite: false });
    expect(board(lacksOffsite, { places: [...all, other], homeId: near.id }).next.action).toBe('add-place');
  });
});

const somePlace = fc.constantFrom<Place>(here, drive, bucket, locked);
const someProof = fc.oneof(
  fc.constant(failedProof()),
  fc.constant(sampleProof('present')),
  fc.double({ min: -24, max: 60 * DAY_HOURS, noNaN: true }).map(readHoursAgo),
);
const someCopies = fc.array(fc.record({ place: somePlace, proof: someProof }), { maxLength: 12 });

describe('whatever lies where', () => {
  it('one more good copy never makes any figure worse', () => {
    fc.assert(
      fc.property(someCopies, somePlace, fc.double({ min: 0, max: 35 * DAY_HOURS, noNaN: true }), (copies, place, hours) => {
        const before = board(copies);
        const after = board([...copies, lies(place, readHoursAgo(hours))]);
        expect(ruleOf(after, 'errors').have).toBe(ruleOf(before, 'errors').have);
        const worse = before.rules.filter(({ id, held, have }) => {
          const then = ruleOf(after, id);
          return (held && !then.held) || (id !== 'errors' && then.have < have);
        });
        expect(worse).toEqual([]);
      }),
    );
  });

  it('a failed copy never counts for anything but an error', () => {
    fc.assert(
      fc.property(someCopies, somePlace, (copies, place) => {
        const before = board(copies);
        const after = board([...copies, lies(place, failedProof())]);
        expect(haves(after).slice(0, 4)).toEqual(haves(before).slice(0, 4));
        expect([after.held, ruleOf(after, 'errors').have]).toEqual([false, ruleOf(before, 'errors').have + 1]);
      }),
    );
  });
});
