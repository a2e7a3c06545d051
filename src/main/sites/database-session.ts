import type { Connection } from 'mysql2/promise';
import { AppError } from '../errors/app-error.ts';
import type { ForwardTarget, RemoteShell, Tunnel } from '../servers/ssh/remote-shell.ts';
import { abortable } from '../support/abortable.ts';
import type { DatabaseCredentials } from './credentials.ts';

/** One signed-in connection to a database of a site, through a tunnel of its own. Captures only read through it; restores write. */
export interface DatabaseSession {
  /** `10.11.14-MariaDB-0+deb12u2-log`, as the server says itself. */
  readonly serverVersion: string;
  readonly isMariaDb: boolean;
  /** Values arrive as text, numbers or null; dates and decimals stay text. `values` fill the `?` of the statement. */
  query(sql: string, values?: readonly (string | number)[]): Promise<readonly Row[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

export type Row = Readonly<Record<string, string | number | null>>;

/** `database` null: signed in without one. */
export type SessionCredentials = Omit<DatabaseCredentials, 'database'> & { readonly database: string | null };

const CONNECT_TIMEOUT_MS = 15_000;

/**
 * Throws `database.access-denied`, `database.unknown-database`, `database.unreachable`, `database.refused`, `ssh.forward-refused`, `ssh.*`, and the
 * reason of `signal`, which ends also a database that accepts and then stays silent.
 */
export async function openDatabaseSession(
  shell: RemoteShell,
  credentials: SessionCredentials,
  signal: AbortSignal,
): Promise<DatabaseSession> {
  const { host, port, socket } = credentials.address;
  const target = socket === null ? ({ kind: 'tcp', host, port } as const) : ({ kind: 'socket', path: socket } as const);
  const tunnel = await abortable(openTunnel(shell, target), signal, (late) => void late.close());
  try {
    const way = { host: '127.0.0.1', port: tunnel.port };
    const connection = await abortable(signIn(way, credentials), signal, (late) => late.destroy());
    return await beginSession(connection, tunnel, credentials, signal);
  } catch (error) {
    await tunnel.close();
    throw error;
  }
}

/** A session with a database server of this computer, by its socket. Throws as `openDatabaseSession`, but for what a tunnel adds. */
export async function openLocalSession(credentials: SessionCredentials, signal: AbortSignal): Promise<DatabaseSession> {
  const { host, port, socket } = credentials.address;
  const way = socket === null ? { host, port } : { socketPath: socket };
  const connection = await abortable(signIn(way, credentials), signal, (late) => late.destroy());
  return beginSession(connection, { close: () => Promise.resolve() }, credentials, signal);
}

type Way = { readonly host: string; readonly port: number } | { readonly socketPath: string };

async function signIn(way: Way, credentials: SessionCredentials): Promise<Connection> {
  try {
    // Loaded when a database is first asked: not every start does.
    const { createConnection } = await import('mysql2/promise');
    const connection = await createConnection({
      ...way,
      user: credentials.user,
      password: credentials.password,
      ...(credentials.database === null ? {} : { database: credentials.database }),
      charset: 'utf8mb4',
      connectTimeout: CONNECT_TIMEOUT_MS,
      dateStrings: true,
      supportBigNumbers: true,
      typeCast: (field, next) => (field.type === 'JSON' || field.type.includes('BLOB') ? field.string('utf8') : next()),
    });
    // Without a listener a connection lost between two queries would end the app; the next query reports it.
    connection.on('error', () => {});
    return connection;
  } catch (cause) {
    throw signInProblem(cause, credentials);
  }
}

async function beginSession(
  connection: Connection,
  tunnel: Pick<Tunnel, 'close'>,
  credentials: SessionCredentials,
  signal: AbortSignal,
): Promise<DatabaseSession> {
  const abort = () => connection.destroy();
  signal.addEventListener('abort', abort, { once: true });
  const end = async () => {
    signal.removeEventListener('abort', abort);
    connection.destroy();
    await tunnel.close();
  };
  const query = async (sql: string, values: readonly (string | number)[] = []): Promise<readonly Row[]> => {
    signal.throwIfAborted();
    try {
      const [rows] = await connection.query(sql, [...values]);
      return Array.isArray(rows) ? (rows as Row[]) : [];
    } catch (cause) {
      signal.throwIfAborted();
      throw new AppError(isNetworkError(cause) ? 'database.unreachable' : 'database.refused', { detail: messageOf(cause), cause });
    }
  };
  try {
    // Quoting in what the server answers (SHOW GRANTS) would follow a global ANSI_QUOTES.
    await query("SET SESSION sql_mode = ''");
    const [version] = await query('SELECT VERSION() AS version');
    const serverVersion = String(version?.['version'] ?? '');
    return { serverVersion, isMariaDb: /mariadb/i.test(serverVersion), query, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error instanceof AppError && error.code === 'database.refused' ? signInProblem(error.cause, credentials) : error;
  }
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

/** Number of the MySQL error a query was refused with, 0 when it is none: 1142 (command denied), 1449 (no such definer)... */
export function errorNumber(error: unknown): number {
  const cause = error instanceof AppError ? error.cause : error;
  return cause instanceof Error && 'errno' in cause && typeof cause.errno === 'number' && cause.errno > 0 ? cause.errno : 0;
}

function signInProblem(cause: unknown, { database, address, user }: SessionCredentials): AppError {
  const where = address.socket ?? `${address.host}:${address.port}`;
  const detail = `${messageOf(cause)} (database ${database ?? 'none'}, user ${user}, at ${where} as seen from the server)`;
  switch (errorNumber(cause)) {
    case 1045:
    case 1698:
    case 1044:
      return new AppError('database.access-denied', { detail, cause });
    case 1049:
      return new AppError('database.unknown-database', { detail, cause });
    default:
      return new AppError(isNetworkError(cause) ? 'database.unreachable' : 'database.refused', { detail, cause });
  }
}

/** The connection itself failed or ended, as against an answer that says no. */
function isNetworkError(error: unknown): boolean {
  if (!(error instanceof Error) || errorNumber(error) > 0) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    /^(E[A-Z]+|PROTOCOL_CONNECTION_LOST|PROTOCOL_SEQUENCE_TIMEOUT)$/.test(code) || /closed state|connection is closed/i.test(error.message)
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
