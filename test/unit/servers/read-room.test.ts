import { expect, it } from 'vitest';
import { roomOf } from '../../../src/main/servers/preflight/read-room.ts';

it('the room of a server and of its account come in bytes; what was not said is not known', () => {
  expect(roomOf('disk 40000000 10000000\nquota 7500000 10000000\n')).toEqual({
    server: { usedBytes: 30_000_000 * 1024, totalBytes: 40_000_000 * 1024 },
    account: { usedBytes: 7_500_000 * 1024, totalBytes: 10_000_000 * 1024 },
  });
  expect(roomOf('disk 0 0\n')).toEqual({ server: null, account: null });
  expect(roomOf('df: not found\n')).toEqual({ server: null, account: null });
});
