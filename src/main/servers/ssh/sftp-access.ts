/** What a name on the server is, as SFTP says. */
export interface RemoteEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** Receives one file. Memory is bounded by what may be under way; chunks may be reused by the caller once `write` has resolved. */
export interface RemoteWriter {
  write(chunk: Buffer): Promise<void>;
  /** All bytes have been acknowledged and, where the server can, are on its disk; the file is closed. Throws when its size is not what was written. */
  finish(): Promise<void>;
  /** Closes; what arrived stays. Never throws. */
  close(): Promise<void>;
}

export interface RemoteRoom {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/**
 * Files of a server over SFTP: for accounts that may run no program. Every call throws `RemoteFileError` for what the server says about a file,
 * `ssh.connection-lost` when it says nothing more, or the reason of the signal. Paths are absolute.
 */
export interface SftpAccess {
  /** Without `.` and `..`. */
  list(folder: string, signal: AbortSignal): Promise<readonly RemoteEntry[]>;
  /** Follows links. Null when there is nothing. */
  stat(path: string, signal: AbortSignal): Promise<RemoteEntry | null>;
  /** For this account alone (0700). False when it was there. */
  makeFolder(folder: string, signal: AbortSignal): Promise<boolean>;
  /** In one step, over a file that is there, where the server knows `posix-rename@openssh.com`; else it fails when the new name is taken. */
  rename(from: string, to: string, signal: AbortSignal): Promise<void>;
  /** What is not there is no problem. */
  removeFile(path: string, signal: AbortSignal): Promise<void>;
  /** An empty one. */
  removeFolder(folder: string, signal: AbortSignal): Promise<void>;
  /** The bytes of a file from `from` on; ends only when all of them came. */
  read(path: string, from: number, signal: AbortSignal): AsyncGenerator<Buffer>;
  /** Opens for writing from `offset` on, which must lie within the file; 0 makes or empties it (0600). */
  write(path: string, offset: number, signal: AbortSignal): Promise<RemoteWriter>;
  /** What this account may still write; null where the server does not say. */
  room(folder: string, signal: AbortSignal): Promise<RemoteRoom | null>;
}

/** Opens SFTP on the connections of servers. */
export interface SftpConnections {
  /** Throws `ssh.*` and `server.not-found`. `use` must not outlive its promise. */
  withSftp<T>(serverId: string, signal: AbortSignal, use: (sftp: SftpAccess) => Promise<T>): Promise<T>;
}

/** What the server says about a file. `failed` is all that SFTP has for a full disk, a taken name and most else. */
export class RemoteFileError extends Error {
  override readonly name = 'RemoteFileError';
  readonly reason: 'missing' | 'refused' | 'failed' | 'unsupported';
  readonly path: string;

  constructor(reason: RemoteFileError['reason'], path: string, said: string, cause?: unknown) {
    super(`${path}: ${said}`, { cause });
    this.reason = reason;
    this.path = path;
  }
}
