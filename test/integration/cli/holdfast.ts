import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lab } from '../../lab/lab.ts';
import { sharedCli } from '../../lab/shared.ts';

const PROJECT = join(import.meta.dirname, '../../..');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Names a place, the server and its site, as the first commands of an operator do. */
export async function registerSite(holdfast: Pick<Holdfast, 'home' | 'json'>, { sshd, site }: Lab): Promise<void> {
  const { host, port, user, keyFile, fingerprint } = sshd;
  await holdfast.json(0, 'place', 'set', join(holdfast.home, 'backups'));
  const words = ['server', 'add', '--name', 'vps', '--address', host, '--port', String(port), '--user', user, '--key', keyFile];
  await holdfast.json(0, ...words, '--accept-host-key', fingerprint);
  await holdfast.json(0, 'site', 'add', '--server', 'vps', '--root', site.root, '--name', 'aurora');
}

/** The command line in a data folder of its own. */
export interface Holdfast extends AsyncDisposable {
  readonly home: string;
  /** Runs a command to its end. */
  run(...words: readonly string[]): Promise<Ended>;
  /** The one JSON document of a command that is expected to end with `code`. */
  json<T>(code: number, ...words: readonly string[]): Promise<T>;
  start(...words: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> };
}

export async function holdfastIn(env: Readonly<Record<string, string>> = {}): Promise<Holdfast> {
  const home = await mkdtemp(join(tmpdir(), 'holdfast-cli-'));
  const script = await sharedCli();
  const children = new Set<ChildProcess>();
  const start = (...words: readonly string[]) => {
    const child = spawn(process.execPath, [script, ...words], {
      cwd: PROJECT,
      env: { ...process.env, HOLDFAST_HOME: home, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    const ended = once(child, 'close').then(([code]): Ended => {
      children.delete(child);
      return { code: code as number | null, stdout, stderr };
    });
    return { child, ended };
  };
  return {
    home,
    start,
    run: (...words) => start(...words).ended,
    async json<T>(code: number, ...words: readonly string[]) {
      const ended = await start(...words, '--json').ended;
      if (ended.code !== code) throw new Error(`${words.join(' ')} ended with ${ended.code}:\n${ended.stderr}\n${ended.stdout}`);
      return JSON.parse(ended.stdout) as T;
    },
    async [Symbol.asyncDispose]() {
      for (const child of children) child.kill('SIGKILL');
      await rm(home, { recursive: true, force: true });
    },
  };
}
