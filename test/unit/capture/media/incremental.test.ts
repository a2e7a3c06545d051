import { expect, test } from 'vitest';
import { recordState } from '../../../../src/main/capture/media/media-state.ts';
import { compareListing, HASH_FROM_BYTES, isHashingCheaper, settle, travels } from '../../../../src/main/capture/media/plan-incremental.ts';
import { archived, listed, recorded } from './entries.ts';

const LATER = { mtimeNs: 1_800_000_000_000_000_000n };

test('tells new, changed, touched, doubtful and unchanged files apart', () => {
  const before = ['same', 'larger', 'newer', 'mode', 'gone'].map((path) => recorded(path));
  const now = [
    listed('same'),
    listed('larger', { bytes: 11, ...LATER }),
    listed('newer', LATER),
    listed('mode', { mode: 0o600 }),
    listed('new'),
  ];
  const { compared, removed } = compareListing(now, before);
  expect(Object.fromEntries(compared.map(({ entry, change }) => [entry.path.toString(), change]))).toEqual({
    same: 'same',
    larger: 'changed',
    newer: 'candidate',
    mode: 'touched',
    new: 'added',
  });
  expect(removed.map(({ path }) => path.toString())).toEqual(['gone']);
});

test('a doubtful file is touched when its hash is the same, and travels otherwise', () => {
  const { compared } = compareListing(
    [listed('a', LATER), listed('b', LATER), listed('c', LATER)],
    ['a', 'b', 'c'].map((path) => recorded(path)),
  );
  const settled = settle(
    compared,
    new Map([
      ['a', 'a'.repeat(64)],
      ['b', 'b'.repeat(64)],
    ]),
  );
  expect(settled.map(({ change }) => change)).toEqual(['touched', 'changed', 'changed']);
  expect(settled.map(travels)).toEqual([false, true, true]);
});

test('asks for hashes only where the files weigh more than the question', () => {
  const of = (bytes: number) => compareListing([listed('a', { bytes, ...LATER })], [recorded('a', { bytes })]).compared;
  expect(isHashingCheaper(of(HASH_FROM_BYTES), true)).toBe(true);
  expect(isHashingCheaper(of(HASH_FROM_BYTES - 1), true)).toBe(false);
  expect(isHashingCheaper(of(HASH_FROM_BYTES), false)).toBe(false);
});

test('records what travelled as the archive has it, and the rest where it was in the chain', () => {
  const before = [recorded('same', { at: 1 }), recorded('mode', { at: 0 }), recorded('changed', { at: 0 })];
  const now = [
    listed('same'),
    listed('mode', { mode: 0o600 }),
    listed('changed', { bytes: 20 }),
    listed('raced', { bytes: 5 }),
    listed('lost'),
  ];
  const archive = new Map([
    archived('changed', { bytes: 20, sha256: 'c'.repeat(64) }),
    archived('raced', { bytes: 7, mtimeNs: 1_700_000_009_000_000_000n, sha256: 'd'.repeat(64) }),
  ]);
  const { list, counts } = recordState(compareListing(now, before), archive, new Set(), 2, 3);
  const told = Object.fromEntries(
    list.map(({ path, at, sha256, bytes, mtimeNs, mode }) => [path.toString(), [at, sha256?.[0], bytes, mtimeNs, mode]]),
  );
  expect(told).toEqual({
    same: [1, 'a', 10, 1_700_000_000_250_000_000n, 0o644],
    mode: [0, 'a', 10, 1_700_000_000_250_000_000n, 0o600],
    // The time of the listing is finer and of the same second.
    changed: [2, 'c', 20, 1_700_000_000_250_000_000n, 0o644],
    // Written to between the listing and the archive: what the archive has counts.
    raced: [2, 'd', 7, 1_700_000_009_000_000_000n, 0o644],
  });
  expect(counts).toEqual({ files: 4, bytes: 47, folders: 0, links: 0, added: 1, changed: 1, removed: 0, touched: 1, skipped: 3 });
});

test('owners keep the names that the archive or the list before told, as a listing need not tell any', () => {
  const nameless = { user: '', group: '' };
  const now = [
    listed('same', nameless),
    listed('given', { ...nameless, uid: 33 }),
    listed('new', { ...nameless, uid: 33 }),
    listed('nobody', { ...nameless, uid: 9 }),
  ];
  const archive = new Map([archived('new', { uid: 33, user: 'deploy' }), archived('nobody', { uid: 9, user: '' })]);
  const { list } = recordState(compareListing(now, [recorded('same'), recorded('given')]), archive, new Set(), 1, 0);
  expect(Object.fromEntries(list.map(({ path, user }) => [path.toString(), user]))).toEqual({
    same: 'www-data',
    given: 'deploy',
    new: 'deploy',
    nobody: '',
  });
});

test('a full counts no changes', () => {
  const { counts } = recordState(compareListing([listed('a')], []), new Map([archived('a')]), new Set(), 0, 0);
  expect(counts).toMatchObject({ files: 1, added: 0, changed: 0 });
});
