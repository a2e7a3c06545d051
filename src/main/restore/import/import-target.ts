import type { DatabaseSession } from '../../sites/database-session.ts';

/** Ways to send SQL to a client program that both ends have, besides sending it as it is. */
export type WireCompression = 'none' | 'gzip' | 'zstd';

/** The client program a database server is fed with. */
export interface ClientProgram {
  /** Absolute path. */
  readonly path: string;
  readonly flavour: 'mysql' | 'mariadb';
  /** What it says of itself, without its name. */
  readonly version: string;
  readonly compressions: ReadonlySet<WireCompression>;
}

/** A database server that can be imported into: one of a site, or a private one on this computer. Made by `remoteTarget` and `localTarget`. */
export interface ImportTarget {
  /** `shop_user at localhost:3306 on web-1`, for people. */
  readonly name: string;
  /** No line, or one so short that SQL is sent as it is. */
  readonly isHere: boolean;
  /** A server of our own that nobody replicates. */
  readonly isPrivate: boolean;
  /** An ordinary session, without a database when `schema` is null. Throws as `openDatabaseSession`. The caller disposes of it. */
  session(schema: string | null, signal: AbortSignal): Promise<DatabaseSession>;
  /** Looks for the client program, once. Throws `import.no-client`. */
  client(signal: AbortSignal): Promise<ClientProgram>;
  /** Starts a client program signed in to `schema`. Aborting the signal ends it, then what is pending rejects with the reason. */
  start(schema: string, compression: WireCompression, delimiter: string, signal: AbortSignal): Promise<RunningClient>;
}

/** A client program that reads SQL from us. */
export interface RunningClient {
  /** Resolves when more may be sent: with false when the client takes no more (`ended` says why). The chunk belongs to the client. */
  write(chunk: Buffer): Promise<boolean>;
  /** Nothing more will be sent. */
  end(): void;
  /** Calls back for each line the client prints, without its end. */
  onLine(take: (line: string) => void): void;
  /** Settles when the client is gone: with its exit status and its last words, or rejects when the line to it was lost or the signal aborted. */
  readonly ended: Promise<{ readonly exitCode: number; readonly stderr: string }>;
}
