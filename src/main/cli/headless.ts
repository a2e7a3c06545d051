import { join } from 'node:path';
import type { HostAbilities } from '../app/app.ts';
import { createApp } from '../app/create-app.ts';
import { AppError } from '../errors/app-error.ts';
import { computerFacts } from '../support/computer-facts.ts';
import { type LogFields, type Logger, silentLogger } from '../support/logger.ts';
import { redactText, redactValue } from '../support/redact.ts';
import type { SecretStore } from '../support/secret-store.ts';
import { createFileSecretStore } from '../support/secret-stores.ts';
import type { Exit } from './command.ts';
import { runCli, type Terminal } from './run-cli.ts';
import { createTerminalSecrets, promptHidden } from './terminal-secrets.ts';

export interface HeadlessOptions {
  /** The command line without the program: `backup run shop --json`. */
  readonly words: readonly string[];
  /** Absolute data folder. */
  readonly home: string;
  /** Where the installed app keeps secrets; null where there is none: then a 0600 file, on explicit request only. */
  readonly keychain: SecretStore | null;
}

/** The whole app without a window, for one command at the terminal of this process. Resolves with the exit status. */
export async function runHeadless({ words, home, keychain }: HeadlessOptions): Promise<Exit> {
  const interrupted = new AbortController();
  process.on('SIGINT', () => interrupted.abort());
  process.on('SIGTERM', () => interrupted.abort());
  const secrets = createTerminalSecrets({
    env: process.env,
    file: keychain ?? createFileSecretStore(join(home, 'cli-secrets.json')),
    isKeychain: keychain !== null,
    prompt: process.stdin.isTTY && process.stderr.isTTY ? promptHidden : null,
  });
  const terminal: Terminal = {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${clearLine()}${text}\n`),
    progress: (text) => void (process.stderr.isTTY && process.stderr.write(`${clearLine()}${text}`)),
    signal: interrupted.signal,
    secrets,
  };
  return runCli(words, terminal, (access, stays) =>
    createApp({ home, host: terminalAbilities, secrets, logger: stays ? loggerOn(terminal.err) : silentLogger, access, stays }),
  );
}

/** A terminal has neither dialogs nor a file manager. */
const terminalAbilities: HostAbilities = {
  kind: 'terminal',
  chooseFolder: () => Promise.resolve(null),
  chooseFile: () => Promise.resolve(null),
  chooseNewFile: () => Promise.resolve(null),
  computer: () => computerFacts(),
  reveal: (folder) => Promise.reject(new AppError('host.unsupported', { detail: folder })),
};

/** What goes wrong in a process that stays has no answer of a command to stand in. */
function loggerOn(say: (line: string) => void): Logger {
  const line = (level: string, event: string, fields: LogFields = {}): void =>
    say(`${new Date().toISOString()} ${level} ${redactText(event)} ${JSON.stringify(redactValue(fields))}`);
  return { info: () => {}, warn: (event, fields) => line('warn', event, fields), error: (event, fields) => line('error', event, fields) };
}

/** Removes what `progress` left on the line. */
function clearLine(): string {
  return process.stderr.isTTY ? '\r\u001b[K' : '';
}
