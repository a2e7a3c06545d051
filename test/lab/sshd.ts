import { chmod, chown, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPasswordAccount, isRoot, labAccount, removeAccount, type Account } from './accounts.ts';
import { homeIn, startChild, type LabChild } from './children.ts';
import { writeLoginProgram, type LoginOptions } from './login-shell.ts';
import { descendantsOf, processesWithEnvironment, signalProcess } from './processes.ts';
import { makeKeyPair, type KeyPair, type KeyType } from './ssh-keys.ts';
import { findFreePort, makeLabFolder, needTool, waitFor } from './tools.ts';

export interface SshdOptions extends LoginOptions {
  /** Default: ed25519 alone. The first one is what `fingerprint` and `knownHostsLine` tell of. */
  readonly hostKeyTypes?: readonly KeyType[];
  readonly clientKeyType?: KeyType;
  /** Locks the client key with this passphrase. */
  readonly clientKeyPassphrase?: string;
  /** Runs sshd as root with PAM and a throwaway account that has a password. Works only when the tests run as root. */
  readonly asRoot?: boolean;
  /** With `asRoot`: the key of the account opens root's, too. Default: false. */
  readonly rootMaySignIn?: boolean;
  /** What the server accepts with `asRoot`. Default: publickey. */
  readonly signIn?: readonly ('publickey' | 'password' | 'keyboard-interactive')[];
  /** An account for file transfer alone: no command is run, whatever is asked for. */
  readonly sftpOnly?: boolean;
  readonly allowTcpForwarding?: boolean;
  /** Channels per connection; OpenSSH's own default is 10. */
  readonly maxSessions?: number;
  /** Default: 127.0.0.1. Inside a container the port is only published when sshd listens on all of its addresses. */
  readonly listenAddress?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Further lines for sshd_config. */
  readonly config?: readonly string[];
}

export interface Sshd extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly account: Account;
  /** With `asRoot`: the password of the throwaway account. */
  readonly password: string | undefined;
  readonly keyFile: string;
  readonly keyPassphrase: string | undefined;
  readonly clientKey: KeyPair;
  /** Changes with `restartWithNewHostKey`. */
  readonly fingerprint: string;
  /** `[127.0.0.1]:2222 ssh-ed25519 AAAA...` */
  readonly knownHostsLine: string;
  readonly hostKeys: readonly KeyPair[];
  /** The home folder of whoever signs in: throwaway, owned by `account`. */
  readonly home: string;
  readonly folder: string;
  readonly pid: number;
  log(): Promise<string>;
  /** The same address answers with another key, as after a rebuilt or an impersonated server. */
  restartWithNewHostKey(): Promise<void>;
  /** Kills the server's side of every connection without a goodbye; returns how many processes that took. */
  killConnections(): number;
  /** Pids of everything that was started over this server and still runs. */
  remoteProcesses(): readonly number[];
  stop(): Promise<void>;
}

