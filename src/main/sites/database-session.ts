import mysql, { type Connection } from 'mysql2/promise';
import { AppError } from '../errors/app-error.ts';
import type { ForwardTarget, RemoteShell, Tunnel } from '../servers/ssh/remote-shell.ts';
import type { DatabaseCredentials } from './credentials.ts';

/** One signed-in connection to a site's database, through a tunnel of its own. Reads only; nothing here writes. */
export interface DatabaseSession {
  /** `10.11.14-MariaDB-0+deb12u2-log`, as the server says itself. */
  readonly serverVersion: string;
  readonly isMariaDb: boolean;
  /** Values arrive as text, numbers or null; dates and decimals stay text. `values` fill the `?` of the statement. */
  query(sql: string, values?: readonly (string | number)[]): Promise<readonly Row[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

export type Row = Readonly<Record<string, string | number | null>>;

const CONNECT_TIMEOUT_MS = 15_000;

/** Throws `database.access-denied`, `database.unknown-database`, `database.unreachable`, `ssh.forward-refused`, `ssh.*`. */
export async function openDatabaseSession(
  shell: RemoteShell,
  credentials: DatabaseCredentials,
  signal: AbortSignal,
): Promise<DatabaseSession> {
  const { host, port, socket } = credentials.address;
  signal.throwIfAborted();
  const tunnel = await openTunnel(shell, socket === null ? { kind: 'tcp', host, port } : { kind: 'socket', path: socket });
  let connection: Connection;
  try {
    connection = await mysql.createConnection({
      host: '127.0.0.1',
      port: tunnel.port,
      user: credentials.user,
      password: credentials.password,
      database: credentials.database,
      charset: 'utf8mb4',
      connectTimeout: CONNECT_TIMEOUT_MS,
      dateStrings: true,
      supportBigNumbers: true,
      bigNumberStrings: false,
      typeCast: (field, next) => (field.type === 'JSON' || field.type.includes('BLOB') ? field.string('utf8') : next()),
    });
  } catch (cause) {
    await tunnel.close();
    throw signInProblem(cause, credentials);
  }
  // Without a listener a connection lost between two queries would end the app; the next query reports it.
  connection.on('error', () => {});
  const abort = () => connection.destroy();
  signal.addEventListener('abort', abort, { once: true });

  const query = async (sql: string, values: readonly (string | number)[] = []): Promise<readonly Row[]> => {
    signal.throwIfAborted();
    try {
      const [rows] = await connection.query(sql, [...values]);
      return rows as Row[];
    } catch (cause) {
      signal.throwIfAborted();
      if (isConnectionError(cause)) throw new AppError('database.unreachable', { detail: messageOf(cause), cause });
      throw cause;
    }
  };
  const [version] = await query('SELECT VERSION() AS version');
  const serverVersion = String(version?.['version'] ?? '');
  return {
    serverVersion,
    isMariaDb: /mariadb/i.test(serverVersion),
    query,
    async [Symbol.asyncDispose]() {
      signal.removeEventListener('abort', abort);
      connection.destroy();
      await tunnel.close();
    },
  };
}

async function openTunnel(shell: RemoteShell, target: ForwardTarget): Promise<Tunnel> {
  try {
    return await shell.forward(target);
  } catch (cause) {
    // The server let the tunnel through and found nobody at its end: that is the database, not the connection.
    if (cause instanceof AppError && cause.code === 'ssh.forward-failed')
      throw new AppError('database.unreachable', { detail: cause.detail, cause });
    throw cause;
  }
}

/** Number of the MySQL error, 0 when it is none: 1142 (command denied), 1449 (no such definer)... */
export function errorNumber(error: unknown): number {
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number' ? error.errno : 0;
}

function signInProblem(cause: unknown, { database, address, user }: DatabaseCredentials): AppError {
  const where = address.socket ?? `${address.host}:${address.port}`;
  const detail = `${messageOf(cause)} (database ${database}, user ${user}, at ${where} as seen from the server)`;
  switch (errorNumber(cause)) {
    case 1045:
    case 1698:
    case 1044:
      return new AppError('database.access-denied', { detail, cause });
    case 1049:
      return new AppError('database.unknown-database', { detail, cause });
    default:
      return new AppError('database.unreachable', { detail, cause });
  }
}

function isConnectionError(error: unknown): boolean {
  return error instanceof Error && 'fatal' in error && error.fatal === true;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
