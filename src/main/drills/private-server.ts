import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { AppError } from '../errors/app-error.ts';
import { localTarget } from '../restore/import/local-target.ts';
import type { DatabaseCredentials } from '../sites/credentials.ts';
import { type DatabasePrograms, describePrograms } from './find-programs.ts';
import { createScratchSchema, type Scratch } from './scratch.ts';

export interface PrivateServer extends Scratch {
  readonly pid: number;
  /** At once: nobody reads its data again. Never throws. */
  stop(): Promise<void>;
}

export interface PrivateServerOptions {
  readonly programs: DatabasePrograms;
  /** Empty but for the marker, private; deleted by whoever made it. */
  readonly folder: string;
  readonly id: string;
  readonly signal: AbortSignal;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

const READY_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 100;
const ACCOUNT = 'holdfast';

/**
 * Starts a database server with a data folder, a socket and an option file of its own: no network (on Windows 127.0.0.1 alone, at a random port), a random
 * password, no option file of the system, no scheduler of events. It shares nothing with the server of the system. As root it runs as the account `mysql`.
 * Throws `drill.server-not-started`.
 */
export async function startPrivateServer({ programs, folder, id, signal }: PrivateServerOptions): Promise<PrivateServer> {
  const files = {
    data: join(folder, 'data'),
    temporary: join(folder, 'tmp'),
    log: join(folder, 'server.log'),
    start: join(folder, 'start.sql'),
  };
  const account = await accountFor();
  await mkdir(files.temporary, { mode: 0o700 });
  if (account !== null) for (const path of [folder, files.temporary]) await chown(path, account.uid, account.gid);
  await makeData(programs, files.data, files.temporary, account, signal);
  const password = randomBytes(24).toString('base64url');
  const port = process.platform === 'win32' ? await freePort() : null;
  const options = join(folder, 'server.cnf');
  await writeFile(files.start, accountStatements(programs, password), { mode: 0o600 });
  await writeFile(options, optionText(folder, files, port), { mode: 0o600 });
  if (account !== null) for (const path of [files.start, options]) await chown(path, account.uid, account.gid);
  const child = await launch(programs.server, options, files.log, account);
  const credentials: DatabaseCredentials = {
    database: '',
    address: port === null ? { host: 'localhost', port: 3306, socket: socketIn(folder) } : { host: '127.0.0.1', port, socket: null },
    user: ACCOUNT,
    password,
  };
  const target = localTarget({ client: programs.client, credentials });
  try {
    await whenReady(child, () => target.session(null, signal), files.log, signal);
    await rm(files.start, { force: true });
  } catch (error) {
    await end(child);
    throw error;
  }
  return {
    name: `a database server of its own on this computer, ${describePrograms(programs)}`,
    serverVersion: `${programs.version}${programs.flavour === 'mariadb' ? '-MariaDB' : ''}`,
    target,
    pid: child.pid ?? 0,
    async makeSchema(artifact, making) {
      await using session = await target.session(null, making);
      // Awaited here: the session ends with this function.
      return await createScratchSchema(session, artifact, id);
    },
    stop: () => end(child),
  };
}

/** MySQL and MariaDB refuse to run as root. Null for an ordinary user. */
async function accountFor(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((which) => promisify(execFile)('id', [which, 'mysql'])));
    return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
  } catch (cause) {
    const detail = 'Holdfast runs as root, and a database server does not: there is no account "mysql" to run it as.';
    throw new AppError('drill.server-not-started', { detail, cause });
  }
}

async function makeData(
  { flavour, server, install }: DatabasePrograms,
  data: string,
  temporary: string,
  account: Account | null,
  signal: AbortSignal,
): Promise<void> {
  const own = ['--no-defaults', `--datadir=${data}`, ...(account === null ? [] : ['--user=mysql'])];
  const [command, args] =
    flavour === 'mysql' || install === null
      ? [server, [...own, `--tmpdir=${temporary}`, '--initialize-insecure']]
      : process.platform === 'win32'
        ? [install, [`--datadir=${data}`]]
        : [install, [...own, `--tmpdir=${temporary}`, '--auth-root-authentication-method=normal', '--skip-test-db']];
  try {
    await promisify(execFile)(command, args, { signal, cwd: temporary, maxBuffer: 16 * 1024 * 1024 });
  } catch (cause) {
    signal.throwIfAborted();
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : String(cause);
    throw new AppError('drill.server-not-started', { detail: `${command}: ${lastLines(said)}`, cause });
  }
}

