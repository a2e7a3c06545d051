import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BadS3, startS3rver } from '../../lab/s3rver.ts';
import { copyWhole, hashesOf, plannedHashes, sampleCopyOf } from './copy-helpers.ts';
import { testContract } from './copy-store-contract.ts';
import { makeS3Place } from './s3-place.ts';

const MIB = 1024 * 1024;

let server: BadS3;
beforeAll(async () => {
  server = await startS3rver();
});
afterAll(() => server[Symbol.asyncDispose]());

describe('a bucket at a badly behaved S3 service (s3rver: no list of uploads or parts, so large files begin anew)', () => {
  testContract({
    make: () => makeS3Place(server),
    mediaBytes: 9 * MIB,
    stopAfter: 8 * MIB,
    keepsAtLeast: 0,
    firstKept: 1 * MIB,
    hasBin: false,
    hasTop: true,
    sweeps: true,
    cannot: ['resume'],
  });
});

test('the checksums of the SDK never end up inside an object, as its trailers would at this service', async () => {
  const place = await makeS3Place(server, { changes: { checksums: 'sdk' } });
  const sample = sampleCopyOf({ mediaBytes: 9 * MIB });
  const store = place.open();
  expect(await hashesOf(store, await copyWhole(store, sample))).toEqual(plannedHashes(sample));
});
