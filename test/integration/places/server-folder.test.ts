import { afterAll, beforeAll, describe } from 'vitest';
import { testContract } from './copy-store-contract.ts';
import { type PlaceServer, startPlaceServer } from './server-place.ts';

const MIB = 1024 * 1024;

let server: PlaceServer;
beforeAll(async () => {
  server = await startPlaceServer({ sftpOnly: true });
});
afterAll(() => server[Symbol.asyncDispose]());

describe('a folder of a server whose account may transfer files and nothing else (internal-sftp)', () => {
  testContract({
    make: () => server.makePlace(),
    mediaBytes: 16 * MIB + 12_345,
    stopAfter: 14 * MIB,
    // Up to 8 MiB may have holes after a cut line and are sent again; what the process had not sent yet is lost.
    keepsAtLeast: 3 * MIB,
    firstKept: 9 * MIB,
    hasBin: true,
    hasTop: true,
    sweeps: true,
  });
});
