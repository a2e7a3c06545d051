import { rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startChild } from './children.ts';
import { makeLabFolder, needTool, run, waitFor } from './tools.ts';

export interface SshAgent extends AsyncDisposable {
  /** For SSH_AUTH_SOCK. */
  readonly socket: string;
  stop(): Promise<void>;
}

export interface AgentKey {
  readonly file: string;
  readonly passphrase?: string;
}

/** A real ssh-agent on a socket of its own that holds these keys; nobody's own agent is touched. */
export async function startSshAgent(keys: readonly AgentKey[]): Promise<SshAgent> {
  const folder = await makeLabFolder('agent');
  const socket = join(folder, 'agent.sock');
  const logFile = join(folder, 'agent.log');
  const child = await startChild({ what: 'ssh-agent', command: await needTool('ssh-agent'), args: ['-D', '-a', socket], logFile, folder });
  await using parts = new AsyncDisposableStack();
  parts.defer(async () => {
    await child.end('SIGTERM', 2_000);
    await rm(folder, { recursive: true, force: true });
  });
  await waitFor('ssh-agent to listen', 10_000, async () => {
    if (child.hasExited()) throw new Error('ssh-agent did not start.');
    return existsSync(socket) ? true : undefined;
  });
  for (const key of keys) await addKey(folder, socket, key);
  const owned = parts.move();
  const stop = () => owned.disposeAsync();
  return { socket, stop, [Symbol.asyncDispose]: stop };
}

async function addKey(folder: string, socket: string, { file, passphrase }: AgentKey): Promise<void> {
  // ssh-add asks a terminal or this program, never its standard input. The passphrase is handed over in the environment.
  const askpass = join(folder, 'askpass');
  await writeFile(askpass, '#!/bin/sh\nprintf "%s\\n" "$LAB_PASSPHRASE"\n', { mode: 0o700 });
  await run(await needTool('ssh-add'), ['-q', file], {
    env: {
      PATH: process.env['PATH'],
      SSH_AUTH_SOCK: socket,
      SSH_ASKPASS: askpass,
      SSH_ASKPASS_REQUIRE: 'force',
      LAB_PASSPHRASE: passphrase ?? '',
    },
  });
}
