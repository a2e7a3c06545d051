import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { AppError } from '../errors/app-error.ts';
import type { SecretKey, SecretStore } from '../support/secret-store.ts';
import { variablesOf, type SecretOwner } from './secret-owners.ts';

export interface TerminalSecretsOptions {
  readonly env: NodeJS.ProcessEnv;
  /** The 0600 file; it is read when it exists and written only after `keep(true)`. Or the keychain of the installed app. */
  readonly file: SecretStore;
  /** `file` is a keychain: a key that must outlive this run may be put there without being asked. */
  readonly isKeychain?: boolean;
  /** Null where there is no terminal to ask at. The answer is null when nobody gave one. */
  readonly prompt: ((question: string) => Promise<string | null>) | null;
}

/** What commands do with secrets. */
export interface CommandSecrets {
  /** Whether secrets of this run may be written to the 0600 file. */
  keep(enabled: boolean): void;
  /** Tells whose secrets there are: nobody else's is looked for in the environment or asked for. */
  introduce(owners: readonly SecretOwner[]): void;
  /** What the environment or a person says now, whatever was kept before; null where neither does. */
  ask(owner: SecretOwner): Promise<string | null>;
}

export interface TerminalSecrets extends SecretStore, CommandSecrets {}

/** Secrets for one run in a terminal: this run's memory, the environment, the file, a question; in this order. */
export function createTerminalSecrets({ env, file, prompt, isKeychain = false }: TerminalSecretsOptions): TerminalSecrets {
  const memory = new Map<SecretKey, string>();
  const owners = new Map<SecretKey, SecretOwner>();
  let keeping = false;

  function inEnvironment(owner: SecretOwner): string | null {
    const set = variablesOf(owner, [...owners.values()]).find((name) => env[name] !== undefined && env[name] !== '');
    return set === undefined ? null : (env[set] ?? null);
  }

  async function askPerson(owner: SecretOwner): Promise<string | null> {
    const answer = prompt === null ? null : await prompt(owner.question);
    // A database may have an empty password; an empty passphrase or password of a server is no answer.
    return answer === '' && owner.key.startsWith('server:') ? null : answer;
  }

  /** What is sealed with this key can never be opened without it: it is kept for good, or not made at all. */
  async function setLasting(key: SecretKey, secret: string): Promise<void> {
    if (!keeping && !isKeychain)
      throw new AppError('secrets.unavailable', {
        detail: 'A terminal has no keychain; --keep-secrets-in-file keeps the key in a 0600 file.',
      });
    memory.set(key, secret);
    await file.set(key, secret);
  }

  async function remember(key: SecretKey, secret: string | null): Promise<string | null> {
    if (secret === null) return null;
    memory.set(key, secret);
    if (keeping) await file.set(key, secret);
    return secret;
  }

  return {
    keep(enabled) {
      keeping = enabled;
    },
    introduce(known) {
      for (const owner of known) owners.set(owner.key, owner);
    },
    ask: async (owner) => inEnvironment(owner) ?? (await askPerson(owner)),
    availability: async () => ({ available: true, reason: '' }),
    async get(key) {
      const owner = owners.get(key);
      const remembered = memory.get(key);
      if (remembered !== undefined) return remembered;
      const set = owner === undefined ? null : inEnvironment(owner);
      if (set !== null) return remember(key, set);
      const kept = await file.get(key);
      if (kept !== null || owner === undefined) return kept;
      return remember(key, await askPerson(owner));
    },
    async set(key, secret) {
      if (key === 'sealing:identity') await setLasting(key, secret);
      else await remember(key, secret);
    },
    async delete(key) {
      memory.delete(key);
      await file.delete(key);
    },
  };
}

/** Asks at the terminal; what is typed is not shown. Null when the input ends without an answer. */
export async function promptHidden(question: string): Promise<string | null> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await new Promise<string | null>((resolve) => {
      lines.question('', resolve);
      lines.once('close', () => resolve(null));
    });
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
