import { beforeAll } from 'vitest';
import { sharedRadosgw, type SharedRadosgw } from '../../lab/shared.ts';
import { describeContract } from './copy-store-contract.ts';
import { makeS3Place } from './s3-place.ts';

let server: SharedRadosgw;
beforeAll(async () => {
  server = await sharedRadosgw();
});

const MIB = 1024 * 1024;

describeContract({
  name: 'a bucket at a faithful S3 service (radosgw)',
  make: () => makeS3Place(server),
  mediaBytes: 33 * MIB + 12_345,
  stopAfter: 32 * MIB + 1,
  // Of four whole parts three at most were under way and may be lost.
  keepsAtLeast: 8 * MIB,
  firstKept: 9 * MIB,
  hasBin: false,
  sweeps: true,
});
