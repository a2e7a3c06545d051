import { createHash } from 'node:crypto';
import { chown, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RemoteShell, ServerConnections } from '../../../src/main/servers/ssh/remote-shell.ts';
import { NO_LIMITS } from '../../../src/main/transfer/limits.ts';
import type { PullRequest } from '../../../src/main/transfer/pull-server-file.ts';
import { startDelayProxy, type DelayProxy } from '../../lab/delay-proxy.ts';
import { startSshd, type Sshd, type SshdOptions } from '../../lab/sshd.ts';
import { handClock } from '../../unit/transfer/hand-clock.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { linkTo, serverFor } from '../servers/lab-servers.ts';
import { watchedJob } from './copies.ts';

export interface PullLab extends AsyncDisposable {
  readonly sshd: Sshd;
  readonly line: DelayProxy;
  /** Where pulled files go, here. */
  readonly folder: string;
  /** Arguments of every `send`, in order: from which block on it was asked for. */
  readonly asked: readonly (readonly string[])[];
  /** A file of the account on the server, and its SHA-256. */
  put(name: string, content: Buffer): Promise<{ readonly path: string; readonly sha256: string }>;
  request(path: string, changes?: Partial<PullRequest>): PullRequest;
}

/** A server at the end of a line that can be cut; pauses between attempts take no time. */
export async function startPullLab(options: { readonly sshd?: SshdOptions; readonly oneWayMs?: number } = {}): Promise<PullLab> {
  await using parts = new AsyncDisposableStack();
  const sshd = parts.use(await startSshd(options.sshd));
  const line = parts.use(await startDelayProxy({ targetPort: sshd.port, oneWayMs: options.oneWayMs ?? 0 }));
  const server = serverFor(sshd, { port: line.port });
  const linked = parts.use(linkTo([server]));
  const folder = scratchFolder();
  const asked: (readonly string[])[] = [];
  const connections: ServerConnections = {
    ...linked.links,
    withShell: (serverId, signal, use) => linked.links.withShell(serverId, signal, (shell) => use(noting(shell, asked))),
  };
  const owned = parts.move();
  return {
    sshd,
    line,
    folder,
    asked,
    async put(name, content) {
      const path = join(sshd.home, name);
      await writeFile(path, content);
      if (process.getuid?.() === 0) await chown(path, sshd.account.uid, sshd.account.gid);
      return { path, sha256: sha256Of(content) };
    },
    request: (path, changes = {}) => ({
      connections,
      serverId: server.id,
      path,
      target: join(folder, 'pulled.bin'),
      limits: NO_LIMITS,
      job: watchedJob(),
      clock: handClock(),
      ...changes,
    }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function noting(shell: RemoteShell, asked: (readonly string[])[]): RemoteShell {
  return {
    ...shell,
    stream(call) {
      asked.push(call.args);
      return shell.stream(call);
    },
  };
}

export function sha256Of(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
