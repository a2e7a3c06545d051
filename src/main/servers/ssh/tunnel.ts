import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Client, ClientChannel } from 'ssh2';
import { forwardProblem } from './connection-problems.ts';
import type { ForwardTarget, Tunnel } from './remote-shell.ts';

/** A database hangs up on a client that does not sign in; MariaDB's and MySQL's limit is 10 s. */
const SPARE_MS = 5_000;

/**
 * Listens on a free port of 127.0.0.1 and leads every connection to `target` as seen from the server. Tries the way before it returns, so
 * that a server that forbids it, or a database that is not there, is known at once: `ssh.forward-refused`, `ssh.forward-failed`. The first
 * connection gets the way that was tried: a database counts connections that come to nothing, and may block who makes too many.
 */
export async function openTunnel(client: Client, target: ForwardTarget): Promise<Tunnel> {
  const takeFirstWay = spareWay(await openWay(client, target));
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true, pauseOnConnect: true, allowHalfOpen: true }, (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
    const first = takeFirstWay();
    (first === null ? openWay(client, target) : Promise.resolve(first)).then(
      (channel) => {
        // Each half ends the other's half; one end closing closes the other: the database client sees a lost connection, never silence.
        socket.once('close', () => closeQuietly(channel));
        channel.once('close', () => socket.destroySoon());
        if (socket.destroyed) closeQuietly(channel);
        socket.pipe(channel).pipe(socket);
      },
      () => socket.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  let closing: Promise<void> | undefined;
  const close = () => {
    // A connection outlives many tunnels, and none of them may stay known to it.
    client.off('close', connectionLost);
    closing ??= new Promise<void>((resolve) => {
      server.close(() => resolve());
      const unused = takeFirstWay();
      if (unused !== null) closeQuietly(unused);
      for (const socket of sockets) socket.destroy();
    });
    return closing;
  };
  const connectionLost = () => void close();
  client.once('close', connectionLost);
  return { port: (server.address() as AddressInfo).port, close };
}

/** Gives the channel away once, and drops it when nobody came for it in time. */
function spareWay(channel: ClientChannel): () => ClientChannel | null {
  let spare: ClientChannel | null = channel;
  const take = () => {
    clearTimeout(timer);
    const taken = spare;
    spare = null;
    return taken;
  };
  const timer = setTimeout(() => {
    take();
    closeQuietly(channel);
  }, SPARE_MS).unref();
  return take;
}

function openWay(client: Client, target: ForwardTarget): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    const to = target.kind === 'tcp' ? `${target.host}:${target.port}` : target.path;
    const answered = (error: Error | undefined, channel: ClientChannel) => {
      if (error === undefined) resolve(channel.on('error', () => {}));
      else reject(forwardProblem(error, 'tunnel', to));
    };
    try {
      if (target.kind === 'tcp') client.forwardOut('127.0.0.1', 0, target.host, target.port, answered);
      else client.openssh_forwardOutStreamLocal(target.path, answered);
    } catch (error) {
      reject(forwardProblem(error, 'tunnel', to));
    }
  });
}

function closeQuietly(channel: ClientChannel): void {
  channel.resume();
  channel.destroy();
}