/** Run before the first connection is let in. A fresh data folder lets root in without a password, from several hosts. */
function accountStatements({ flavour, version }: DatabasePrograms, password: string): string {
  const hosts = ['localhost', '127.0.0.1'];
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const accounts = flavour === 'mariadb' && (major > 10 || minor >= 4) ? 'global_priv' : 'user';
  return [
    `DELETE FROM mysql.${accounts} WHERE User = 'root' AND Host <> 'localhost';`,
    'FLUSH PRIVILEGES;',
    `ALTER USER root@localhost IDENTIFIED BY '${randomBytes(24).toString('base64url')}';`,
    ...hosts.map((host) => `CREATE USER ${ACCOUNT}@'${host}' IDENTIFIED BY '${password}';`),
    ...hosts.map((host) => `GRANT ALL PRIVILEGES ON *.* TO ${ACCOUNT}@'${host}' WITH GRANT OPTION;`),
    '',
  ].join('\n');
}

type Files = Readonly<Record<'data' | 'temporary' | 'log' | 'start', string>>;

function optionText(folder: string, { data, temporary, start }: Files, port: number | null): string {
  return [
    '[mysqld]',
    `datadir=${quoted(data)}`,
    `tmpdir=${quoted(temporary)}`,
    `init-file=${quoted(start)}`,
    `pid-file=${quoted(join(folder, 'server.pid'))}`,
    ...(port === null ? ['skip-networking', `socket=${quoted(socketIn(folder))}`] : ['bind-address=127.0.0.1', `port=${port}`]),
    'skip-name-resolve',
    'character-set-server=utf8mb4',
    "default-time-zone='+00:00'",
    // Nothing of a backup may act by itself, or reach a file outside of this folder.
    'event-scheduler=OFF',
    'local-infile=OFF',
    `secure-file-priv=${quoted(temporary)}`,
    // The data lives as long as the drill: it waits for no disk and is logged nowhere.
    'skip-log-bin',
    'innodb-flush-log-at-trx-commit=0',
    'innodb-doublewrite=OFF',
    'innodb-buffer-pool-size=256M',
    'max-allowed-packet=1G',
    'performance-schema=OFF',
    '',
  ].join('\n');
}

function socketIn(folder: string): string {
  return join(folder, 'db.sock');
}

/** A backslash begins an escape there. */
function quoted(path: string): string {
  return `"${path.replaceAll('\\', '/')}"`;
}

async function launch(server: string, options: string, log: string, account: Account | null): Promise<ChildProcess> {
  await using file = await open(log, 'a', 0o600);
  const ids = account === null ? {} : { uid: account.uid, gid: account.gid };
  const child = spawn(server, [`--defaults-file=${options}`], { stdio: ['ignore', file.fd, file.fd], windowsHide: true, ...ids });
  child.on('error', () => {});
  return child;
}

async function whenReady(child: ChildProcess, session: () => Promise<AsyncDisposable>, log: string, signal: AbortSignal): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  for (;;) {
    signal.throwIfAborted();
    try {
      await using _ready = await session();
      return;
    } catch (cause) {
      signal.throwIfAborted();
      const isOver = child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
      if (isOver || Date.now() > until) {
        const said = await readFile(log, 'utf8').catch(() => '');
        throw new AppError('drill.server-not-started', { detail: lastLines(said), cause });
      }
    }
    await wait(LOOK_EVERY_MS, undefined, { signal });
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await over;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => void server.close(resolve));
  return port;
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-12).join('\n').slice(-2000);
}
