import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { SHA256_METADATA } from '../../../src/main/places/s3/bucket.ts';
import type { CopyStore } from '../../../src/main/places/copy-store.ts';
import { openServerFolderStore } from '../../../src/main/places/server-folder/server-folder-store.ts';
import { copyBackup, type CopiedBackup } from '../../../src/main/transfer/copy-backup.ts';
import { NO_LIMITS } from '../../../src/main/transfer/limits.ts';
import { sharedRadosgw } from '../../lab/shared.ts';
import { handClock } from '../../unit/transfer/hand-clock.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { makeS3Place } from '../places/s3-place.ts';
import { startPlaceServer } from '../places/server-place.ts';
import { backupIn, type Made, placeIn, watchedJob } from './copies.ts';

const MIB = 1024 * 1024;

/** A backup on this computer, and what copies it as often as it is asked to, as somebody does who knows nothing of the copy that is there. */
async function copier(
  sizes: readonly number[],
): Promise<{ readonly made: Made; readonly copyTo: (to: CopyStore) => Promise<CopiedBackup> }> {
  const from = await placeIn(join(scratchFolder(), 'here'));
  const made = await backupIn(from, sizes);
  const { manifest, location: fromLocation } = made;
  const base = { manifest, sumsSha256: null, from, fromLocation, limits: NO_LIMITS, clock: handClock() };
  return { made, copyTo: (to) => copyBackup({ ...base, to, job: watchedJob() }) };
}

describe('a copy that lay there already', () => {
  it('is told to be believed where a server gives no digest, and compared where it does', async () => {
    await using server = await startPlaceServer({ sftpOnly: true });
    await using place = await server.makePlace();
    const { made, copyTo } = await copier([4000]);
    expect((await copyTo(place.open())).believed).toEqual([]);
    expect((await copyTo(place.open())).believed).toContain('part-0.sql.gz');

    const sums = new Map(made.manifest.backup.artifacts.map(({ file, sha256 }) => [file, sha256]));
    const digest = async (path: string): Promise<string | null> => sums.get(path.slice(path.lastIndexOf('/') + 1)) ?? null;
    expect((await copyTo(openServerFolderStore(place.place, place.links, { digest }))).believed).not.toContain('part-0.sql.gz');
  });

  it('in a bucket is compared by what the service computed over its bytes, in one part and in several, and our own words are not enough', async () => {
    await using place = await makeS3Place(await sharedRadosgw());
    const { made, copyTo } = await copier([4000, 17 * MIB, 5000]);
    const { location } = await copyTo(place.open());
    expect((await copyTo(place.open())).believed).toEqual([]);

    const last = made.manifest.backup.artifacts.at(-1);
    if (last === undefined) throw new Error('no artifact');
    const Metadata = { [SHA256_METADATA]: last.sha256 };
    const Key = `${location}/${last.file}`;
    await place.client.send(new PutObjectCommand({ Bucket: place.place.bucket, Key, Body: Buffer.alloc(last.bytes), Metadata }));
    expect((await copyTo(place.open())).believed).toEqual([last.file]);
  });
});
