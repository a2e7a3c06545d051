import { createHash, randomBytes } from 'node:crypto';
import { Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startSshd, type Sshd } from '../../lab/sshd.ts';
import { linkTo, never, program, serverFor } from './lab-servers.ts';

const MIB = 1024 * 1024;
/** The largest a channel takes from OpenSSH. */
const PACKET_BYTES = 32 * 1024;

/** How often the sockets to this server have handed something to the system. */
function watchWrites({ port }: Sshd): () => number {
  const spies = [vi.spyOn(Socket.prototype, '_write'), vi.spyOn(Socket.prototype, '_writev')];
  onTestFinished(() => spies.forEach((spy) => spy.mockRestore()));
  return () => spies.flatMap(({ mock }) => mock.contexts as unknown as Socket[]).filter(({ remotePort }) => remotePort === port).length;
}

test('a packet leaves in one write with all that is written beside it, also through a jump server', async () => {
  await using jumpSshd = await startSshd();
  await using sshd = await startSshd();
  const jump = serverFor(jumpSshd);
  const direct = serverFor(sshd);
  const behind = serverFor(sshd, { jumpServerId: jump.id });
  await using lab = linkTo([direct, behind, jump]);
  const input = randomBytes(4 * MIB);
  for (const [server, first] of [
    [direct, sshd],
    [behind, jumpSshd],
  ] as const) {
    await lab.links.withShell(server.id, never, async (shell) => {
      const writes = watchWrites(first);
      const { stdout } = await shell.run({
        program: program('head -c "$1" | sha256sum'),
        args: [String(input.length)],
        input,
        signal: never,
      });
      expect(stdout.toString().slice(0, 64)).toBe(createHash('sha256').update(input).digest('hex'));
      // Three pieces to a packet would be 384.
      expect(writes()).toBeGreaterThan(0);
      expect(writes()).toBeLessThan(input.length / PACKET_BYTES);
    });
  }
});
