import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { SecretKey, SecretStore } from '../support/secret-store.ts';

export interface TerminalSecretsOptions {
  readonly env: NodeJS.ProcessEnv;
  /** The 0600 file; it is read when it exists and written only after `keep(true)`. */
  readonly file: SecretStore;
  /** Null where there is no terminal to ask at. */
  readonly prompt: ((question: string) => Promise<string>) | null;
}

export interface TerminalSecrets extends SecretStore {
  keep(enabled: boolean): void;
}

/** Secrets for one run in a terminal: this run's memory, the file, the environment, a question; in this order. */
export function createTerminalSecrets({ env, file, prompt }: TerminalSecretsOptions): TerminalSecrets {
  const memory = new Map<SecretKey, string>();
  let keeping = false;
  return {
    keep(enabled) {
      keeping = enabled;
    },
    availability: async () => ({ available: true, reason: '' }),
    async get(key) {
      const known = memory.get(key) ?? (await file.get(key)) ?? env[variableOf(key)];
      if (known !== undefined) return known;
      if (prompt === null) return null;
      const answer = await prompt(key.startsWith('server:') ? 'Passphrase or password of the server: ' : 'Password of the database: ');
      if (answer === '') return null;
      memory.set(key, answer);
      if (keeping) await file.set(key, answer);
      return answer;
    },
    async set(key, secret) {
      memory.set(key, secret);
      if (keeping) await file.set(key, secret);
    },
    async delete(key) {
      memory.delete(key);
      await file.delete(key);
    },
  };
}

function variableOf(key: SecretKey): string {
  return key.startsWith('server:') ? 'HOLDFAST_SERVER_SECRET' : 'HOLDFAST_DATABASE_PASSWORD';
}

/** Asks at the terminal; what is typed is not shown. */
export async function promptHidden(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await new Promise<string>((resolve) => {
      lines.question('', resolve);
      lines.once('close', () => resolve(''));
    });
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
