import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createServerRegister, type RegisterOptions } from '../../../src/main/servers/register.ts';
import { createServerConnections } from '../../../src/main/servers/ssh/connections.ts';
import { systemClock } from '../../../src/main/support/clock.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { Server, ServerDraft } from '../../../src/shared/model/server.ts';
import { startSshd, type Sshd } from '../../lab/sshd.ts';
import { memorySecrets, never, problemOf, program, scratch } from './lab-servers.ts';

/** The register over a table in memory; the catalog's own tests show that its table does the same. */
function startRegister(options: Partial<RegisterOptions> = {}) {
  const kept = new Map<string, Server>();
  const servers = {
    list: () => [...kept.values()],
    find: (id: string) => kept.get(id) ?? null,
    insert: (server: Server) => void kept.set(server.id, Server.parse(server)),
    update: (server: Server) => void kept.set(server.id, Server.parse(server)),
    delete: (id: string) => void kept.delete(id),
  };
  const secrets = memorySecrets();
  const links = createServerConnections({ servers, secrets, clock: systemClock, logger: silentLogger });
  const register = createServerRegister({
    servers,
    secrets,
    links,
    sites: { list: () => [] },
    clock: systemClock,
    logger: silentLogger,
    home: '/nonexistent',
    ...options,
  });
  return { register, links, secrets, kept, [Symbol.asyncDispose]: () => links.close() };
}

function draftFor(sshd: Pick<Sshd, 'host' | 'port' | 'user' | 'keyFile'>, changes: Partial<ServerDraft> = {}): ServerDraft {
  return ServerDraft.parse({
    name: 'aurora',
    address: sshd.host,
    port: sshd.port,
    user: sshd.user,
    authentication: { method: 'key-file', path: sshd.keyFile, hasPassphrase: false },
    jumpServerId: null,
    ...changes,
  });
}

const nowhere = { host: 'aurora.example', port: 22, user: 'deploy', keyFile: '~/.ssh/id_ed25519' };

