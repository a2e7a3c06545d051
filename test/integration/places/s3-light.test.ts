import { afterAll, beforeAll, describe } from 'vitest';
import { type BadS3, startS3rver } from '../../lab/s3rver.ts';
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
    sweeps: true,
    cannot: ['resume'],
  });
});
