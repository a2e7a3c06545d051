import { connect } from 'node:net';
import type { Server } from '../../../shared/model/server.ts';

/** A line that is up answers within this; one that is not makes nobody wait longer. */
const WITHIN_MS = 5_000;

/**
 * Whether an SSH server speaks at the address that is dialled for `server`: its own, or the one of the outermost jump server. Nothing is sent. A network that is only
 * half there (a portal that takes every connection, a VPN that is not up) says no, which the system's "online" does not.
 */
export async function sshAnswers(
  server: Server,
  find: (id: string) => Server | null,
  signal: AbortSignal,
  withinMs: number = WITHIN_MS,
): Promise<boolean> {
  const { address, port } = outermost(server, find);
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    let heard = '';
    const end = (answers: boolean): void => {
      signal.removeEventListener('abort', stop);
      socket.destroy();
      resolve(answers);
    };
    const stop = (): void => end(false);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    socket.setTimeout(withinMs, stop);
    socket.on('error', stop);
    socket.on('end', stop);
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1');
      // Lines may come before the version (RFC 4253, 4.2).
      if (/^SSH-/mu.test(heard)) end(true);
      else if (heard.length > 4096) end(false);
    });
  });
}

function outermost(server: Server, find: (id: string) => Server | null): Server {
  const seen = new Set<string>();
  let first = server;
  while (first.jumpServerId !== null && !seen.has(first.id)) {
    seen.add(first.id);
    const jump = find(first.jumpServerId);
    if (jump === null) break;
    first = jump;
  }
  return first;
}