/** An OpenSSH server on 127.0.0.1 with keys, port and home folder of its own. */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  if (options.asRoot && !isRoot()) throw new Error('An sshd with passwords needs root; skip the test elsewhere.');
  await using parts = new AsyncDisposableStack();
  const folder = await makeLabFolder('sshd');
  parts.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const home = homeIn(folder);
  await mkdir(home);
  const passwordAccount = options.asRoot ? await createPasswordAccount(home) : undefined;
  if (passwordAccount) parts.defer(() => removeAccount(passwordAccount.name));
  const account = passwordAccount ?? (await labAccount());
  const clientKey = await makeKeyPair(join(folder, 'client-key'), options.clientKeyType, options.clientKeyPassphrase);
  let hostKeys = await makeHostKeys(folder, options, 1);
  const login = await writeLoginProgram(folder, home, options);
  await writeFile(join(folder, 'authorized_keys'), `${clientKey.publicLine}\n`);
  await handOver(folder, home, account, options);

  const logFile = join(folder, 'sshd.log');
  const start = (port: number) => launch({ folder, home, login, logFile, port, account, hostKeys, options });
  const first = await startOnPort(options.port, start, logFile);
  const { port } = first;
  let { child } = first;
  const owned = parts.move();

  async function stop(): Promise<void> {
    const left = [...descendantsOf(child.pid).map(({ pid }) => pid), ...remoteProcesses()];
    await child.end('SIGTERM', 2_000);
    for (const pid of left) signalProcess(pid, 'SIGKILL');
    await waitFor('the remote processes to end', 5_000, async () => (remoteProcesses().length === 0 ? true : undefined));
    await owned.disposeAsync();
  }
  function remoteProcesses(): readonly number[] {
    return processesWithEnvironment(`HOME=${home}`);
  }
  return {
    host: '127.0.0.1',
    port,
    user: account.name,
    account,
    password: passwordAccount?.password,
    keyFile: clientKey.privateFile,
    keyPassphrase: options.clientKeyPassphrase,
    clientKey,
    get fingerprint() {
      return firstKey(hostKeys).fingerprint;
    },
    get knownHostsLine() {
      return `[127.0.0.1]:${port} ${firstKey(hostKeys).publicLine}`;
    },
    get hostKeys() {
      return hostKeys;
    },
    home,
    folder,
    get pid() {
      return child.pid;
    },
    log: () => readFile(logFile, 'utf8'),
    async restartWithNewHostKey() {
      await child.end('SIGTERM', 2_000);
      hostKeys = await makeHostKeys(folder, options, Date.now());
      await handOver(folder, home, account, options);
      await writeFile(logFile, '');
      child = await start(port);
    },
    killConnections() {
      const connections = descendantsOf(child.pid).filter(({ name }) => name.startsWith('sshd'));
      return connections.filter(({ pid }) => signalProcess(pid, 'SIGKILL')).length;
    },
    remoteProcesses,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function firstKey(keys: readonly KeyPair[]): KeyPair {
  const [first] = keys;
  if (!first) throw new Error('A server needs a host key.');
  return first;
}

function makeHostKeys(folder: string, options: SshdOptions, generation: number): Promise<readonly KeyPair[]> {
  const types = options.hostKeyTypes ?? ['ed25519'];
  return Promise.all(types.map((type) => makeKeyPair(join(folder, `host-key-${type}-${generation}`), type)));
}

/** sshd running as an ordinary account must be able to read its keys; with root it keeps them to itself. */
async function handOver(folder: string, home: string, account: Account, options: SshdOptions): Promise<void> {
  if (!isRoot()) return;
  await chown(home, account.uid, account.gid);
  await chmod(folder, 0o755);
  if (options.asRoot) return;
  for (const name of await readdir(folder)) if (!name.startsWith('client-key')) await chown(join(folder, name), account.uid, account.gid);
  await chown(folder, account.uid, account.gid);
}

interface Launch {
  readonly folder: string;
  readonly home: string;
  readonly login: string;
  readonly logFile: string;
  readonly port: number;
  readonly account: Account;
  readonly hostKeys: readonly KeyPair[];
  readonly options: SshdOptions;
}

async function launch({ folder, home, login, logFile, port, account, hostKeys, options }: Launch): Promise<LabChild> {
  const config = join(folder, 'sshd_config');
  await writeFile(config, sshdConfig({ home, login, port, folder, hostKeys, options }));
  if (options.asRoot) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  const drop = isRoot() && !options.asRoot;
  const child = await startChild({
    what: 'sshd',
    command: await needTool('sshd'),
    args: ['-D', '-e', '-f', config],
    logFile,
    folder,
    account: options.asRoot ? account.name : undefined,
    uid: drop ? account.uid : undefined,
    gid: drop ? account.gid : undefined,
  });
  await waitFor('sshd to listen', 15_000, async () => {
    const log = await readFile(logFile, 'utf8');
    if (log.includes('Server listening on ')) return true;
    if (child.hasExited()) throw new Error(`sshd did not start:\n${log}`);
    return undefined;
  }).catch(async (error: unknown) => {
    await child.end('SIGKILL', 1_000);
    throw error;
  });
  return child;
}

async function startOnPort(
  wanted: number | undefined,
  start: (port: number) => Promise<LabChild>,
  logFile: string,
): Promise<{ child: LabChild; port: number }> {
  if (wanted !== undefined) return { child: await start(wanted), port: wanted };
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort();
    try {
      return { child: await start(port), port };
    } catch (error) {
      // Another test may take the port between our look and sshd's own.
      if (attempt === 5 || !String(error).includes('Address already in use')) throw error;
      await writeFile(logFile, '');
    }
  }
}

function sshdConfig(parts: Pick<Launch, 'home' | 'login' | 'port' | 'folder' | 'hostKeys' | 'options'>): string {
  const { options } = parts;
  const signIn = options.signIn ?? ['publickey'];
  const yes = (condition: boolean) => (condition ? 'yes' : 'no');
  return [
    `Port ${parts.port}`,
    `ListenAddress ${options.listenAddress ?? '127.0.0.1'}`,
    'PidFile none',
    'LogLevel VERBOSE',
    ...parts.hostKeys.map((key) => `HostKey ${key.privateFile}`),
    `AuthorizedKeysFile ${join(parts.folder, 'authorized_keys')}`,
    'StrictModes no',
    'UseDNS no',
    'PrintMotd no',
    'MaxStartups 50:30:100',
    `UsePAM ${yes(options.asRoot ?? false)}`,
    `PubkeyAuthentication ${yes(signIn.includes('publickey'))}`,
    `PasswordAuthentication ${yes(signIn.includes('password'))}`,
    `KbdInteractiveAuthentication ${yes(signIn.includes('keyboard-interactive'))}`,
    `PermitRootLogin ${yes(options.rootMaySignIn ?? false)}`,
    `AllowTcpForwarding ${yes(options.allowTcpForwarding ?? true)}`,
    `AllowStreamLocalForwarding ${yes(options.allowTcpForwarding ?? true)}`,
    `MaxSessions ${options.maxSessions ?? 10}`,
    `SetEnv HOME=${parts.home}`,
    'Subsystem sftp internal-sftp',
    `ForceCommand ${options.sftpOnly === true ? 'internal-sftp' : parts.login}`,
    ...(options.config ?? []),
    '',
  ].join('\n');
}
