import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { askHostKey } from '../../../src/main/servers/ssh/ask-host-key.ts';
import type { RemoteShell, Tunnel } from '../../../src/main/servers/ssh/remote-shell.ts';
import { startSshd } from '../../lab/sshd.ts';
import { findFreePort, waitFor } from '../../lab/tools.ts';
import { linkTo, never, pinnedKey, problemOf, program, scratch, serverFor } from './lab-servers.ts';

/** Answers everything it gets, and says hello first, as a database does. */
async function startEcho(at: { readonly port: 0 } | { readonly path: string }) {
  const accepted: Promise<unknown>[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    accepted.push(once(socket, 'close'));
    socket.on('error', () => {}).write('hello ');
    socket.pipe(socket);
  });
  server.listen('path' in at ? { path: at.path } : { port: at.port, host: '127.0.0.1' });
  await once(server, 'listening');
  return {
    port: 'path' in at ? 0 : (server.address() as AddressInfo).port,
    connections: () => accepted.length,
    allClosed: () => Promise.all(accepted),
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

async function askThrough(tunnel: Tunnel, question: string): Promise<string> {
  const socket = connect(tunnel.port, '127.0.0.1');
  socket.end(question);
  return text(socket);
}

describe('a tunnel', () => {
  test('leads to a port as seen from the server, for several connections at once, and closes with all of them', async () => {
    await using sshd = await startSshd();
    await using echo = await startEcho({ port: 0 });
    await using lab = linkTo([serverFor(sshd)]);
    await lab.shell(async (shell) => {
      const tunnel = await shell.forward({ kind: 'tcp', host: '127.0.0.1', port: echo.port });
      const big = 'x'.repeat(3_000_000);
      const answers = await Promise.all([askThrough(tunnel, 'one'), askThrough(tunnel, 'two'), askThrough(tunnel, big)]);
      expect(answers).toEqual(['hello one', 'hello two', `hello ${big}`]);
      // The way that was tried first was used, not thrown away.
      expect(echo.connections()).toBe(3);
      const idle = connect(tunnel.port, '127.0.0.1');
      await once(idle, 'data');
      const closed = once(idle, 'close');
      await tunnel.close();
      await closed;
      await echo.allClosed();
    });
  });

  test('leaves nothing behind on the connection, however many follow each other', async () => {
    await using sshd = await startSshd();
    await using echo = await startEcho({ port: 0 });
    const warnings: string[] = [];
    const listen = (warning: Error) => void warnings.push(warning.message);
    process.on('warning', listen);
    try {
      await using lab = linkTo([serverFor(sshd)]);
      await lab.shell(async (shell) => {
        for (let turn = 0; turn < 20; turn += 1) {
          const tunnel = await shell.forward({ kind: 'tcp', host: '127.0.0.1', port: echo.port });
          expect(await askThrough(tunnel, 'again')).toBe('hello again');
          await tunnel.close();
        }
      });
    } finally {
      process.off('warning', listen);
    }
    expect(warnings).toEqual([]);
  });

  test('leads to a unix socket of the server', async () => {
    await using sshd = await startSshd();
    await using folder = await scratch();
    const path = join(folder.path, 'db.sock');
    await using echo = await startEcho({ path });
    await Promise.all([chmod(folder.path, 0o755), chmod(path, 0o777)]);
    await using lab = linkTo([serverFor(sshd)]);
    await lab.shell(async (shell) => {
      const tunnel = await shell.forward({ kind: 'socket', path });
      expect(await askThrough(tunnel, 'over the socket')).toBe('hello over the socket');
      await tunnel.close();
    });
    expect(echo.connections()).toBe(1);
  });

  test('that the server forbids, or that leads nowhere, says so before anybody uses it', async () => {
    await using closedSshd = await startSshd({ allowTcpForwarding: false });
    await using openSshd = await startSshd();
    const port = await findFreePort();
    const tcp = (shell: RemoteShell) => shell.forward({ kind: 'tcp', host: '127.0.0.1', port });
    const socket = (shell: RemoteShell) => shell.forward({ kind: 'socket', path: '/nonexistent/db.sock' });
    await using closed = linkTo([serverFor(closedSshd)]);
    await using open = linkTo([serverFor(openSshd)]);
    expect((await problemOf(closed.shell(tcp))).code).toBe('ssh.forward-refused');
    // OpenSSH gives the same answer for a socket it forbids and for one that is not there.
    expect((await problemOf(closed.shell(socket))).code).toBe('ssh.forward-failed');
    expect(await problemOf(open.shell(tcp))).toMatchObject({
      code: 'ssh.forward-failed',
      detail: expect.stringContaining(String(port)) as string,
    });
    expect((await problemOf(open.shell(socket))).code).toBe('ssh.forward-failed');
  });

  test('ends for its users when the connection is lost', async () => {
    await using sshd = await startSshd();
    await using echo = await startEcho({ port: 0 });
    await using lab = linkTo([serverFor(sshd)]);
    await lab.shell(async (shell) => {
      const tunnel = await shell.forward({ kind: 'tcp', host: '127.0.0.1', port: echo.port });
      const user = connect(tunnel.port, '127.0.0.1').on('error', () => {});
      await once(user, 'data');
      const closed = once(user, 'close');
      sshd.killConnections();
      await expect(closed).resolves.toEqual([false]);
      await tunnel.close();
    });
  });
});

describe('a server behind a jump server', () => {
  test('is reached through it, with its own pinned key, and lets go of it at the end', async () => {
    await using jumpSshd = await startSshd();
    await using sshd = await startSshd();
    const jump = serverFor(jumpSshd);
    const server = serverFor(sshd, { jumpServerId: jump.id });
    await using lab = linkTo([server, jump], { keptMs: 50 });
    const { exitCode, stdout } = await lab.shell((shell) =>
      shell.run({ program: program('head -c 9000000 /dev/zero'), args: [], signal: never }),
    );
    expect({ exitCode, bytes: stdout.length }).toEqual({ exitCode: 0, bytes: 9_000_000 });
    for (const each of [sshd, jumpSshd]) {
      await waitFor('the goodbye', 5_000, async () => (/Disconnected from|Received disconnect/.test(await each.log()) ? true : undefined));
    }
  });

  test('whose key has changed is not talked to, and one that is not there is named as seen from the jump server', async () => {
    await using jumpSshd = await startSshd();
    await using sshd = await startSshd();
    const jump = serverFor(jumpSshd);
    const changed = serverFor(sshd, { jumpServerId: jump.id, hostKey: { ...pinnedKey(jumpSshd), pinnedAt: new Date().toISOString() } });
    const refused = serverFor(sshd, { jumpServerId: jump.id, port: await findFreePort() });
    const nameless = serverFor(sshd, { jumpServerId: jump.id, address: 'no-such-host.invalid' });
    await using lab = linkTo([changed, refused, nameless, jump]);
    const problem = (id: string) => problemOf(lab.links.withShell(id, never, async () => 0));
    expect((await problem(changed.id)).code).toBe('ssh.host-key-changed');
    expect(await problem(refused.id)).toMatchObject({ code: 'ssh.refused', detail: expect.stringContaining('jump server') as string });
    expect((await problem(nameless.id)).code).toBe('ssh.name-not-found');
  });

  test('cannot be reached where the jump server forbids it, or where jumps lead in a circle', async () => {
    await using jumpSshd = await startSshd({ allowTcpForwarding: false });
    await using sshd = await startSshd();
    const jump = serverFor(jumpSshd);
    const server = serverFor(sshd, { jumpServerId: jump.id });
    await using lab = linkTo([server, jump]);
    expect((await problemOf(lab.shell(async () => 0))).code).toBe('ssh.jump-refused');
    const first = serverFor(sshd);
    const second = serverFor(sshd, { jumpServerId: first.id });
    await using circle = linkTo([{ ...first, jumpServerId: second.id }, second]);
    expect((await problemOf(circle.shell(async () => 0))).code).toBe('server.jump-cycle');
  });

  test('shows its host key through the jump server', async () => {
    await using jumpSshd = await startSshd();
    await using sshd = await startSshd();
    const jump = serverFor(jumpSshd);
    const server = serverFor(sshd, { jumpServerId: jump.id, hostKey: null });
    await using lab = linkTo([server, jump]);
    const { address, port } = server;
    const { hostKey } = await lab.links.withTransport(server, never, (transport) =>
      askHostKey({ address, port, transport, preferredKeyType: null, signal: never }),
    );
    expect(hostKey.fingerprint).toBe(sshd.fingerprint);
    expect(await sshd.log()).not.toMatch(/Accepted|Failed|Invalid user/);
  });
});