describe('the register of servers', () => {
  test('takes a server in, shows its key, pins what a person accepted, and only then signs in', async () => {
    await using sshd = await startSshd();
    await using app = startRegister();
    const server = await app.register.add(draftFor(sshd));
    expect(server.hostKey).toBeNull();
    expect(await sshd.log()).not.toContain('Connection from');
    const answer = await app.register.askHostKey(server.id, never);
    expect(answer).toMatchObject({
      hostKey: { type: 'ssh-ed25519', fingerprint: sshd.fingerprint },
      knownHosts: 'unknown',
      consoleCommand: 'ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
    });
    // Asking is not signing in: sshd has not even heard a user name.
    expect(await sshd.log()).not.toMatch(/Accepted|Failed|invalid user|nobody/i);
    const wrong = `SHA256:${'A'.repeat(43)}`;
    const problem = await problemOf(app.register.pinHostKey(server.id, wrong, never));
    expect(problem).toMatchObject({ code: 'ssh.host-key-differs', detail: expect.stringContaining(sshd.fingerprint) as string });
    expect(app.kept.get(server.id)?.hostKey).toBeNull();
    const pinned = await app.register.pinHostKey(server.id, sshd.fingerprint, never);
    expect(pinned.hostKey?.fingerprint).toBe(sshd.fingerprint);
    const { stdout } = await app.links.withShell(server.id, never, (shell) =>
      shell.run({ program: program('echo signed in'), args: [], signal: never }),
    );
    expect(stdout.toString()).toBe('signed in\n');
  });

  test('recognises a key that known_hosts of this computer already has, also when the server would show another first', async () => {
    await using sshd = await startSshd({ hostKeyTypes: ['ed25519', 'rsa'] });
    await using home = await scratch();
    await mkdir(join(home.path, '.ssh'));
    await writeFile(join(home.path, '.ssh', 'known_hosts'), `[127.0.0.1]:${sshd.port} ${sshd.hostKeys[1]?.publicLine}\n`);
    await using app = startRegister({ home: home.path });
    const server = await app.register.add(draftFor(sshd));
    expect(await app.register.askHostKey(server.id, never)).toMatchObject({ knownHosts: 'same-key', hostKey: { type: 'ssh-rsa' } });
    await writeFile(join(home.path, '.ssh', 'known_hosts'), sshd.knownHostsLine.replace(/\S+$/, 'AAAAC3NzaC1lZDI1NTE5AAAAIOther'));
    expect(await app.register.askHostKey(server.id, never)).toMatchObject({ knownHosts: 'other-key' });
    await writeFile(join(home.path, '.ssh', 'known_hosts'), `@revoked * ${sshd.hostKeys[0]?.publicLine}\n`);
    expect(await app.register.askHostKey(server.id, never)).toMatchObject({ knownHosts: 'revoked' });
  });

  test('drops the pinned key when the way to the server changes, and keeps it otherwise', async () => {
    await using sshd = await startSshd();
    await using app = startRegister();
    const { id } = await app.register.add(draftFor(sshd));
    await app.register.pinHostKey(id, sshd.fingerprint, never);
    expect((await app.register.edit(id, draftFor(sshd, { name: 'renamed', user: 'somebody' }))).hostKey).not.toBeNull();
    expect((await app.register.edit(id, draftFor(sshd, { port: 2222 }))).hostKey).toBeNull();
  });

  test('keeps a key that was pinned while the keychain took its time, and no secret of a server removed meanwhile', async () => {
    await using sshd = await startSshd();
    const kept = memorySecrets();
    let meanwhile = async (): Promise<unknown> => undefined;
    const secrets: typeof kept = {
      ...kept,
      async set(key, secret) {
        await meanwhile();
        await kept.set(key, secret);
      },
    };
    await using app = startRegister({ secrets });
    const { id } = await app.register.add(draftFor(sshd));
    meanwhile = () => app.register.pinHostKey(id, sshd.fingerprint, never);
    const edited = await app.register.edit(id, draftFor(sshd, { name: 'renamed', secret: 'typed in' }));
    expect(edited).toMatchObject({ name: 'renamed', hostKey: { fingerprint: sshd.fingerprint } });
    expect(app.kept.get(id)?.hostKey?.fingerprint).toBe(sshd.fingerprint);

    meanwhile = () => app.register.remove(id);
    const gone = await problemOf(app.register.edit(id, draftFor(sshd, { secret: 'too late' })));
    expect(gone.code).toBe('server.not-found');
    expect([app.kept.size, kept.kept.size]).toEqual([0, 0]);
  });

  test('keeps a secret that was not typed in again, and removes it on request and with the server', async () => {
    await using app = startRegister();
    const draft = draftFor(nowhere, { authentication: { method: 'password' } });
    const { id } = await app.register.add({ ...draft, secret: 'first' });
    const key = `server:${id}`;
    await app.register.edit(id, draft);
    expect(app.secrets.kept.get(key)).toBe('first');
    await app.register.edit(id, { ...draft, secret: 'second' });
    expect(app.secrets.kept.get(key)).toBe('second');
    await app.register.edit(id, { ...draft, secret: null });
    expect(app.secrets.kept.has(key)).toBe(false);
    await app.register.edit(id, { ...draft, secret: 'third' });
    await app.register.remove(id);
    expect([app.secrets.kept.size, app.kept.size]).toEqual([0, 0]);
    expect(JSON.stringify(app.register.list())).not.toMatch(/first|second|third/);
  });

  test('refuses a name that is taken, a jump in a circle, and a jump server that is not there', async () => {
    await using app = startRegister();
    const first = await app.register.add(draftFor(nowhere, { name: 'First' }));
    expect((await problemOf(app.register.add(draftFor(nowhere, { name: 'first' })))).code).toBe('server.name-taken');
    const second = await app.register.add(draftFor(nowhere, { name: 'second', jumpServerId: first.id }));
    const third = await app.register.add(draftFor(nowhere, { name: 'third', jumpServerId: second.id }));
    const circle = app.register.edit(first.id, draftFor(nowhere, { name: 'First', jumpServerId: third.id }));
    expect((await problemOf(circle)).code).toBe('server.jump-cycle');
    const missing = '00000000-0000-4000-8000-000000000000' as Server['id'];
    expect((await problemOf(app.register.add(draftFor(nowhere, { name: 'x', jumpServerId: missing })))).code).toBe('server.not-found');
    expect((await problemOf(app.register.edit(missing, draftFor(nowhere)))).code).toBe('server.not-found');
    expect(app.kept.size).toBe(3);
  });

  test('does not remove a server that sites or other servers need', async () => {
    const sites: { serverId: string; name: string }[] = [];
    await using app = startRegister({ sites: { list: () => sites } });
    const first = await app.register.add(draftFor(nowhere));
    const second = await app.register.add(draftFor(nowhere, { name: 'second', jumpServerId: first.id }));
    sites.push({ serverId: second.id, name: 'aurora-market' });
    expect(await problemOf(app.register.remove(first.id))).toEqual({ code: 'server.is-jump-host', detail: 'second' });
    expect(await problemOf(app.register.remove(second.id))).toEqual({ code: 'server.has-sites', detail: 'aurora-market' });
    sites.pop();
    await app.register.remove(second.id);
    await app.register.remove(first.id);
    expect(app.kept.size).toBe(0);
  });

  test('registers nothing where its secret cannot be kept', async () => {
    const secrets = { ...memorySecrets(), set: async () => Promise.reject(new Error('no keychain')) };
    await using app = startRegister({ secrets });
    await expect(app.register.add(draftFor(nowhere, { secret: 'x' }))).rejects.toThrow('no keychain');
    expect(app.kept.size).toBe(0);
  });
});
