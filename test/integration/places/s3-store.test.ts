import { beforeAll, describe } from 'vitest';
import { sharedRadosgw, type SharedRadosgw } from '../../lab/shared.ts';
import { testContract } from './copy-store-contract.ts';
import { makeS3Place } from './s3-place.ts';

let server: SharedRadosgw;
beforeAll(async () => {
  server = await sharedRadosgw();
});

const MIB = 1024 * 1024;

describe('a bucket at a faithful S3 service (radosgw)', () => {
  testContract({
    make: () => makeS3Place(server),
    mediaBytes: 18 * MIB + 12_345,
    stopAfter: 17 * MIB,
    // Two whole parts were sent; the second may be lost on a machine so busy that it takes seconds.
    keepsAtLeast: 8 * MIB,
    firstKept: 9 * MIB,
    hasBin: false,
    hasTop: true,
    sweeps: true,
  });
});
