import type { Channel, Client, SFTPWrapper } from 'ssh2';
import { AppError } from '../../errors/app-error.ts';
import { abortable } from '../../support/abortable.ts';
import { channelProblem } from './connection-problems.ts';
import { enlargeReceiveWindow, type ReceiveWindow } from './receive-window.ts';
import { RemoteFileError } from './sftp-access.ts';

/** Largest piece OpenSSH gives or takes in one request. */
export const PIECE_BYTES = 255 * 1024;
const SMALLEST_WINDOW_BYTES = 16 * PIECE_BYTES;
const LARGEST_WINDOW_BYTES = 32 * 1024 * 1024;
/** Bytes that should be under way for each millisecond of round trip: 32 MiB at 75 ms, which is the measured optimum of requests this large. */
const BYTES_PER_MS = LARGEST_WINDOW_BYTES / 75;

/** Status codes of the protocol (draft-ietf-secsh-filexfer-02, section 7). */
const REASONS: Readonly<Record<number, RemoteFileError['reason']>> = { 2: 'missing', 3: 'refused', 4: 'failed', 8: 'unsupported' };
export const END_OF_FILE = 1;

/** One SFTP channel. */
export interface SftpSession {
  readonly sftp: SFTPWrapper;
  /** Bytes of requests that may be under way at once; bounds the memory of a transfer. */
  readonly windowBytes: number;
  /** Lets the server send so much ahead; null where this ssh2 keeps its window to itself. */
  readonly window: ReceiveWindow | null;
  /** Asks and waits for the answer. A pending answer is forgotten when the signal comes. */
  readonly ask: <T>(path: string, signal: AbortSignal, question: (done: (error: unknown, answer?: T) => void) => void) => Promise<T>;
  end(): void;
}

/** How much to have under way on a line of this round trip. */
export function sftpWindowFor(roundTripMs: number): number {
  return Math.round(Math.min(LARGEST_WINDOW_BYTES, Math.max(SMALLEST_WINDOW_BYTES, roundTripMs * BYTES_PER_MS)));
}

/** Throws `ssh.no-sftp` when the server offers none, `ssh.no-more-channels`, `ssh.connection-lost`. */
export async function openSftpSession(client: Client, signal: AbortSignal): Promise<SftpSession> {
  const sftp = await abortable(openChannel(client), signal, (late) => late.end());
  // Whoever waits for an answer is told by it; without a listener the event would end the app.
  sftp.on('error', () => {});
  // ssh2 answers what was asked before a channel closes, and never what is asked of a closed one.
  const waiting = new Set<(reason: Error) => void>();
  let isClosed = false;
  const lost = (): Error => new AppError('ssh.connection-lost', { detail: 'the SFTP channel was closed' });
  const closed = (): void => {
    isClosed = true;
    for (const reject of waiting) reject(lost());
  };
  sftp.once('close', closed);
  client.once('close', closed);

  async function ask<T>(path: string, askSignal: AbortSignal, question: (done: (error: unknown, answer?: T) => void) => void): Promise<T> {
    if (isClosed) throw lost();
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    waiting.add(reject);
    try {
      question((error, answer) => {
        if (error === undefined || error === null) resolve(answer as T);
        else reject(fileProblem(error, path));
      });
    } catch (error) {
      // ssh2 throws where the server has not offered an extension; nothing was sent then.
      const isNotOffered = error instanceof Error && /does not support this extended request/iu.test(error.message);
      reject(isNotOffered ? new RemoteFileError('unsupported', path, error.message, error) : fileProblem(error, path));
    }
    // Nobody waits for an answer after an abort, and a lost line answers all that was asked.
    promise.catch(() => {});
    try {
      return await abortable(promise, askSignal, () => {});
    } finally {
      waiting.delete(reject);
    }
  }

  const end = (): void => {
    client.off('close', closed);
    sftp.end();
  };
  try {
    const asked = performance.now();
    await ask<string>('.', signal, (done) => sftp.realpath('.', done));
    const windowBytes = sftpWindowFor(performance.now() - asked);
    const window = enlargeReceiveWindow(sftp as unknown as Channel, windowBytes);
    return { sftp, windowBytes, window, ask, end };
  } catch (error) {
    end();
    throw error;
  }
}

function openChannel(client: Client): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error) => {
      const isRefused = /subsystem|Received exit code|unexpected/iu.test(error.message);
      reject(isRefused ? new AppError('ssh.no-sftp', { detail: error.message, cause: error }) : channelProblem(error));
    };
    try {
      client.sftp((error, sftp) => (error === undefined ? resolve(sftp) : refuse(error)));
    } catch (error) {
      refuse(error as Error);
    }
  });
}

/** An answer with a status is about the file; anything else means that no answer came. */
function fileProblem(error: unknown, path: string): Error {
  const { code, message } = error as { readonly code?: unknown; readonly message?: string };
  if (typeof code !== 'number')
    return new AppError('ssh.connection-lost', { detail: `${path}: ${message ?? String(error)}`, cause: error });
  if (code === END_OF_FILE) return new RemoteFileError('failed', path, 'the file is shorter than it was', error);
  const reason = REASONS[code];
  if (reason === undefined) return new AppError('ssh.connection-lost', { detail: `${path}: ${message ?? code}`, cause: error });
  return new RemoteFileError(reason, path, message ?? reason, error);
}
