import type { Duplex } from 'node:stream';
import type { HostKey } from '../../../shared/model/server.ts';
import { dial, READY_TIMEOUT_MS } from './open-connection.ts';

export interface HostKeyQuestion {
  readonly address: string;
  readonly port: number;
  readonly transport: Duplex | null;
  /** The type known_hosts has for this address, so that the same key can be recognised. */
  readonly preferredKeyType: string | null;
  readonly readyTimeoutMs?: number;
  readonly signal: AbortSignal;
}

export interface HostKeyReply {
  readonly hostKey: HostKey;
  readonly answeredInMs: number;
}

/** Asks a server for its key and hangs up before any sign-in: not even the user's name is sent. */
export async function askHostKey(question: HostKeyQuestion): Promise<HostKeyReply> {
  const begun = performance.now();
  let reply: HostKeyReply | undefined;
  try {
    const client = await dial({
      ...question,
      user: 'nobody',
      verify: (hostKey) => {
        reply = { hostKey, answeredInMs: Math.round(performance.now() - begun) };
        return false;
      },
      authenticate: (_left, _partial, next) => next(false as never),
      readyTimeoutMs: question.readyTimeoutMs ?? READY_TIMEOUT_MS,
    });
    client.destroy();
  } catch (error) {
    if (reply === undefined || question.signal.aborted) throw error;
  }
  if (reply === undefined) throw new Error('an SSH connection came about without a look at the host key');
  return reply;
}
