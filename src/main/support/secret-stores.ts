import { AppError } from '../errors/app-error.ts';
import { createSecretFile } from './secret-file.ts';
import type { SecretKey, SecretStore } from './secret-store.ts';

/**
 * Secrets as they are in a file that only its owner may read (0600). For computers without a keychain, and only where the operator asked
 * for it in so many words: whoever reads the file has the secrets.
 */
export function createFileSecretStore(path: string): SecretStore {
  const file = createSecretFile(path);
  return {
    availability: () => Promise.resolve({ available: true, reason: '' }),
    get: async (key) => (await file.read())[key] ?? null,
    set: (key, secret) => file.change((secrets) => ({ ...secrets, [key]: secret })),
    delete: (key) => file.change((secrets) => without(secrets, key)),
  };
}

/** Keeps nothing, finds nothing and says why: a terminal without a keychain and without leave to write a file. */
export function createRefusingSecretStore(reason = 'A terminal has no keychain, and no file for secrets was asked for.'): SecretStore {
  return {
    availability: () => Promise.resolve({ available: false, reason }),
    get: () => Promise.resolve(null),
    set: () => Promise.reject(new AppError('secrets.unavailable', { detail: reason })),
    delete: () => Promise.resolve(),
  };
}

/** Forgets everything with the process. */
export function createMemorySecretStore(): SecretStore {
  const secrets = new Map<SecretKey, string>();
  return {
    availability: () => Promise.resolve({ available: true, reason: '' }),
    get: (key) => Promise.resolve(secrets.get(key) ?? null),
    set: (key, secret) => Promise.resolve(void secrets.set(key, secret)),
    delete: (key) => Promise.resolve(void secrets.delete(key)),
  };
}

export function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
