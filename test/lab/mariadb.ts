import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { startChild, type LabChild } from './children.ts';
import { copySystemTables, databaseAccount } from './mariadb-template.ts';
import { grantStatements, type DatabaseUser, type UserRequest } from './mariadb-users.ts';
import { findFreePort, makeLabFolder, needTool, run, waitFor } from './tools.ts';

export interface MariadbOptions {
  /** Further lines for the section of the server in its option file. */
  readonly config?: readonly string[];
}

export type Row = Record<string, unknown>;

export interface SqlOptions {
  readonly database?: string;
  /** Default: the administrator, over the socket. */
  readonly user?: DatabaseUser;
}

export interface Mariadb extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly socket: string;
  readonly folder: string;
  readonly dataFolder: string;
  readonly pid: number;
  /** All privileges; signs in over the socket only. */
  readonly admin: DatabaseUser;
  /** Runs one statement, or several separated by `;`, and returns the rows of the last that gave any. DELIMITER is not known here: see `script`. */
  sql(statement: string, options?: SqlOptions): Promise<readonly Row[]>;
  /** Runs a script as the command line client does (DELIMITER, dumps) and stops at the first failing statement. */
  script(text: string | Buffer, options?: SqlOptions): Promise<void>;
  /** A connection of one's own: dates as text, closed by the caller. */
  connect(options?: SqlOptions): Promise<Connection>;
  createDatabase(name: string): Promise<void>;
  createUser(request: UserRequest): Promise<DatabaseUser>;
  log(): Promise<string>;
  stop(): Promise<void>;
}

