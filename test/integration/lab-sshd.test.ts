import { existsSync, readFileSync } from 'node:fs';
import { Client, type ConnectConfig } from 'ssh2';
import { describe, expect, it } from 'vitest';
import { isRoot } from '../lab/accounts.ts';
import { startDelayProxy } from '../lab/delay-proxy.ts';
import { startSshAgent } from '../lab/ssh-agent.ts';
import { runOverSsh } from '../lab/ssh-client.ts';
import { startSshd, type Sshd } from '../lab/sshd.ts';
import { needTool, run, waitFor } from '../lab/tools.ts';

/** RFC 4254, 5.1 */
const ADMINISTRATIVELY_PROHIBITED = 1;

describe("the lab's OpenSSH server", () => {
  it('signs in with its own key, as its own account, into a throwaway home', async () => {
    await using sshd = await startSshd();

    expect(await runOverSsh(sshd, 'id -un; pwd; echo "$HOME"')).toBe(`${sshd.user}\n${sshd.home}\n${sshd.home}\n`);
    expect(sshd.account.uid === 0).toBe(false);
  });

  it.each([['ed25519'], ['rsa'], ['ecdsa']] as const)('tells the fingerprint of its %s key as ssh-keygen does', async (type) => {
    await using sshd = await startSshd({ hostKeyTypes: [type] });

    const scanned = await run(await needTool('ssh-keyscan'), ['-p', String(sshd.port), '-t', type, '127.0.0.1']);
    const [, fingerprint] = (await run(await needTool('ssh-keygen'), ['-l', '-f', '-'], { input: scanned })).split(' ');

    expect(fingerprint).toBe(sshd.fingerprint);
    expect(scanned).toContain(sshd.knownHostsLine.split(' ').slice(1).join(' '));
  });

  it('answers with another key after a restart, which OpenSSH refuses', async () => {
    await using sshd = await startSshd();
    const before = sshd.knownHostsLine;

    await sshd.restartWithNewHostKey();

    await expect(runOverSsh(sshd, 'true', { knownHostsLine: before })).rejects.toThrow('REMOTE HOST IDENTIFICATION HAS CHANGED');
    expect(await runOverSsh(sshd, 'echo new')).toBe('new\n');
  });

  it.each([
    ['dash', /\/dash$/m, true],
    ['bash', /\/bash$/m, true],
    ['busybox', /\/busybox$/m, false],
  ] as const)('runs commands by %s', async (loginShell, interpreter, hasGnuTools) => {
    await using sshd = await startSshd({ loginShell });

    expect(await runOverSsh(sshd, 'readlink /proc/$$/exe; :')).toMatch(interpreter);
    expect((await runOverSsh(sshd, 'ls --version 2>&1; true')).includes('GNU coreutils')).toBe(hasGnuTools);
    expect(await runOverSsh(sshd, 'command -v mysqldump')).toMatch(/mysqldump\n$/);
  });

  it.each([['dash'], ['bash'], ['busybox']] as const)(
    'prints the noise of login files before a command of %s, but not into sftp',
    async (loginShell) => {
      await using sshd = await startSshd({ loginShell, chattyLogin: true });

      const output = await runOverSsh(sshd, 'echo payload');

      expect(output).toMatch(/^Welcome to aurora-web-03/);
      expect(output).toMatch(/no newline follows:payload\n$/);
      expect(output.match(/Welcome/g)).toHaveLength(1);
      expect(await listOverSftp(sshd)).toContain('.profile');
    },
  );

  it('lacks programs and has others replaced on request', async () => {
    await using sshd = await startSshd({
      without: ['zstd', 'mysqldump', 'mariadb-dump'],
      programs: { gzip: '#!/bin/sh\nexit 9\n' },
      env: { LANG: 'de_DE' },
    });

    expect(await runOverSsh(sshd, 'command -v zstd || command -v mysqldump || echo none; gzip; echo "$? $LANG"')).toBe('none\n9 de_DE\n');
  });

  it('loses connections without a goodbye, and knows what was left running', async () => {
    await using sshd = await startSshd();
    const outcome = runOverSsh(sshd, 'sleep 300').catch(String);
    await waitFor('the command to run', 10_000, async () => (sshd.remoteProcesses().length > 0 ? true : undefined));

    expect(sshd.killConnections()).toBeGreaterThan(0);

    expect(await outcome).toMatch(/closed|reset|broken/i);
    expect(sshd.remoteProcesses().length).toBeGreaterThan(0);
  });

  it('forwards ports, or refuses to', async () => {
    await using open = await startSshd();
    await using closed = await startSshd({ allowTcpForwarding: false });

    expect(await forwardTo(open, open.port)).toMatch(/^SSH-2.0-/);
    await expect(forwardTo(closed, closed.port)).rejects.toMatchObject({ reason: ADMINISTRATIVELY_PROHIBITED });
  });

  it('limits the channels of a connection', async () => {
    await using sshd = await startSshd({ maxSessions: 1 });
    await expect(openTwoChannels(sshd)).rejects.toThrow('open failed');
  });

  it('leaves nothing behind when it cannot start', async () => {
    const message = await startSshd({ config: ['NoSuchSetting yes'] }).then(() => 'started', String);

    expect(message).toMatch(/sshd did not start:.*Bad configuration option: NoSuchSetting/s);
    const folder = /(\/\S*holdfast-lab-sshd-\w+)\/sshd_config/.exec(message)?.[1] ?? '/';
    expect(existsSync(folder)).toBe(false);
  });

  it('lets an agent sign in with a key that is locked by a passphrase', async () => {
    await using sshd = await startSshd({ clientKeyPassphrase: 'open $esame "1"' });
    await using agent = await startSshAgent([{ file: sshd.keyFile, passphrase: 'open $esame "1"' }]);

    await expect(runOverSsh(sshd, 'true')).rejects.toThrow('Permission denied');
    expect(await runOverSsh(sshd, 'echo in', { agentSocket: agent.socket })).toBe('in\n');
  });

  it.runIf(isRoot()).each([['password'], ['keyboard-interactive']] as const)('asks for a %s when it runs as root', async (method) => {
    await using sshd = await startSshd({ asRoot: true, signIn: [method] });

    await expect(signIn(sshd, method, sshd.password ?? '')).resolves.toBe('signed in');
    await expect(signIn(sshd, method, 'wrong')).rejects.toThrow('All configured authentication methods failed');
    await expect(runOverSsh(sshd, 'true')).rejects.toThrow('Permission denied');
  });
});

