import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sshd } from './sshd.ts';
import { needTool, run } from './tools.ts';

export interface SshClientOptions {
  /** The line to trust. Default: the server's present key. */
  readonly knownHostsLine?: string;
  /** Through a proxy: its port. */
  readonly port?: number;
  /** Signs in with the keys of this agent instead of the key file. */
  readonly agentSocket?: string;
}

/**
 * Arguments for OpenSSH's own client, up to and including the destination: the yardstick for tests and the benchmark.
 * Nobody's own configuration, keys or known_hosts take part.
 */
export async function sshArguments(sshd: Sshd, options: SshClientOptions = {}): Promise<readonly string[]> {
  const port = options.port ?? sshd.port;
  const knownHosts = join(sshd.folder, `known_hosts-${randomUUID()}`);
  const [, ...key] = (options.knownHostsLine ?? sshd.knownHostsLine).split(' ');
  await writeFile(knownHosts, `[127.0.0.1]:${port} ${key.join(' ')}\n`);
  const settings = ['BatchMode=yes', 'StrictHostKeyChecking=yes', `UserKnownHostsFile=${knownHosts}`, 'GlobalKnownHostsFile=none'];
  const identity =
    options.agentSocket === undefined ? ['IdentitiesOnly=yes', 'IdentityAgent=none'] : [`IdentityAgent=${options.agentSocket}`];
  const keyFile = options.agentSocket === undefined ? ['-i', sshd.keyFile] : [];
  return [
    '-F',
    'none',
    ...[...settings, ...identity].flatMap((setting) => ['-o', setting]),
    ...keyFile,
    '-p',
    String(port),
    `${sshd.user}@127.0.0.1`,
  ];
}

/** Runs a command on the server by OpenSSH's client and returns its standard output. */
export async function runOverSsh(sshd: Sshd, command: string, options: SshClientOptions = {}): Promise<string> {
  return run(await needTool('ssh'), [...(await sshArguments(sshd, options)), command]);
}
