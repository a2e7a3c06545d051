import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import type { AuthHandlerMiddleware, Client, ServerHostKeyAlgorithm } from 'ssh2';
import type { HostKey } from '../../../shared/model/server.ts';
import { AppError } from '../../errors/app-error.ts';
import { keepKeyObjects } from './cipher-keys.ts';
import { connectProblem } from './connection-problems.ts';
import { hostKeyOf } from './fingerprint.ts';
import { gatherWrites } from './gather-writes.ts';
import type { SignIn } from './sign-in.ts';

/** Silence on an open connection is noticed after this times three. */
const KEEPALIVE_MS = 8_000;
const KEEPALIVE_COUNT = 3;
/** From the first packet to the end of the sign-in. */
export const READY_TIMEOUT_MS = 20_000;

export interface Dial {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** A stream that already leads there, through a jump server. Null: connect directly. */
  readonly transport: Duplex | null;
  /** Looks at the key before anything else is sent. False ends the connection there. */
  readonly verify: (hostKey: HostKey) => boolean;
  /** The key type to ask for first; a server with several keys would otherwise look changed. */
  readonly preferredKeyType: string | null;
  readonly authenticate: AuthHandlerMiddleware;
  readonly readyTimeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * The one place where an SSH connection is made; there is no way to make one without looking at the host key.
 * Resolves when signed in. Throws the problems of `connectProblem`, or the reason of the signal.
 */
export function dial(options: Dial): Promise<Client> {
  return new Promise((resolve, reject) => {
    if (options.signal.aborted) {
      reject(options.signal.reason as Error);
      return;
    }
    const client = new ssh2.Client();
    const sock = options.transport ?? new Socket();
    const abort = () => fail(options.signal.reason);
    const settle = () => {
      options.signal.removeEventListener('abort', abort);
      // From here on a lost connection would end the app without a listener. Nobody misses the event: every open command then ends
      // without an exit status, and the owner of the connection listens to `close`.
      client.removeAllListeners('error').on('error', () => {});
    };
    const fail = (reason: unknown) => {
      settle();
      client.destroy();
      // A client that refuses its settings has not taken it.
      if (sock instanceof Socket) sock.destroy();
      reject(reason as Error);
    };
    options.signal.addEventListener('abort', abort, { once: true });
    client.on('error', (error: Error) => fail(connectProblem(error)));
    client.on('close', () => fail(new AppError('ssh.connection-lost', { detail: 'the server hung up while signing in' })));
    client.on('connect', () => client.setNoDelay(true));
    // Again whenever server and client agree on new keys.
    client.on('handshake', () => keepKeyObjects(client));
    client.on('ready', () => {
      settle();
      client.removeAllListeners('close');
      resolve(client);
    });
    try {
      // What goes through a jump server is gathered by the connection to that.
      if (sock instanceof Socket) gatherWrites(sock.connect(options.port, options.address));
      client.connect({
        username: options.user,
        sock,
        hostVerifier: (wire: Buffer) => options.verify(hostKeyOf(wire)),
        // Never a list of ciphers: the runtime decides which it has.
        ...(options.preferredKeyType === null ? {} : { algorithms: { serverHostKey: askFirstFor(options.preferredKeyType) } }),
        authHandler: options.authenticate,
        readyTimeout: options.readyTimeoutMs,
        keepaliveInterval: KEEPALIVE_MS,
        keepaliveCountMax: KEEPALIVE_COUNT,
      });
    } catch (error) {
      fail(connectProblem(error));
    }
  });
}

export interface ConnectionTarget extends Omit<Dial, 'verify' | 'preferredKeyType' | 'authenticate'> {
  readonly signIn: SignIn;
  /** The operator's name of the server, for problems. */
  readonly name: string;
  readonly pinned: HostKey | null;
}

/** Signs in to a server whose host key a person has accepted, and to no other. */
export async function openConnection(target: ConnectionTarget): Promise<Client> {
  const pinned = target.pinned;
  if (pinned === null) throw new AppError('ssh.host-key-unknown', { detail: target.name });
  let answered: HostKey | undefined;
  const verify = (hostKey: HostKey) => {
    answered = hostKey;
    return hostKey.key === pinned.key;
  };
  try {
    return await dial({ ...target, verify, preferredKeyType: pinned.type, authenticate: target.signIn.handler });
  } catch (cause) {
    if (cause instanceof AppError && cause.code === 'ssh.authentication-failed') {
      throw new AppError(cause.code, { detail: target.signIn.refusal(), cause });
    }
    if (answered === undefined || answered.key === pinned.key) throw cause;
    const detail = `Pinned: ${pinned.type} ${pinned.fingerprint}. Answered: ${answered.type} ${answered.fingerprint}. Nothing was sent.`;
    throw new AppError('ssh.host-key-changed', { detail, cause });
  }
}

function askFirstFor(type: string) {
  // One RSA key answers to three signature schemes; the old one comes last.
  const names = (type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [type]) as ServerHostKeyAlgorithm[];
  // ssh2 applies these in this order to what the runtime supports: taken out, then put in front.
  return { remove: names, prepend: names, append: [] };
}
