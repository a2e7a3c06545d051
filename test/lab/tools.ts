import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdtemp, realpath } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where servers live that are not on an ordinary user's PATH: Debian's sbin folders and Homebrew's prefixes. */
const EXTRA_FOLDERS = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/sbin',
  '/opt/homebrew/bin',
  '/opt/homebrew/sbin',
  '/opt/homebrew/opt/mariadb/bin',
  '/usr/local/opt/mariadb/bin',
];

/** The absolute path of a program, or undefined. sshd re-executes itself and must be called by it. */
export async function findTool(name: string): Promise<string | undefined> {
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), ...EXTRA_FOLDERS]) {
    const path = join(folder, name);
    if (folder.startsWith('/') && (await isExecutable(path))) return path;
  }
  return undefined;
}

/** The first of the named programs that is here. Throws when none is. */
export async function needTool(...names: readonly string[]): Promise<string> {
  for (const name of names) {
    const path = await findTool(name);
    if (path) return path;
  }
  throw new Error(`The lab needs ${names.join(' or ')}, which is not installed on this computer.`);
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface RunOptions {
  readonly input?: string | Buffer;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** Runs a program to its end. Rejects with the end of what it wrote to stderr when it does not exit with 0. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { input, ...spawnOptions } = options;
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { ...spawnOptions, maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${command} failed: ${stderr.trim().slice(-2_000) || error.message}`, { cause: error }));
      else resolve(stdout);
    });
    // A program that ends before it has read its input closes the pipe; its exit status tells the story.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input ?? '');
  });
}

/** Every scratch folder of the lab starts like this, so that a sweep can tell them from everybody else's. */
export const FOLDER_PREFIX = 'holdfast-lab-';

/** A folder of one's own, with symbolic links resolved (macOS: /var is one). */
export async function makeLabFolder(what: string): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), `${FOLDER_PREFIX}${what}-`)));
}

/**
 * A port on 127.0.0.1 that nobody listens on, below the range from which systems take ports for outgoing connections.
 * Somebody else may take it before its server starts: callers try again with another one.
 */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Polls until `probe` gives a value. Throws after `timeoutMs` with `what` in the message. */
export async function waitFor<T>(what: string, timeoutMs: number, probe: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
