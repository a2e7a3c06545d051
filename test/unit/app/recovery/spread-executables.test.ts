import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { spreadExecutables } from '../../../../src/main/app/recovery/spread-executables.ts';
import type { BackupEvidence } from '../../../../src/main/catalog/backup-evidence.ts';
import { BackupId, SourceId } from '../../../../src/shared/model/ids.ts';
import { hoursBefore } from '../../model-samples.ts';

const uploads = SourceId.parse(crypto.randomUUID());
const avatars = SourceId.parse(crypto.randomUUID());

/** One letter is one script; null: the backup does not hold the source. `?`: its list cannot be read. */
type Made = Readonly<Partial<Record<'uploads' | 'avatars' | 'zip', string>>>;

function madeOf(specs: readonly Made[]) {
  const lists = new Map<string, string>();
  const backups = specs.map((spec, index): BackupEvidence => {
    const id = BackupId.parse(crypto.randomUUID());
    const files = (['uploads', 'avatars', 'zip'] as const).flatMap((name) => {
      const held = spec[name];
      if (held === undefined) return [];
      const sourceId = name === 'avatars' ? avatars : uploads;
      lists.set(`${id} ${sourceId}`, held);
      return { sourceId, fileList: { file: 'f', bytes: 1, sha256: 'ab'.repeat(32) }, bytes: 1, chain: [id], foreign: name === 'zip' };
    });
    const startedAt = hoursBefore((specs.length - index) * 24);
    return { id, startedAt, capturedTo: startedAt, rows: new Map(), databaseBytes: 0, zip: null, files, applicationKey: null };
  });
  let reads = 0;
  const states = async (most = Infinity) => {
    const found = await spreadExecutables(
      backups,
      (id, { sourceId }) => {
        reads += 1;
        const list = lists.get(`${id} ${sourceId}`) ?? '?';
        return Promise.resolve(list === '?' ? null : new Set(list));
      },
      () => reads < most,
    );
    return backups.map(({ id }) => {
      const state = found.get(id) ?? null;
      return state === null ? null : [...state].toSorted().join('');
    });
  };
  return { states, reads: () => reads };
}

it('tells the very backup in which a script came, out of few lists of a year', async () => {
  const made = madeOf(Array.from({ length: 365 }, (_, day) => ({ uploads: day < 300 ? 'a' : 'ab' })));
  const states = await made.states();
  expect(states.indexOf('ab')).toBe(300);
  expect(new Set(states.slice(0, 300))).toEqual(new Set(['a']));
  expect(new Set(states.slice(300))).toEqual(new Set(['ab']));
  expect(made.reads()).toBeLessThan(15);
});

it('tells what reading every list would tell, as long as nothing that came goes again', async () => {
  const days = fc.array(fc.nat(40), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(days, async (came) => {
      const specs = Array.from({ length: 40 }, (_, day) => ({
        uploads: came.flatMap((each, name) => (each <= day ? 'abcde'.charAt(name) : [])).join(''),
      }));
      expect(await madeOf(specs).states()).toEqual(specs.map(({ uploads: held }) => held.split('').toSorted().join('')));
    }),
    { numRuns: 50 },
  );
});

it('does not take a backup of another folder for one in which scripts went and came back', async () => {
  const states = await madeOf([
    { uploads: 'a', avatars: 'x' },
    { uploads: 'a' },
    { avatars: 'x' },
    { uploads: 'a', avatars: 'x' },
  ]).states();
  expect(states).toEqual(['ax', 'ax', 'ax', 'ax']);
});

it('takes what a folder holds when it is first backed up for old', async () => {
  expect(await madeOf([{ uploads: 'a' }, { uploads: 'a', avatars: 'x' }]).states()).toEqual(['ax', 'ax']);
});

it('knows nothing of a backup without files, or of archives that the server packed', async () => {
  expect(await madeOf([{}, { zip: 'abc' }, { uploads: 'a' }]).states()).toEqual([null, null, 'a']);
});

it('says nothing of a list that cannot be read, unless the ones around it are alike', async () => {
  const around = await madeOf([{ uploads: 'a' }, { uploads: '?' }, { uploads: 'a' }]).states();
  expect(around).toEqual(['a', 'a', 'a']);
  expect(await madeOf([{ uploads: 'a' }, { uploads: '?' }, { uploads: 'ab' }]).states()).toEqual(['a', null, 'ab']);
  expect(await madeOf([{ uploads: '?' }, { uploads: '?' }]).states()).toEqual([null, null]);
});

it('says nothing of what it had no time to read', async () => {
  const specs = Array.from({ length: 10 }, (_, day) => ({ uploads: day < 5 ? 'a' : 'ab' }));
  const states = await madeOf(specs).states(2);
  expect(states).toEqual(['a', ...Array.from({ length: 8 }, () => null), 'ab']);
});