describe("the lab's line with distance", () => {
  it('delays both directions', async () => {
    await using sshd = await startSshd();
    await using proxy = await startDelayProxy({ targetPort: sshd.port, oneWayMs: 40 });
    const started = performance.now();

    expect(await runOverSsh(sshd, 'seq 1 200000 | tail -n 1', { port: proxy.port })).toBe('200000\n');

    // TCP, banner, key exchange, service, authentication and channel: at least five round trips.
    expect(performance.now() - started).toBeGreaterThan(5 * 80);
  });

  it('can be cut, and lets the next connection through', async () => {
    await using sshd = await startSshd();
    await using proxy = await startDelayProxy({ targetPort: sshd.port, oneWayMs: 1 });
    const outcome = runOverSsh(sshd, 'sleep 300', { port: proxy.port }).catch(String);
    await waitFor('the command to run', 10_000, async () => (sshd.remoteProcesses().length > 0 ? true : undefined));

    proxy.cut();

    expect(await outcome).toMatch(/closed|reset|broken/i);
    expect(await runOverSsh(sshd, 'echo again', { port: proxy.port })).toBe('again\n');
  });

  it('can freeze, so that only keepalives notice', async () => {
    await using sshd = await startSshd();
    await using proxy = await startDelayProxy({ targetPort: sshd.port, oneWayMs: 1 });
    const client = await connected({ ...withKey(sshd), port: proxy.port, keepaliveInterval: 100, keepaliveCountMax: 2 });
    const ended = new Promise((resolve) => client.once('error', resolve));

    proxy.freeze();

    expect(await ended).toMatchObject({ level: 'client-timeout' });
    expect(proxy.connections()).toBe(1);
  });
});

function target(sshd: Sshd): ConnectConfig {
  const expected = sshd.knownHostsLine.split(' ')[2];
  return {
    host: sshd.host,
    port: sshd.port,
    username: sshd.user,
    hostVerifier: (key: Buffer) => key.toString('base64') === expected,
  };
}

function withKey(sshd: Sshd): ConnectConfig {
  return { ...target(sshd), privateKey: readFileSync(sshd.keyFile) };
}

function connected(config: ConnectConfig, client = new Client()): Promise<Client> {
  return new Promise((resolve, reject) => {
    client.once('ready', () => resolve(client));
    client.once('error', reject);
    client.connect(config);
  });
}

async function signIn(sshd: Sshd, method: 'password' | 'keyboard-interactive', password: string): Promise<string> {
  const client = new Client();
  client.on('keyboard-interactive', (_name, _text, _language, prompts, finish) => finish(prompts.map(() => password)));
  await connected({ ...target(sshd), ...(method === 'password' ? { password } : { tryKeyboard: true }) }, client);
  client.end();
  return 'signed in';
}

async function forwardTo(sshd: Sshd, port: number): Promise<string> {
  const client = await connected(withKey(sshd));
  try {
    return await new Promise((resolve, reject) => {
      client.forwardOut('127.0.0.1', 0, '127.0.0.1', port, (error, channel) => {
        if (error) reject(error);
        else channel.once('data', (data: Buffer) => resolve(data.toString('latin1')));
      });
    });
  } finally {
    client.end();
  }
}

async function openTwoChannels(sshd: Sshd): Promise<void> {
  const client = await connected(withKey(sshd));
  const open = () => new Promise<void>((resolve, reject) => client.exec('cat', (error) => (error ? reject(error) : resolve())));
  try {
    await open();
    await open();
  } finally {
    client.end();
  }
}

async function listOverSftp(sshd: Sshd): Promise<readonly string[]> {
  const client = await connected(withKey(sshd));
  try {
    return await new Promise((resolve, reject) => {
      client.sftp((error, sftp) => {
        if (error) reject(error);
        else sftp.readdir(sshd.home, (failure, list) => (failure ? reject(failure) : resolve(list.map(({ filename }) => filename))));
      });
    });
  } finally {
    client.end();
  }
}
