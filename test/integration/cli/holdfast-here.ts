import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../../src/main/app/create-app.ts';
import { runCli } from '../../../src/main/cli/run-cli.ts';
import { createTerminalSecrets } from '../../../src/main/cli/terminal-secrets.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { createMemorySecretStore } from '../../../src/main/support/secret-stores.ts';
import { host } from '../app/app-folder.ts';
import type { Ended, Holdfast } from './holdfast.ts';

/** The same commands in this process: a long conversation would spend its time on starting programs. */
export async function holdfastHere(): Promise<Omit<Holdfast, 'start'>> {
  const home = await mkdtemp(join(tmpdir(), 'holdfast-cli-'));
  const secrets = createTerminalSecrets({ env: {}, file: createMemorySecretStore(), prompt: null });
  async function run(...words: readonly string[]): Promise<Ended> {
    const out: string[] = [];
    const err: string[] = [];
    const terminal = {
      out: (text: string) => void out.push(`${text}\n`),
      err: (text: string) => void err.push(`${text}\n`),
      progress: () => {},
      signal: new AbortController().signal,
      secrets,
    };
    const code = await runCli(words, terminal, (access) => createApp({ home, host, secrets, logger: silentLogger, access }));
    return { code, stdout: out.join(''), stderr: err.join('') };
  }
  return {
    home,
    run,
    async json<T>(code: number, ...words: readonly string[]) {
      const ended = await run(...words, '--json');
      if (ended.code !== code) throw new Error(`${words.join(' ')} ended with ${ended.code}:\n${ended.stderr}\n${ended.stdout}`);
      return JSON.parse(ended.stdout) as T;
    },
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  };
}
