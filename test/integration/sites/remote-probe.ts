import type { RemoteShell } from '../../../src/main/servers/ssh/remote-shell.ts';
import type { Server } from '../../../src/shared/model/server.ts';
import type { Sshd } from '../../lab/sshd.ts';
import { linkTo, serverFor } from '../servers/lab-servers.ts';

/** A registered server with a connection that is kept from test to test of one file. */
export interface RemoteProbe {
  readonly server: Server;
  shell<T>(use: (shell: RemoteShell) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export function createRemoteProbe(sshd: Sshd): RemoteProbe {
  const server = serverFor(sshd);
  const linked = linkTo([server]);
  return { server, shell: (use) => linked.shell(use), close: async () => linked[Symbol.asyncDispose]() };
}
