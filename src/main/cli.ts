import { homedir } from 'node:os';
import { join } from 'node:path';
import type { HostAbilities } from './app/app.ts';
import { createApp } from './app/create-app.ts';
import { defaultHome } from './app/default-home.ts';
import { runCli, type Terminal } from './cli/run-cli.ts';
import { createTerminalSecrets, promptHidden } from './cli/terminal-secrets.ts';
import { AppError } from './errors/app-error.ts';
import { silentLogger } from './support/logger.ts';
import { createFileSecretStore } from './support/secret-stores.ts';

// The headless entry: the same app without a window.
const home = defaultHome(process.env, process.platform, homedir());
const interrupted = new AbortController();
process.on('SIGINT', () => interrupted.abort());
process.on('SIGTERM', () => interrupted.abort());

const secrets = createTerminalSecrets({
  env: process.env,
  file: createFileSecretStore(join(home, 'cli-secrets.json')),
  prompt: process.stdin.isTTY && process.stderr.isTTY ? promptHidden : null,
});

const host: HostAbilities = {
  kind: 'terminal',
  chooseFolder: () => Promise.resolve(null),
  chooseFile: () => Promise.resolve(null),
  reveal: (folder) => Promise.reject(new AppError('host.unsupported', { detail: folder })),
};

const terminal: Terminal = {
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${clearLine()}${text}\n`),
  progress: (text) => void (process.stderr.isTTY && process.stderr.write(`${clearLine()}${text}`)),
  signal: interrupted.signal,
  secrets,
};

/** Removes what `progress` left on the line. */
function clearLine(): string {
  return process.stderr.isTTY ? '\r\u001b[K' : '';
}

process.exitCode = await runCli(process.argv.slice(2), terminal, (access) =>
  createApp({ home, host, secrets, logger: silentLogger, access }),
);
