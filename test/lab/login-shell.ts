import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { needTool, findTool, run } from './tools.ts';

export type LoginShell = 'dash' | 'bash' | 'busybox';

export interface LoginOptions {
  /** The shell that interprets every command. Default: dash. */
  readonly loginShell?: LoginShell;
  /** Login files that print to stdout and stderr before every command, as on many a real server. */
  readonly chattyLogin?: boolean;
  /** Replaces PATH altogether. */
  readonly path?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Programs this server does not have. Applets cannot be left out of busybox: its shell runs them without a PATH. */
  readonly without?: readonly string[];
  /** Shell scripts that stand in front of the real programs: `{ mysqldump: '#!/bin/sh\nexit 1\n' }`. */
  readonly programs?: Readonly<Record<string, string>>;
}

/** Beside its applets, what a small server that runs sites has at least. */
const BUSYBOX_EXTRAS = ['mysqldump', 'mariadb-dump', 'mysql', 'mariadb', 'php'];

const NOISE = [
  'echo "Welcome to aurora-web-03. Unauthorised access is logged."',
  "printf '\\033[32mLast deploy: 2026-11-20\\033[0m \\001\\002 no newline follows:'",
  'echo "stty: standard input: Inappropriate ioctl for device" >&2',
  '',
].join('\n');

/** Writes the program that sshd runs instead of each command (ForceCommand) and returns its path. */
export async function writeLoginProgram(folder: string, home: string, options: LoginOptions): Promise<string> {
  const shell = options.loginShell ?? 'dash';
  const bin = await composeBin(join(folder, 'bin'), shell, options);
  const path = options.path ?? bin;
  if (options.chattyLogin) {
    await writeFile(join(home, '.profile'), NOISE);
    await writeFile(join(home, '.bashrc'), NOISE);
  }
  const interpreter = shell === 'busybox' ? join(folder, 'bin', 'sh') : await needTool(shell);
  const program = join(folder, 'login');
  await writeFile(program, loginText({ home, path, interpreter, shell, options, sftpServer: await findSftpServer() }));
  await chmod(program, 0o755);
  return program;
}

interface LoginParts {
  readonly home: string;
  readonly path: string;
  readonly interpreter: string;
  readonly shell: LoginShell;
  readonly options: LoginOptions;
  readonly sftpServer: string;
}

function loginText({ home, path, interpreter, shell, options, sftpServer }: LoginParts): string {
  const variables = { HOME: home, PATH: path, ...options.env };
  // Debian's bash reads .bashrc for commands over SSH, but only when no shell stands above it. The other two read nothing by themselves.
  const readsProfile = options.chattyLogin && shell !== 'bash';
  return [
    '#!/bin/sh',
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${quote(value)}`),
    `cd ${quote(home)} || exit 126`,
    'case ${SSH_ORIGINAL_COMMAND-} in',
    `  *sftp-server | internal-sftp) exec ${quote(sftpServer)} ;;`,
    'esac',
    'unset SHLVL OLDPWD',
    readsProfile ? '. "$HOME/.profile"' : ':',
    // Without ForceCommand the text would not be in the environment of what it starts.
    'command=${SSH_ORIGINAL_COMMAND-}; unset SSH_ORIGINAL_COMMAND',
    `if [ -z "$command" ]; then exec ${quote(interpreter)}; fi`,
    `exec ${quote(interpreter)} -c "$command"`,
    '',
  ].join('\n');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Returns the PATH of the server: the system's own folders, or a folder of links where something must be absent. */
async function composeBin(bin: string, shell: LoginShell, options: LoginOptions): Promise<string> {
  await mkdir(bin, { recursive: true });
  const names = new Map<string, string>();
  const system = ['/usr/local/bin', '/usr/bin', '/bin'];
  if (shell === 'busybox') {
    const busybox = await needTool('busybox');
    for (const applet of (await run(busybox, ['--list'])).split('\n').filter(Boolean)) names.set(applet, busybox);
    for (const extra of BUSYBOX_EXTRAS) {
      const path = await findTool(extra);
      if (path) names.set(extra, path);
    }
  } else if (options.without) {
    for (const folder of system) for (const name of await readdir(folder)) if (!names.has(name)) names.set(name, join(folder, name));
  }
  for (const name of [...(options.without ?? []), ...Object.keys(options.programs ?? {})]) names.delete(name);
  for (const [name, target] of names) await symlink(target, join(bin, name));
  for (const [name, text] of Object.entries(options.programs ?? {})) {
    await writeFile(join(bin, name), text, { mode: 0o755 });
    await chmod(join(bin, name), 0o755);
  }
  if (shell === 'busybox' || options.without) return bin;
  return [bin, ...system].join(':');
}

const SFTP_FOLDERS = ['/usr/lib/openssh', '/usr/libexec', '/usr/libexec/openssh', '/usr/lib/ssh'];

async function findSftpServer(): Promise<string> {
  for (const folder of SFTP_FOLDERS) if (existsSync(join(folder, 'sftp-server'))) return join(folder, 'sftp-server');
  return needTool('sftp-server');
}
