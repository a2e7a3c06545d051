import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'ssh2';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { hostKeyOf } from '../../../src/main/servers/ssh/fingerprint.ts';
import { openConnection } from '../../../src/main/servers/ssh/open-connection.ts';
import { prepareSignIn } from '../../../src/main/servers/ssh/sign-in.ts';
import { createServerConnections, type ConnectionsOptions, type ServerLinks } from '../../../src/main/servers/ssh/connections.ts';
import type { RemoteProgram, RemoteShell } from '../../../src/main/servers/ssh/remote-shell.ts';
import { systemClock } from '../../../src/main/support/clock.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import type { SecretStore } from '../../../src/main/support/secret-store.ts';
import type { Server } from '../../../src/shared/model/server.ts';
import type { Sshd, SshdOptions } from '../../lab/sshd.ts';

/** A registered server that leads to a lab sshd, its first host key pinned. */
export function serverFor(sshd: Sshd, changes: Partial<Server> = {}): Server {
  return {
    id: randomUUID() as Server['id'],
    name: `server on ${sshd.port}`,
    address: sshd.host,
    port: sshd.port,
    user: sshd.user,
    authentication: { method: 'key-file', path: sshd.keyFile, hasPassphrase: sshd.keyPassphrase !== undefined },
    jumpServerId: null,
    hostKey: { ...pinnedKey(sshd), pinnedAt: new Date().toISOString() },
    createdAt: new Date().toISOString(),
    ...changes,
  };
}

export function pinnedKey(sshd: Sshd, type?: string) {
  const line = sshd.hostKeys.find((key) => type === undefined || key.publicLine.startsWith(type))?.publicLine ?? '';
  return hostKeyOf(Buffer.from(line.split(' ')[1] ?? '', 'base64'));
}

/** The keychain is one of the two things tests do not have for real. */
export function memorySecrets(initial: Readonly<Record<string, string>> = {}): SecretStore & { readonly kept: Map<string, string> } {
  const kept = new Map(Object.entries(initial));
  return {
    kept,
    availability: async () => ({ available: true, reason: '' }),
    get: async (key) => kept.get(key) ?? null,
    set: async (key, secret) => void kept.set(key, secret),
    delete: async (key) => void kept.delete(key),
  };
}

/** A connection of the library itself, for tests that look inside it. */
export async function clientOf(sshd: Sshd): Promise<Client> {
  const server = serverFor(sshd);
  return openConnection({
    name: server.name,
    address: server.address,
    port: server.port,
    user: server.user,
    pinned: server.hostKey,
    transport: null,
    signIn: await prepareSignIn(server, memorySecrets(), '/nonexistent'),
    readyTimeoutMs: 10_000,
    signal: never,
  });
}

export interface Linked extends AsyncDisposable {
  readonly links: ServerLinks;
  readonly shell: <T>(use: (shell: RemoteShell) => Promise<T>, signal?: AbortSignal) => Promise<T>;
}

/** Connections to these servers; `shell` uses the first. */
export function linkTo(servers: readonly Server[], options: Partial<ConnectionsOptions> = {}): Linked {
  const links = createServerConnections({
    servers: { find: (id) => servers.find((server) => server.id === id) ?? null },
    secrets: memorySecrets(),
    clock: systemClock,
    logger: silentLogger,
    ...options,
  });
  const first = servers[0]?.id ?? '';
  return {
    links,
    shell: (use, signal = new AbortController().signal) => links.withShell(first, signal, use),
    [Symbol.asyncDispose]: () => links.close(),
  };
}

export function program(text: string, name = 'tried'): RemoteProgram {
  return { name, text };
}

export const never = new AbortController().signal;

export async function scratch(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'holdfast-servers-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Each with the login shell and the `sh` that remote programs run under. */
export const SHELLS: readonly (readonly ['dash' | 'bash' | 'busybox', SshdOptions])[] = [
  ['dash', { loginShell: 'dash' }],
  ['bash', { loginShell: 'bash', programs: { sh: '#!/bin/sh\nexec bash --posix "$@"\n' } }],
  ['busybox', { loginShell: 'busybox' }],
];

/** The code of the problem a promise ends with, and its details. */
export async function problemOf(promise: Promise<unknown>): Promise<{ readonly code: string; readonly detail: string }> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, detail: error.detail };
    throw error;
  }
  throw new Error('it succeeded');
}