/** A MariaDB server with data folder, socket and port of its own; binary log and event scheduler on. */
export async function startMariadb(options: MariadbOptions = {}): Promise<Mariadb> {
  await using parts = new AsyncDisposableStack();
  const folder = await makeLabFolder('mariadb');
  parts.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const dataFolder = join(folder, 'data');
  const socketFolder = join(folder, 'run');
  const socket = join(socketFolder, 'db.sock');
  const account = databaseAccount();
  const temporaryFolder = join(folder, 'tmp');
  await mkdir(socketFolder);
  await mkdir(temporaryFolder);
  await copySystemTables(dataFolder);
  const admin: DatabaseUser = { name: 'root', password: randomBytes(18).toString('base64url') };
  const initFile = join(folder, 'init.sql');
  await writeFile(initFile, closeDoors(admin), { mode: 0o600 });
  if (account) {
    for (const path of [folder, dataFolder, socketFolder, temporaryFolder, initFile]) await chown(path, account.uid, account.gid);
    // Whoever signs in over SSH reaches the socket, but not the data.
    await chmod(folder, 0o755);
    await chmod(dataFolder, 0o700);
  }
  const serverParts = { folder, dataFolder, socket, initFile, logFile: join(folder, 'mariadb.log'), config: options.config ?? [] };
  const { child, port } = await startOnFreePort(serverParts);
  await rm(initFile);
  const owned = parts.move();

  function connect({ database, user = admin }: SqlOptions = {}): Promise<Connection> {
    return createConnection({
      socketPath: socket,
      user: user.name,
      password: user.password,
      ...(database === undefined ? {} : { database }),
      charset: 'utf8mb4',
      multipleStatements: true,
      dateStrings: true,
      supportBigNumbers: true,
      bigNumberStrings: true,
    });
  }
  async function sql(statement: string, sqlOptions?: SqlOptions): Promise<readonly Row[]> {
    const connection = await connect(sqlOptions);
    try {
      const [result] = await connection.query<RowDataPacket[] | RowDataPacket[][]>(statement);
      return lastRows(result);
    } finally {
      await connection.end();
    }
  }
  async function script(text: string | Buffer, { database, user = admin }: SqlOptions = {}): Promise<void> {
    const optionFile = join(folder, `client-${randomBytes(6).toString('hex')}.cnf`);
    await writeFile(optionFile, clientOptions(socket, user), { mode: 0o600 });
    try {
      const client = await needTool('mariadb', 'mysql');
      const args = [`--defaults-extra-file=${optionFile}`, '--default-character-set=utf8mb4', '--binary-mode', '--batch'];
      await run(client, [...args, ...(database === undefined ? [] : [database])], { input: text });
    } finally {
      await rm(optionFile, { force: true });
    }
  }
  async function stop(): Promise<void> {
    // Nobody reads the data again: a clean shutdown would only cost time.
    await child.end('SIGKILL', 10_000);
    await owned.disposeAsync();
  }
  return {
    host: '127.0.0.1',
    port,
    socket,
    folder,
    dataFolder,
    pid: child.pid,
    admin,
    sql,
    script,
    connect,
    async createDatabase(name) {
      await sql(`CREATE DATABASE ${quoteName(name)} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
    },
    async createUser(request) {
      const user: DatabaseUser = {
        name: request.name ?? `${request.access.replace('-', '_')}_${randomBytes(3).toString('hex')}`,
        password: request.password ?? randomBytes(12).toString('base64url'),
      };
      await sql(grantStatements(user, request).join(';\n'));
      return user;
    },
    log: () => readFile(serverParts.logFile, 'utf8'),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** A fresh data folder lets root in without a password, over TCP too: other users of this computer must not find that. */
function closeDoors(admin: DatabaseUser): string {
  return [
    "DELETE FROM mysql.global_priv WHERE User = 'root' AND Host <> 'localhost';",
    'FLUSH PRIVILEGES;',
    `ALTER USER root@localhost IDENTIFIED BY '${admin.password}';`,
    '',
  ].join('\n');
}

export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** Several statements give a list of results, some of which are not rows. */
function lastRows(result: RowDataPacket[] | RowDataPacket[][]): readonly Row[] {
  if (!Array.isArray(result)) return [];
  const lists = (result as readonly unknown[]).filter((item): item is Row[] => Array.isArray(item));
  return lists.at(-1) ?? (result as Row[]).filter((row) => row.constructor?.name !== 'ResultSetHeader');
}

function clientOptions(socket: string, user: DatabaseUser): string {
  const quoted = user.password.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return `[client]\nsocket=${socket}\nuser=${user.name}\npassword="${quoted}"\n`;
}

interface ServerParts {
  readonly folder: string;
  readonly dataFolder: string;
  readonly socket: string;
  readonly initFile: string;
  readonly logFile: string;
  readonly config: readonly string[];
}

async function startOnFreePort(parts: ServerParts): Promise<{ child: LabChild; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort();
    try {
      return { child: await launch(parts, port), port };
    } catch (error) {
      // Another test may take the port between our look and the server's own.
      if (attempt === 5 || !String(error).includes('Address already in use')) throw error;
      await writeFile(parts.logFile, '');
    }
  }
}

async function launch(parts: ServerParts, port: number): Promise<LabChild> {
  const { folder, logFile, socket } = parts;
  const optionFile = join(folder, 'server.cnf');
  await writeFile(optionFile, serverOptions(parts, port));
  const account = databaseAccount();
  const child = await startChild({
    what: 'mariadbd',
    command: await needTool('mariadbd', 'mysqld'),
    args: [`--defaults-file=${optionFile}`],
    logFile,
    folder,
    uid: account?.uid,
    gid: account?.gid,
  });
  await waitFor('MariaDB to listen', 30_000, async () => {
    const log = await readFile(logFile, 'utf8');
    if (/ready for connections/.test(log) && log.includes(socket)) return true;
    if (child.hasExited()) throw new Error(`MariaDB did not start:\n${log}`);
    return undefined;
  }).catch(async (error: unknown) => {
    await child.end('SIGKILL', 1_000);
    throw error;
  });
  return child;
}

function serverOptions({ folder, dataFolder, socket, initFile, config }: ServerParts, port: number): string {
  return [
    '[mariadbd]',
    `datadir=${dataFolder}`,
    `socket=${socket}`,
    `port=${port}`,
    'bind-address=127.0.0.1',
    `pid-file=${join(folder, 'run', 'db.pid')}`,
    // Not the common one: a starting server removes the temporary tables that it finds, also those of its neighbours.
    `tmpdir=${join(folder, 'tmp')}`,
    `init-file=${initFile}`,
    'skip-name-resolve',
    'character-set-server=utf8mb4',
    'collation-server=utf8mb4_unicode_ci',
    "default-time-zone='+00:00'",
    'server-id=1',
    'log-bin=binlog',
    'binlog-format=ROW',
    'event-scheduler=ON',
    // The data lives as long as a test: nothing is gained by waiting for a disk.
    'innodb-flush-method=fsync',
    'innodb-flush-log-at-trx-commit=0',
    'sync-binlog=0',
    'innodb-doublewrite=OFF',
    'innodb-log-file-size=8M',
    'innodb-buffer-pool-size=64M',
    'innodb-stats-persistent=OFF',
    'key-buffer-size=1M',
    'aria-pagecache-buffer-size=8M',
    'max-allowed-packet=64M',
    'performance-schema=OFF',
    ...config,
    '',
  ].join('\n');
}
