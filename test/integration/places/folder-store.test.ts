import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openThisComputer } from '../../../src/main/places/this-computer.ts';
import { copyHalf, hashesOf, plannedHashes, sampleCopyOf, SIGNAL, writeFiles } from './copy-helpers.ts';
import { testContract } from './copy-store-contract.ts';
import { makeFolderPlace } from './folder-place.ts';

describe('a folder of this computer', () => {
  testContract({
    make: makeFolderPlace,
    mediaBytes: 5_000_000,
    stopAfter: 2_500_000,
    keepsAtLeast: 2_000_000,
    firstKept: 1_100_000,
    hasBin: true,
    sweeps: true,
  });
});

test('one backup is never written to one place by two at the same time, and the name of a capture stays its own', async () => {
  await using place = await makeFolderPlace();
  const sample = sampleCopyOf();
  const draft = await place.open().begin(sample.plan, SIGNAL);
  await expect(place.open().begin(sample.plan, SIGNAL)).rejects.toMatchObject({ code: 'place.busy' });
  // A capture that reserved the very name while the copy arrived.
  const { draft: capture, folder } = await openThisComputer(place.place).beginBackup('aurora-market', sample.plan.manifest.backup.folder);
  expect(folder).toBe(sample.plan.manifest.backup.folder);
  await writeFiles(draft, sample);
  const location = await draft.commit(SIGNAL);
  expect(basename(location)).toBe(`${folder}-2`);
  await capture.discard();
  expect(await hashesOf(place.open(), location)).toEqual(plannedHashes(sample));
});

test('a location outside the place is neither read nor removed', async () => {
  await using place = await makeFolderPlace();
  const store = place.open();
  for (const location of [dirname(place.place.folder), place.place.folder, join(place.place.folder, '..', 'x'), '../x']) {
    await expect(store.remove(location, SIGNAL)).rejects.toMatchObject({ code: 'place.missing' });
    await expect(store.look(location, SIGNAL)).rejects.toMatchObject({ code: 'place.missing' });
  }
  await expect(store.purge('../x', SIGNAL)).rejects.toThrow('not in a bin');
  await expect(store.purge('.holdfast-bin/x/../../..', SIGNAL)).rejects.toMatchObject({ code: 'place.missing' });
});

test('a partial file that is not what it should be is written anew from its beginning', async () => {
  await using place = await makeFolderPlace();
  const sample = sampleCopyOf();
  const media = sample.contents.get('media-uploads.tar') ?? Buffer.alloc(0);
  for (const left of [randomBytes(media.length), randomBytes(media.length + 1)]) {
    await copyHalf(place.open(), sample, 1_500_000);
    const [partial = ''] = (await place.everything()).filter((path) => path.endsWith('.partial'));
    await place.put(partial, left);
    const draft = await place.open().begin(sample.plan, SIGNAL);
    expect((await writeFiles(draft, sample)).get('media-uploads.tar')).toBe(0);
    const location = await draft.commit(SIGNAL);
    expect(await hashesOf(place.open(), location)).toEqual(plannedHashes(sample));
    const { bin } = await place.open().remove(location, SIGNAL);
    await place.open().purge(bin ?? '', SIGNAL);
  }
});
