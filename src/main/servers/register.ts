import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import type { HostKeyAnswer, ImportCandidate, Server, ServerDraft } from '../../shared/model/server.ts';
import { AppError } from '../errors/app-error.ts';
import { instantOf, type Clock } from '../support/clock.ts';
import type { Logger } from '../support/logger.ts';
import type { SecretStore } from '../support/secret-store.ts';
import { askHostKey } from './ssh/ask-host-key.ts';
import type { ServerLinks } from './ssh/connections.ts';
import { consoleCommandFor } from './ssh/fingerprint.ts';
import { askKnownHosts, knownHostsFor, readKnownHosts } from './ssh/known-hosts.ts';
import { importCandidates } from './ssh/ssh-config-hosts.ts';

/** What the register needs of the catalog. */
export interface ServerTable {
  list(): readonly Server[];
  find(serverId: string): Server | null;
  insert(server: Server): void;
  update(server: Server): void;
  delete(serverId: string): void;
}

export interface RegisterOptions {
  readonly servers: ServerTable;
  readonly sites: { list(): readonly { readonly serverId: string; readonly name: string }[] };
  readonly secrets: SecretStore;
  readonly links: Pick<ServerLinks, 'withTransport'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where `.ssh` lies; default: the home folder of this account. */
  readonly home?: string;
  readonly readyTimeoutMs?: number;
}

export interface ServerRegister {
  list(): readonly Server[];
  importCandidates(): Promise<readonly ImportCandidate[]>;
  add(draft: ServerDraft): Promise<Server>;
  edit(serverId: string, draft: ServerDraft): Promise<Server>;
  remove(serverId: string): Promise<void>;
  askHostKey(serverId: string, signal: AbortSignal): Promise<HostKeyAnswer>;
  pinHostKey(serverId: string, fingerprint: string, signal: AbortSignal): Promise<Server>;
}

/** The register of servers: who they are, how to sign in, and which key a person has accepted. */
export function createServerRegister(options: RegisterOptions): ServerRegister {
  const { servers, sites, secrets, links, clock, logger, home = homedir(), readyTimeoutMs } = options;

  function need(serverId: string): Server {
    const server = servers.find(serverId);
    if (server === null) throw new AppError('server.not-found', { detail: serverId });
    return server;
  }

  function refuseTakenName(name: string, except: string | null): void {
    const taken = servers.list().some((other) => other.id !== except && other.name.toLowerCase() === name.toLowerCase());
    if (taken) throw new AppError('server.name-taken', { detail: name });
  }

  /** The jump server must exist, and the way over it must not lead back here. */
  function refuseBadJump(serverId: string, jumpServerId: string | null): void {
    for (let next = jumpServerId; next !== null; next = need(next).jumpServerId) {
      if (next === serverId) throw new AppError('server.jump-cycle', { detail: need(jumpServerId ?? next).name });
    }
  }

  async function keepSecret(serverId: string, secret: string | null | undefined): Promise<void> {
    if (secret === undefined) return;
    if (secret === null) await secrets.delete(`server:${serverId}`);
    else await secrets.set(`server:${serverId}`, secret);
  }

  async function add(draft: ServerDraft): Promise<Server> {
    const { secret, ...rest } = draft;
    const server: Server = { ...rest, id: randomUUID() as Server['id'], hostKey: null, createdAt: instantOf(clock) };
    refuseTakenName(server.name, null);
    refuseBadJump(server.id, server.jumpServerId);
    // First the secret: where there is no safe place for it, no half-registered server stays behind.
    await keepSecret(server.id, secret);
    try {
      servers.insert(server);
    } catch (error) {
      await secrets.delete(`server:${server.id}`);
      throw error;
    }
    logger.info('server.added', { serverId: server.id });
    return server;
  }

  async function edit(serverId: string, draft: ServerDraft): Promise<Server> {
    need(serverId);
    const { secret, ...rest } = draft;
    refuseTakenName(rest.name, serverId);
    refuseBadJump(serverId, rest.jumpServerId);
    await keepSecret(serverId, secret);
    // A keychain takes its time, and a key may have been pinned meanwhile, or the server removed.
    const now = servers.find(serverId);
    if (now === null) {
      await secrets.delete(`server:${serverId}`);
      throw new AppError('server.not-found', { detail: serverId });
    }
    const samePlace = leadsToTheSame(now, rest);
    const server: Server = { ...now, ...rest, hostKey: samePlace ? now.hostKey : null };
    servers.update(server);
    logger.info('server.edited', { serverId, keyKept: samePlace });
    return server;
  }

  async function remove(serverId: string): Promise<void> {
    const server = need(serverId);
    const onIt = sites.list().filter((site) => site.serverId === serverId);
    if (onIt.length > 0) throw new AppError('server.has-sites', { detail: onIt.map((site) => site.name).join(', ') });
    const behind = servers.list().filter((other) => other.jumpServerId === serverId);
    if (behind.length > 0) throw new AppError('server.is-jump-host', { detail: behind.map((other) => other.name).join(', ') });
    servers.delete(serverId);
    await secrets.delete(`server:${serverId}`);
    logger.info('server.removed', { serverId, name: server.name });
  }

  async function ask(serverId: string, signal: AbortSignal): Promise<HostKeyAnswer> {
    const server = need(serverId);
    const { address, port } = server;
    const known = await readKnownHosts(home);
    const preferredKeyType = server.hostKey?.type ?? knownHostsFor(known, address, port).find((line) => !line.revoked)?.type ?? null;
    const { hostKey, answeredInMs } = await links.withTransport(server, signal, (transport) =>
      askHostKey({ address, port, transport, preferredKeyType, signal, ...(readyTimeoutMs === undefined ? {} : { readyTimeoutMs }) }),
    );
    return {
      hostKey,
      answeredInMs,
      knownHosts: askKnownHosts(known, address, port, hostKey),
      consoleCommand: consoleCommandFor(hostKey.type),
    };
  }

  async function pinHostKey(serverId: string, fingerprint: string, signal: AbortSignal): Promise<Server> {
    const asked = need(serverId);
    const { hostKey } = await ask(serverId, signal);
    if (hostKey.fingerprint !== fingerprint) {
      throw new AppError('ssh.host-key-differs', { detail: `Accepted: ${fingerprint}. Answered: ${hostKey.type} ${hostKey.fingerprint}.` });
    }
    // The answer took its time, and somebody may have edited the server meanwhile: the key belongs to the address that was asked.
    const now = need(serverId);
    if (!leadsToTheSame(asked, now))
      throw new AppError('ssh.host-key-differs', { detail: 'The address was changed while the server was asked.' });
    const server: Server = { ...now, hostKey: { ...hostKey, pinnedAt: instantOf(clock) } };
    servers.update(server);
    logger.info('server.key-pinned', { serverId, fingerprint });
    return server;
  }

  return {
    list: () => servers.list(),
    importCandidates: () => importCandidates(home),
    add,
    edit,
    remove,
    askHostKey: ask,
    pinHostKey,
  };
}

type Way = Pick<Server, 'address' | 'port' | 'jumpServerId'>;

function leadsToTheSame(a: Way, b: Way): boolean {
  return a.address === b.address && a.port === b.port && a.jumpServerId === b.jumpServerId;
}
