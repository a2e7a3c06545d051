import { randomBytes } from 'node:crypto';
import { constants } from 'node:os';
import { Readable } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { AppError } from '../../errors/app-error.ts';
import { feedInput, type FedInput } from '../../support/fed-input.ts';
import { channelProblem } from './connection-problems.ts';
import { endRemote } from './end-remote.ts';
import { ErrorLines } from './error-lines.ts';
import { OutputFrame } from './output-frame.ts';
import { enlargeReceiveWindow, windowSizeFor } from './receive-window.ts';
import type { FedProgram, RemoteCall, RemoteEnd, RemoteStream } from './remote-shell.ts';
import { commandFor, inputFor } from './remote-text.ts';

const OUTPUT_BUFFER_BYTES = 1024 * 1024;

/** What a shell keeps per connection. */
export interface Link {
  readonly client: Client;
  /** Shortest round trip seen on this connection, in milliseconds. */
  roundTripMs: number;
}

/**
 * Starts a program on the server.
 *
 *   starting --begin line--> running --exit status--> ended
 *      |                        |--no status---------> ssh.connection-lost
 *      |                        `--abort, or stdout destroyed--> remote group ended --> rejected with the reason
 *      `--closed before it began--> ssh.no-shell
 */
export async function startProgram(link: Link, call: RemoteCall): Promise<RemoteStream> {
  call.signal.throwIfAborted();
  const program = await open(link, call);
  await program.begun;
  return { stdout: program.stdout, ended: program.ended };
}

/** As `startProgram`; the program goes on to read what it is fed. It must not call hf_watch: the end of its input is its own affair. */
export async function startFedProgram(link: Link, call: RemoteCall & { readonly input: string | Buffer }): Promise<FedProgram> {
  call.signal.throwIfAborted();
  const program = await open(link, call);
  await program.begun;
  return { stdout: program.stdout, ended: program.ended, stdin: program.stdin };
}

function open(link: Link, call: RemoteCall): Promise<RunningProgram> {
  const mark = `hf${randomBytes(16).toString('hex')}`;
  const asked = performance.now();
  return new Promise((resolve, reject) => {
    try {
      link.client.exec(commandFor(call.program.name, mark), (error, channel) => {
        if (error !== undefined) {
          reject(channelProblem(error));
          return;
        }
        // Opening the channel and starting the command are one round trip each.
        link.roundTripMs = Math.min(link.roundTripMs, (performance.now() - asked) / 2);
        // At once, not after an await: the exit status of a short command may lie in the packet that is being read.
        resolve(new RunningProgram(link, channel, call, mark));
      });
    } catch (error) {
      reject(channelProblem(error));
    }
  });
}

class RunningProgram {
  readonly stdout: Readable;
  readonly stdin: FedInput;
  readonly begun: Promise<void>;
  readonly ended: Promise<RemoteEnd>;
  readonly #link: Link;
  readonly #channel: ClientChannel;
  readonly #call: RemoteCall;
  readonly #frame: OutputFrame;
  readonly #errors: ErrorLines;
  readonly #begun = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<RemoteEnd>();
  readonly #closed = Promise.withResolvers<void>();
  readonly #abort: () => void;
  #state: 'open' | 'stopping' | 'ended' = 'open';

