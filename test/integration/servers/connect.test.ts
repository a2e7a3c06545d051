import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { hostKeyOf } from '../../../src/main/servers/ssh/fingerprint.ts';
import { isRoot } from '../../lab/accounts.ts';
import { makeKeyPair } from '../../lab/ssh-keys.ts';
import { startSshd } from '../../lab/sshd.ts';
import { findFreePort, run, waitFor } from '../../lab/tools.ts';
import { linkTo, memorySecrets, never, pinnedKey, problemOf, program, scratch, serverFor } from './lab-servers.ts';

const whoami = { program: program('id -un'), args: [], signal: never };

async function signInAs(server: ReturnType<typeof serverFor>, secrets = memorySecrets()): Promise<string> {
  await using lab = linkTo([server], { secrets });
  return await lab.shell(async (shell) => (await shell.run(whoami)).stdout.toString().trim());
}

describe('signing in', () => {
  test('works with a key file, of every usual type', async () => {
    for (const clientKeyType of ['ed25519', 'rsa', 'ecdsa'] as const) {
      await using sshd = await startSshd({ clientKeyType });
      expect(await signInAs(serverFor(sshd))).toBe(sshd.user);
    }
  });

  test('works with a key file and its passphrase from the secret store; a wrong or missing one sends nothing', async () => {
    await using sshd = await startSshd({ clientKeyPassphrase: 'correct horse' });
    const server = serverFor(sshd);
    const key = `server:${server.id}`;
    expect(await signInAs(server, memorySecrets({ [key]: 'correct horse' }))).toBe(sshd.user);
    expect((await problemOf(signInAs(server, memorySecrets({ [key]: 'wrong' })))).code).toBe('ssh.key-file-unreadable');
    expect((await problemOf(signInAs(server))).code).toBe('ssh.secret-missing');
    const withoutPassphrase = serverFor(sshd, { authentication: { method: 'key-file', path: sshd.keyFile, hasPassphrase: false } });
    expect(await problemOf(signInAs(withoutPassphrase))).toMatchObject({
      code: 'ssh.key-file-unreadable',
      detail: expect.stringContaining('has a passphrase') as string,
    });
    expect((await sshd.log()).match(/Connection from/g)).toHaveLength(1);
  });

  test('says what is wrong with a key file that is missing, is a public key or is no key', async () => {
    await using sshd = await startSshd();
    await using folder = await scratch();
    const noKey = join(folder.path, 'notes.txt');
    await writeFile(noKey, 'milk, bread\n');
    const details = [];
    for (const path of [join(folder.path, 'gone'), `${sshd.keyFile}.pub`, noKey]) {
      details.push(await problemOf(signInAs(serverFor(sshd, { authentication: { method: 'key-file', path, hasPassphrase: false } }))));
    }
    expect(details.map(({ code }) => code)).toEqual(Array(3).fill('ssh.key-file-unreadable'));
    expect(details.map(({ detail }) => detail)).toEqual([
      expect.stringContaining('no such file'),
      expect.stringContaining('public key'),
      expect.stringContaining('Unsupported key format'),
    ]);
  });

  test('works with an agent; one that is not there is named before anything is sent', async () => {
    await using sshd = await startSshd();
    await using folder = await scratch();
    const socket = join(folder.path, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    try {
      await waitFor('the agent', 5_000, async () =>
        run('ssh-add', ['-q', sshd.keyFile], { env: { ...process.env, SSH_AUTH_SOCK: socket } }).then(
          () => true,
          () => undefined,
        ),
      );
      expect(await signInAs(serverFor(sshd, { authentication: { method: 'agent', socket } }))).toBe(sshd.user);
    } finally {
      agent.kill();
      await once(agent, 'exit');
    }
    const gone = serverFor(sshd, { authentication: { method: 'agent', socket: join(folder.path, 'none') } });
    expect((await problemOf(signInAs(gone))).code).toBe('ssh.agent-unavailable');
    expect((await sshd.log()).match(/Connection from/g)).toHaveLength(1);
  });

  test.skipIf(!isRoot()).each(['password', 'keyboard-interactive'] as const)('works with %s', async (method) => {
    await using sshd = await startSshd({ asRoot: true, signIn: [method] });
    const server = serverFor(sshd, { authentication: { method } });
    const key = `server:${server.id}`;
    expect(await signInAs(server, memorySecrets({ [key]: sshd.password ?? '' }))).toBe(sshd.user);
    const refused = await problemOf(signInAs(server, memorySecrets({ [key]: 'not the password' })));
    expect(refused).toMatchObject({ code: 'ssh.authentication-failed', detail: expect.stringContaining(method) as string });
    expect(refused.detail).not.toContain('not the password');
  });

  test.skipIf(!isRoot())('answers the prompt with the password where the server takes it only there', async () => {
    await using sshd = await startSshd({ asRoot: true, signIn: ['keyboard-interactive'] });
    const server = serverFor(sshd, { authentication: { method: 'password' } });
    expect(await signInAs(server, memorySecrets({ [`server:${server.id}`]: sshd.password ?? '' }))).toBe(sshd.user);
  });

  test('says which methods the server would accept when it refuses a key', async () => {
    await using sshd = await startSshd();
    await using folder = await scratch();
    const stranger = await makeKeyPair(join(folder.path, 'stranger'));
    const server = serverFor(sshd, { authentication: { method: 'key-file', path: stranger.privateFile, hasPassphrase: false } });
    expect(await problemOf(signInAs(server))).toEqual({
      code: 'ssh.authentication-failed',
      detail: `tried publickey as ${sshd.user}; the server accepts publickey`,
    });
  });
});

describe('the host key', () => {
  test('that nobody has accepted stops everything before a connection is made', async () => {
    await using sshd = await startSshd();
    expect((await problemOf(signInAs(serverFor(sshd, { hostKey: null })))).code).toBe('ssh.host-key-unknown');
    expect(await sshd.log()).not.toContain('Connection from');
  });

  test('that has changed blocks the sign-in, shows both fingerprints and sends nothing', async () => {
    await using sshd = await startSshd();
    const server = serverFor(sshd);
    const before = sshd.fingerprint;
    await using lab = linkTo([server]);
    expect(await lab.shell(async (shell) => (await shell.run(whoami)).exitCode)).toBe(0);
    await sshd.restartWithNewHostKey();
    const problem = await problemOf(signInAs(server));
    expect(problem.code).toBe('ssh.host-key-changed');
    expect(problem.detail).toContain(before);
    expect(problem.detail).toContain(sshd.fingerprint);
    expect(problem.detail).toContain('Nothing was sent');
    const log = await sshd.log();
    expect(log).toContain('Connection');
    expect(log).not.toMatch(/user|publickey/i);
  });

  test('is asked for by its type, so that a server with several keys does not look changed', async () => {
    await using sshd = await startSshd({ hostKeyTypes: ['ed25519', 'rsa', 'ecdsa'] });
    for (const key of sshd.hostKeys) {
      const hostKey = { ...hostKeyOf(Buffer.from(key.publicLine.split(' ')[1] ?? '', 'base64')), pinnedAt: new Date().toISOString() };
      expect(await signInAs(serverFor(sshd, { hostKey }))).toBe(sshd.user);
    }
    expect(pinnedKey(sshd, 'ssh-rsa').fingerprint).toBe(sshd.hostKeys[1]?.fingerprint);
  });
});

describe('a server that cannot be reached', () => {
  test('because its name does not exist', async () => {
    await using sshd = await startSshd();
    expect((await problemOf(signInAs(serverFor(sshd, { address: 'no-such-host.invalid' })))).code).toBe('ssh.name-not-found');
  });

  test('because nothing listens on the port', async () => {
    await using sshd = await startSshd();
    expect((await problemOf(signInAs(serverFor(sshd, { port: await findFreePort() })))).code).toBe('ssh.refused');
  });

  test('because it never answers', async () => {
    await using sshd = await startSshd();
    await using hole = await listen(() => {});
    await using lab = linkTo([serverFor(sshd, { port: hole.port })], { readyTimeoutMs: 300 });
    expect((await problemOf(lab.shell(async () => 0))).code).toBe('ssh.unreachable');
  });

  test('because it hangs up at once, or speaks something else', async () => {
    await using sshd = await startSshd();
    await using door = await listen((socket) => socket.destroy());
    expect((await problemOf(signInAs(serverFor(sshd, { port: door.port })))).code).toBe('ssh.connection-lost');
    await using web = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'.repeat(200)));
    expect(['ssh.protocol-failed', 'ssh.connection-lost']).toContain((await problemOf(signInAs(serverFor(sshd, { port: web.port })))).code);
  });

  test('because both sides know no common algorithm', async () => {
    await using sshd = await startSshd({
      config: ['Ciphers chacha20-poly1305@openssh.com', 'KexAlgorithms sntrup761x25519-sha512@openssh.com'],
    });
    expect((await problemOf(signInAs(serverFor(sshd)))).code).toBe('ssh.protocol-failed');
  });

  test('because this side does not know the type of its key; nothing is sent, and no socket stays', async () => {
    await using sshd = await startSshd();
    const connecting = vi.spyOn(Socket.prototype, 'connect');
    onTestFinished(() => connecting.mockRestore());
    const hostKey = { ...pinnedKey(sshd), type: 'ssh-of-tomorrow', pinnedAt: new Date().toISOString() };
    expect(await problemOf(signInAs(serverFor(sshd, { hostKey })))).toEqual({
      code: 'ssh.protocol-failed',
      detail: 'Unsupported algorithm: ssh-of-tomorrow',
    });
    const left = (connecting.mock.contexts as unknown as Socket[]).map(({ destroyed, bytesWritten }) => ({ destroyed, bytesWritten }));
    expect(left).toEqual([{ destroyed: true, bytesWritten: 0 }]);
  });

  test('does not keep a caller who has given up', async () => {
    await using sshd = await startSshd();
    await using hole = await listen(() => {});
    await using lab = linkTo([serverFor(sshd, { port: hole.port })]);
    const giveUp = new AbortController();
    const waiting = lab.shell(async () => 0, giveUp.signal);
    await hole.connected;
    giveUp.abort(new Error('given up'));
    await expect(waiting).rejects.toThrow('given up');
    await expect(hole.disconnected).resolves.toBeUndefined();
  });
});

async function listen(onSocket: (socket: Socket) => void) {
  const connected = Promise.withResolvers<void>();
  const disconnected = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    connected.resolve();
    socket.on('error', () => {}).on('close', () => disconnected.resolve());
    socket.resume();
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    connected: connected.promise,
    disconnected: disconnected.promise,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}
