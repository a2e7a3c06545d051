import type { Client } from 'ssh2';
import { AppError } from '../../errors/app-error.ts';
import type { RemoteCall, RemoteResult, RemoteShell } from './remote-shell.ts';
import { startFedProgram, startProgram, type Link } from './run-program.ts';
import { openTunnel } from './tunnel.ts';

const MAX_RUN_BYTES = 64 * 1024 * 1024;

/** The shell of one signed-in connection. */
export function createRemoteShell(client: Client): RemoteShell {
  const link: Link = { client, roundTripMs: Number.POSITIVE_INFINITY };
  return {
    run: (call) => runToEnd(link, call),
    stream: (call) => startProgram(link, call),
    feed: (call) => startFedProgram(link, call),
    roundTripMs: () => link.roundTripMs,
    forward: (target) => openTunnel(client, target),
  };
}

async function runToEnd(link: Link, call: RemoteCall): Promise<RemoteResult> {
  const { stdout, ended } = await startProgram(link, call);
  const chunks: Buffer[] = [];
  let bytes = 0;
  stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_RUN_BYTES) {
      stdout.destroy(new AppError('ssh.command-failed', { detail: `${call.program.name} printed more than 64 MB` }));
      return;
    }
    chunks.push(chunk);
  });
  const { exitCode, stderr } = await ended;
  // The channel has closed, but our own buffer may still hold the last chunks.
  if (!stdout.readableEnded) await new Promise((resolve) => stdout.once('end', resolve));
  return { exitCode, stdout: Buffer.concat(chunks), stderr };
}
