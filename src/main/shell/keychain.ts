import { safeStorage } from 'electron';
import { join } from 'node:path';
import { AppError } from '../errors/app-error.ts';
import { createSecretFile } from '../support/secret-file.ts';
import type { SecretStore } from '../support/secret-store.ts';
import { without } from '../support/secret-stores.ts';

/** What the system's keychain does for us. Older Electrons only have the calls that block; both read what the other wrote. */
interface Cipher {
  isAvailable(): Promise<boolean>;
  encrypt(secret: string): Promise<Buffer>;
  /** `stale`: the keychain's key changed since; encrypt again. */
  decrypt(sealed: Buffer): Promise<{ readonly secret: string; readonly stale: boolean }>;
}

/** Secrets encrypted by the system's keychain, in `<home>/secrets.json` (0600). Without a keychain nothing is ever written. */
export function createKeychainSecretStore(home: string): SecretStore {
  const file = createSecretFile(join(home, 'secrets.json'));
  const cipher = systemCipher();
  const put = async (key: string, secret: string) => {
    // An empty password is a fact and no secret; not every keychain seals nothing.
    const sealed = secret === '' ? '' : (await cipher.encrypt(secret)).toString('base64');
    await file.change((secrets) => ({ ...secrets, [key]: sealed }));
  };
  return {
    availability: () => availability(cipher),
    async get(key) {
      const sealed = (await file.read())[key];
      if (sealed === undefined) return null;
      if (sealed === '') return '';
      await demandKeychain(cipher);
      const { secret, stale } = await cipher.decrypt(Buffer.from(sealed, 'base64'));
      if (stale) await put(key, secret);
      return secret;
    },
    async set(key, secret) {
      await demandKeychain(cipher);
      await put(key, secret);
    },
    delete: (key) => file.change((secrets) => without(secrets, key)),
  };
}

async function demandKeychain(cipher: Cipher): Promise<void> {
  const { available, reason } = await availability(cipher);
  if (!available) throw new AppError('secrets.unavailable', { detail: reason });
}

async function availability(cipher: Cipher): Promise<{ readonly available: boolean; readonly reason: string }> {
  // On Linux without a keyring Chromium falls back to a password that is part of its source: that is no safe place.
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') {
    return { available: false, reason: 'No keyring was found. GNOME Keyring or KWallet would provide one.' };
  }
  if (await cipher.isAvailable()) return { available: true, reason: '' };
  return { available: false, reason: 'The keychain of this computer is locked or missing.' };
}

function systemCipher(): Cipher {
  if ('encryptStringAsync' in safeStorage) {
    return {
      isAvailable: () => safeStorage.isAsyncEncryptionAvailable(),
      encrypt: (secret) => safeStorage.encryptStringAsync(secret),
      async decrypt(sealed) {
        const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(sealed);
        return { secret: result, stale: shouldReEncrypt };
      },
    };
  }
  const blocking = safeStorage as Pick<Electron.SafeStorage, 'isEncryptionAvailable' | 'encryptString' | 'decryptString'>;
  return {
    isAvailable: () => Promise.resolve(blocking.isEncryptionAvailable()),
    encrypt: (secret) => Promise.resolve(blocking.encryptString(secret)),
    decrypt: (sealed) => Promise.resolve({ secret: blocking.decryptString(sealed), stale: false }),
  };
}