  constructor(link: Link, channel: ClientChannel, call: RemoteCall, mark: string) {
    this.#link = link;
    this.#channel = channel;
    this.#call = call;
    this.#frame = new OutputFrame(mark);
    this.#errors = new ErrorLines(mark);
    this.begun = this.#begun.promise;
    this.ended = this.#ended.promise;
    // Whoever only waits for one of the two must not be surprised by the other.
    this.begun.catch(() => {});
    this.ended.catch(() => {});
    this.#abort = () => void this.#stop(call.signal.reason);
    this.stdin = feedInput(channel, Promise.race([this.#closed.promise, this.#ended.promise]));
    // A stream of our own in front of the channel: an ssh2 channel does not end on destroy(), it waits for the peer and for its reader.
    this.stdout = new Readable({
      highWaterMark: OUTPUT_BUFFER_BYTES,
      read: () => void channel.resume(),
      destroy: (error, done) => {
        done(error);
        if (this.#state === 'open') void this.#stop(error ?? new Error('the output of the remote program was not read to its end'));
      },
    });
    // A caller that has gone away must not turn a lost connection into the end of the app; `ended` tells the same.
    this.stdout.on('error', () => {});
    this.#listen(mark);
  }

  #listen(mark: string): void {
    const channel = this.#channel;
    const window = enlargeReceiveWindow(channel, windowSizeFor(this.#link.roundTripMs));
    let exit: { readonly code: number | null; readonly signal: string | undefined } | undefined;
    channel.on('error', () => {});
    channel.on('data', (chunk: Buffer) => {
      window?.consumed(chunk.length);
      this.#take(chunk);
    });
    channel.stderr.on('data', (chunk: Buffer) => {
      window?.consumed(chunk.length);
      this.#errors.push(chunk);
    });
    channel.on('exit', (code: number | null, signal?: string) => {
      exit = { code, signal };
    });
    channel.on('close', () => {
      this.#closed.resolve();
      if (this.#state === 'open') this.#finish(exit === undefined ? null : exitCodeOf(exit.code, exit.signal));
    });
    channel.write(inputFor(this.#call, mark));
    this.#call.signal.addEventListener('abort', this.#abort, { once: true });
    if (this.#call.signal.aborted) this.#abort();
  }

  #take(chunk: Buffer): void {
    try {
      const bytes = this.#frame.push(chunk);
      if (this.#frame.begun) this.#begun.resolve();
      // After a stop only the beginning is of interest; the rest is let go, so that the channel can close.
      if (this.#state === 'open' && bytes.length > 0 && !this.stdout.push(bytes)) this.#channel.pause();
    } catch (error) {
      void this.#stop(new AppError('ssh.no-shell', { detail: (error as Error).message, cause: error }));
    }
  }

  /** The end of the output is passed on only together with an exit status: a lost connection must never look like the end. */
  #finish(exitCode: number | null): void {
    this.#state = 'ended';
    this.#call.signal.removeEventListener('abort', this.#abort);
    const problem = exitCode === null ? new AppError('ssh.connection-lost', { detail: this.#details() }) : this.#neverBegan(exitCode);
    if (problem !== null) {
      this.#begun.reject(problem);
      this.#ended.reject(problem);
      this.stdout.destroy(problem);
      return;
    }
    this.stdout.push(null);
    this.#ended.resolve({ exitCode: exitCode ?? 0, reports: this.#errors.reports, stderr: this.#errors.text() });
  }

  #neverBegan(exitCode: number): AppError | null {
    if (this.#frame.begun) return null;
    const said = `${this.#frame.greeting.trim()}\n${this.#errors.text()}`.trim().slice(-2_000);
    return new AppError('ssh.no-shell', { detail: `${said === '' ? 'the account answered nothing' : said} (exit status ${exitCode})` });
  }

  #details(): string {
    const said = this.#errors.text().slice(-2_000);
    return said === '' ? this.#call.program.name : `${this.#call.program.name}: ${said}`;
  }

  async #stop(reason: unknown): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'stopping';
    this.#call.signal.removeEventListener('abort', this.#abort);
    this.stdout.destroy(reason instanceof Error ? reason : new Error(String(reason)));
    this.#channel.resume();
    // Stopped while it was starting: where it runs is known a moment later, or never.
    const began = this.#begun.promise.then(() => this.#frame.process);
    await endRemote(this.#link.client, this.#channel, began, this.#closed.promise);
    this.#state = 'ended';
    this.#begun.reject(reason as Error);
    this.#ended.reject(reason as Error);
  }
}

/** 128 and the signal's number when the program was killed, as a shell has it. */
function exitCodeOf(code: number | null, signal: string | undefined): number | null {
  if (code !== null) return code;
  const number = signal === undefined ? undefined : constants.signals[signal as NodeJS.Signals];
  return number === undefined ? 255 : 128 + number;
}
