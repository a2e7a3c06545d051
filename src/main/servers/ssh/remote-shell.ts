import type { Readable } from 'node:stream';
import type { FedInput } from '../../support/fed-input.ts';
import type { SftpConnections } from './sftp-access.ts';

/** A POSIX sh program of src/main/remote. */
export interface RemoteProgram {
  /** `dump-database`: for logs and problems. */
  readonly name: string;
  readonly text: string;
}

export interface RemoteCall {
  readonly program: RemoteProgram;
  /** Positional parameters. Tools the program starts may show them in the server's process list, so never a secret. */
  readonly args: readonly string[];
  /**
   * What the program reads on its standard input: lines that must not be seen in a process list, or bytes (a list of file names, which need not be
   * text). Afterwards the input stays open as long as the call lasts: a program that sees it end knows that this side is gone.
   */
  readonly input?: string | Buffer;
  readonly signal: AbortSignal;
}

export interface RemoteResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** How a streaming program ended. */
export interface RemoteEnd {
  readonly exitCode: number;
  /** Lines `key value` the program reported (`stage dump 0`), without the marker, in order. */
  readonly reports: readonly string[];
  /** The last 16 kB of what its tools wrote to stderr. */
  readonly stderr: string;
}

export interface RemoteStream {
  /** Exactly the bytes the program wrote, without anything a login file printed. */
  readonly stdout: Readable;
  /** Settles when the channel is closed; rejects with `ssh.connection-lost` when it closed without an exit status. */
  readonly ended: Promise<RemoteEnd>;
}

/** A program that is sent more input than fits in memory, behind the lines of `input`. */
export interface FedProgram extends RemoteStream {
  readonly stdin: FedInput;
}

/** A port on 127.0.0.1 of this computer that leads to an address as seen from the server. */
export interface Tunnel {
  readonly port: number;
  close(): Promise<void>;
}

export type ForwardTarget =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'socket'; readonly path: string };

/** One signed-in connection to a server, whose host key is the pinned one. */
export interface RemoteShell {
  /** Runs a program to its end and keeps its output (at most 64 MB). A non-zero exit is a result, not an error. */
  run(call: RemoteCall): Promise<RemoteResult>;
  /** Starts a program whose output is long. Aborting the signal ends the remote processes, then rejects. */
  stream(call: RemoteCall): Promise<RemoteStream>;
  /** Starts a program that reads a stream of any length. Ends as `stream` does. */
  feed(call: RemoteCall & { readonly input: string | Buffer }): Promise<FedProgram>;
  /** Shortest round trip seen on this connection, milliseconds; infinite before the first program ran. */
  roundTripMs(): number;
  forward(target: ForwardTarget): Promise<Tunnel>;
}

/** Hands out shells: one multiplexed connection per server, kept while somebody uses it. */
export interface ServerConnections extends SftpConnections {
  /** Throws `ssh.*` and `server.not-found`. The connection may be shared: `use` must not outlive its promise. */
  withShell<T>(serverId: string, signal: AbortSignal, use: (shell: RemoteShell) => Promise<T>): Promise<T>;
  /** Ends all connections. */
  close(): Promise<void>;
}
