import type { ClientChannel } from 'ssh2';
import { expect, test } from 'vitest';
import { enlargeReceiveWindow } from '../../../src/main/servers/ssh/receive-window.ts';
import { startSshd } from '../../lab/sshd.ts';
import { waitFor } from '../../lab/tools.ts';
import { clientOf } from './lab-servers.ts';

const MIB = 1024 * 1024;

test('the server sends as far ahead as the window says, and further only for what was taken away', async () => {
  await using sshd = await startSshd();
  const client = await clientOf(sshd);
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.exec('exec cat /dev/zero', (error, opened) => (error === undefined ? resolve(opened) : reject(error)));
  });
  channel.pause();
  const window = enlargeReceiveWindow(channel, 16 * MIB);
  // Null here means that this ssh2 has another inside, and everything would be slow over distance.
  expect(window).not.toBeNull();
  const arrived = async () => {
    let before = -1;
    return waitFor('the server to stop sending', 10_000, async () => {
      const steady = channel.readableLength === before && before > 0;
      before = channel.readableLength;
      return steady ? before : undefined;
    });
  };
  const full = await waitFor('the whole window', 10_000, async () => (channel.readableLength === 16 * MIB ? await arrived() : undefined));
  expect(full).toBe(16 * MIB);
  let taken = 0;
  while (taken < 10 * MIB) {
    const chunk = channel.read(Math.min(MIB, channel.readableLength)) as Buffer;
    taken += chunk.length;
    window?.consumed(chunk.length);
  }
  await waitFor('the window to fill again', 10_000, async () => (channel.readableLength >= 15 * MIB ? true : undefined));
  expect(await arrived()).toBeLessThanOrEqual(18 * MIB);
  client.destroy();
});
