import { homedir } from 'node:os';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import type { Server } from '../../../shared/model/server.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../support/clock.ts';
import type { Logger } from '../../support/logger.ts';
import type { SecretStore } from '../../support/secret-store.ts';
import { openConnection, READY_TIMEOUT_MS } from './open-connection.ts';
import type { RemoteShell, ServerConnections } from './remote-shell.ts';
import { withSftp } from './sftp.ts';
import { createRemoteShell } from './shell.ts';
import { prepareSignIn } from './sign-in.ts';
import { openWayOnward } from './way-onward.ts';

/** A connection nobody uses is kept this long: the next step of the same work usually follows at once. */
const KEPT_MS = 60_000;
/** A polite end that is not answered within this time is an end all the same. */
const GOODBYE_MS = 1_000;

export interface ConnectionsOptions {
  readonly servers: { find(serverId: string): Server | null };
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where `~` and `.ssh` are; default: the home folder of this account. */
  readonly home?: string;
  readonly readyTimeoutMs?: number;
  readonly keptMs?: number;
}

export interface ServerLinks extends ServerConnections {
  /** A stream to the server's SSH port through its jump server; null when it is reached directly. */
  withTransport<T>(server: Server, signal: AbortSignal, work: (transport: Duplex | null) => Promise<T>): Promise<T>;
}

interface Connected {
  readonly client: Client;
  readonly shell: RemoteShell;
}

interface Entry {
  /** What the connection was made with; another address or key makes another connection. */
  readonly made: string;
  readonly ready: Promise<Connected>;
  readonly giveUp: AbortController;
  state: 'connecting' | 'open' | 'gone';
  users: number;
  idle: NodeJS.Timeout | undefined;
}

/** One multiplexed connection per server, shared by all who use it at the same time, kept a minute, made anew when it is dead. */
export function createServerConnections(options: ConnectionsOptions): ServerLinks {
  const { servers, secrets, logger, home = homedir(), readyTimeoutMs = READY_TIMEOUT_MS, keptMs = KEPT_MS } = options;
  const entries = new Map<string, Entry>();
  const open = new Set<Client>();
  let closed = false;

  async function withConnected<T>(serverId: string, signal: AbortSignal, work: (connected: Connected) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const entry = entryFor(needServer(serverId));
    entry.users += 1;
    clearTimeout(entry.idle);
    try {
      return await work(await unlessAborted(entry.ready, signal));
    } finally {
      entry.users -= 1;
      if (entry.users === 0) release(serverId, entry);
    }
  }

  function needServer(serverId: string): Server {
    if (closed) throw new Error('the connections are closed');
    const server = servers.find(serverId);
    if (server === null) throw new AppError('server.not-found', { detail: serverId });
    return server;
  }

  function entryFor(server: Server): Entry {
    const { id, address, port, user, authentication, jumpServerId, hostKey } = server;
    const made = JSON.stringify([address, port, user, authentication, jumpServerId, hostKey?.key]);
    const present = entries.get(id);
    if (present !== undefined && present.state !== 'gone' && present.made === made) return present;
    const giveUp = new AbortController();
    const entry: Entry = {
      made,
      ready: connect(server, giveUp.signal, () => drop(id, entry)),
      giveUp,
      state: 'connecting',
      users: 0,
      idle: undefined,
    };
    entries.set(id, entry);
    // The connection of an older address ends when the last who uses it is done.
    if (present !== undefined && present.users === 0) end(present);
    entry.ready.then(
      () => {
        if (entry.state === 'connecting') entry.state = 'open';
      },
      () => drop(id, entry),
    );
    return entry;
  }

  function drop(serverId: string, entry: Entry): void {
    entry.state = 'gone';
    clearTimeout(entry.idle);
    if (entries.get(serverId) === entry) entries.delete(serverId);
  }

  function release(serverId: string, entry: Entry): void {
    if (entry.state === 'connecting' || entries.get(serverId) !== entry || closed) {
      // Everybody who waited for it has gone away, or a newer one has taken its place.
      drop(serverId, entry);
      end(entry);
      return;
    }
    entry.idle = setTimeout(() => {
      drop(serverId, entry);
      end(entry);
    }, keptMs).unref();
  }

  function end(entry: Entry): void {
    entry.giveUp.abort(new AppError('ssh.connection-lost', { detail: 'nobody waits for this connection any more' }));
    entry.ready.then(
      ({ client }) => client.end(),
      () => {},
    );
  }

  /** Resolves when signed in. The way through a jump server is held until the connection is closed. */
  function connect(server: Server, signal: AbortSignal, gone: () => void): Promise<Connected> {
    return new Promise((resolve, reject) => {
      withTransport(server, signal, async (transport) => {
        const client = await signIn(server, transport, signal);
        open.add(client);
        const ended = new Promise<void>((done) => client.once('close', () => done()));
        logger.info('connection.opened', { serverId: server.id });
        resolve({ client, shell: createRemoteShell(client) });
        await ended;
        open.delete(client);
        gone();
        logger.info('connection.closed', { serverId: server.id });
      }).catch(reject);
    });
  }

  async function signIn(server: Server, transport: Duplex | null, signal: AbortSignal): Promise<Client> {
    const { name, address, port, user, hostKey: pinned } = server;
    if (pinned === null) throw new AppError('ssh.host-key-unknown', { detail: name });
    const signInMethods = await prepareSignIn(server, secrets, home);
    return openConnection({ name, address, port, user, pinned, transport, signIn: signInMethods, readyTimeoutMs, signal });
  }

  async function withTransport<T>(server: Server, signal: AbortSignal, work: (transport: Duplex | null) => Promise<T>): Promise<T> {
    if (server.jumpServerId === null) return work(null);
    const jump = needServer(server.jumpServerId);
    refuseJumpCycle(server, jump);
    return withConnected(jump.id, signal, async ({ client }) => {
      const transport = await openWayOnward(client, server.address, server.port);
      try {
        return await work(transport);
      } finally {
        transport.destroy();
      }
    });
  }

  function refuseJumpCycle(server: Server, jump: Server): void {
    const seen = new Set<string>([server.id]);
    for (let next: Server | null = jump; next !== null; next = next.jumpServerId === null ? null : servers.find(next.jumpServerId)) {
      if (seen.has(next.id)) throw new AppError('server.jump-cycle', { detail: next.name });
      seen.add(next.id);
    }
  }

  async function close(): Promise<void> {
    closed = true;
    for (const [serverId, entry] of entries) {
      drop(serverId, entry);
      end(entry);
    }
    await Promise.all([...open].map(endClient));
  }

  return {
    withShell: (serverId, signal, use) => withConnected(serverId, signal, ({ shell }) => use(shell)),
    withSftp: (serverId, signal, use) => withConnected(serverId, signal, ({ client }) => withSftp(client, signal, use)),
    withTransport,
    close,
  };
}

function endClient(client: Client): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => client.destroy(), GOODBYE_MS);
    client.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    client.end();
  });
}

/** Gives up waiting, not the work: others may wait for the same connection. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
