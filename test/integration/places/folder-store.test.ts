import { describe } from 'vitest';
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
