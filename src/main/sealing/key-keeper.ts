import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type { KeyStatus } from '../../shared/model/sealing.ts';
import { AppError } from '../errors/app-error.ts';
import { instantOf, type Clock } from '../support/clock.ts';
import { syncFolder, writeNewFile } from '../support/durable-files.ts';
import type { SecretStore } from '../support/secret-store.ts';
import { newIdentity, recipientOf } from './age.ts';
import { identityFile, readIdentityFile, readTypedIdentity, type KeptIdentity } from './identity-file.ts';
import { recoveryKit } from './recovery-kit.ts';

/** The public part of the key, as the catalog has it. */
export interface SealingSetting {
  readonly recipient: string;
  readonly createdAt: string;
  /** When a recovery kit was last known to exist; null: never. */
  readonly kitSavedAt: string | null;
}

/** The catalog setting `sealing`. */
export interface SealingSettings {
  get(name: 'sealing'): SealingSetting | null;
  put(name: 'sealing', value: SealingSetting): void;
}

export interface KeyKeeperOptions {
  readonly secrets: SecretStore;
  readonly settings: SealingSettings;
  readonly clock: Clock;
  /** Throws `home.in-use` unless this process holds the data folder: only one process at a time makes or replaces a key. */
  readonly needHome?: () => void;
}

/**
 * Keeps the key that seals settings. Its secret part lies in the secret store (`sealing:identity`), its public part in the catalog, so that sealing works
 * where the secret is only on paper.
 *
 *   none --ensureKey, import--> kept here (seals and opens)
 *    `-----saveKit, no store--> on paper alone (seals; opens after import)
 */
export interface KeyKeeper {
  /** Only reads. */
  status(): Promise<KeyStatus>;
  /**
   * The recipient to seal for; makes the key at the first use. Throws `sealing.key-not-kept` where there is no safe store and no kit, `sealing.key-lost` when the
   * secret is gone and was never printed, `home.in-use`.
   */
  ensureKey(): Promise<string>;
  /** Secret keys that open what was sealed here, for `openStream`; never to be logged or sent. Throws `sealing.key-missing`. */
  identities(): Promise<readonly string[]>;
  /**
   * Writes the recovery kit as a new file (0600, fsynced). Without a safe store it makes the key and leaves its secret on that page alone. Throws
   * `sealing.kit-not-written` (also when the name is taken), `sealing.key-missing` when the secret is not here to be printed, `home.in-use`.
   */
  saveKit(file: string): Promise<void>;
  /**
   * Takes over a key typed or pasted from a kit and stores it. `replace`: although another key seals here; that one stays for what it has sealed.
   * Throws `sealing.key-invalid`, `sealing.other-key`, `secrets.unavailable`, `home.in-use`.
   */
  importKey(text: string, options?: { readonly replace?: boolean }): Promise<void>;
  /** Seals with a new key from here on; keys that are here still open what they sealed. For a key that is lost. Throws as `ensureKey`. */
  replaceKey(): Promise<string>;
}

const SECRET = 'sealing:identity';

export function createKeyKeeper({ secrets, settings, clock, needHome = () => {} }: KeyKeeperOptions): KeyKeeper {
  const inTurn = queue();

  async function kept(): Promise<readonly KeptIdentity[]> {
    const text = await secrets.get(SECRET);
    return text === null ? [] : readIdentityFile(text);
  }

  /** Stores, then reads what is really there: another writer may have been first, and only a key that is kept may seal. */
  async function store(keys: readonly KeptIdentity[]): Promise<KeptIdentity> {
    await secrets.set(SECRET, identityFile(keys));
    const [first] = await kept();
    if (first === undefined)
      throw new AppError('sealing.key-not-kept', { detail: 'The secret store took the key and did not give it back.' });
    return first;
  }

  async function make(earlier: readonly KeptIdentity[]): Promise<KeptIdentity> {
    const identity = await newIdentity();
    return store([{ identity, recipient: await recipientOf(identity), createdAt: instantOf(clock) }, ...earlier]);
  }

  function announce(key: KeptIdentity, kitSavedAt: string | null): string {
    settings.put('sealing', { recipient: key.recipient, createdAt: key.createdAt ?? instantOf(clock), kitSavedAt });
    return key.recipient;
  }

  async function needStore(): Promise<void> {
    const { available, reason } = await secrets.availability();
    if (!available) throw new AppError('sealing.key-not-kept', { detail: reason });
  }

  /**
   * Null where a key must be found or made first. On paper alone is enough: whoever has the kit opens it. Where no store can be asked (a terminal without a
   * keychain), nothing says that the key is lost, and sealing needs its public part alone.
   */
  async function usable(): Promise<string | null> {
    const known = settings.get('sealing');
    if (known === null) return null;
    if (known.kitSavedAt !== null || !(await secrets.availability()).available) return known.recipient;
    return (await kept()).some(({ recipient }) => recipient === known.recipient) ? known.recipient : null;
  }

  async function findOrMake(): Promise<string> {
    needHome();
    const [current] = await kept();
    if (current !== undefined) return announce(current, null);
    await needStore();
    const known = settings.get('sealing');
    if (known !== null) throw new AppError('sealing.key-lost', { detail: known.recipient });
    return announce(await make([]), null);
  }

  /** The key to print: the one that seals. */
  async function keyForKit(): Promise<KeptIdentity> {
    const known = settings.get('sealing');
    const keys = await kept();
    const current = known === null ? keys[0] : keys.find(({ recipient }) => recipient === known.recipient);
    if (current !== undefined) return current;
    if (known !== null) throw new AppError('sealing.key-missing', { detail: known.recipient });
    if ((await secrets.availability()).available) return make([]);
    const identity = await newIdentity();
    return { identity, recipient: await recipientOf(identity), createdAt: instantOf(clock) };
  }

  const changing = <T>(work: () => Promise<T>): Promise<T> =>
    inTurn(async () => {
      needHome();
      return work();
    });

  return {
    async status() {
      const known = settings.get('sealing');
      const keys = await kept();
      const [current] = keys;
      if (known !== null) {
        const canOpen = keys.some(({ recipient }) => recipient === known.recipient);
        return { state: 'ready', ...known, canOpen };
      }
      if (current !== undefined) {
        const createdAt = current.createdAt ?? instantOf(clock);
        return { state: 'ready', recipient: current.recipient, createdAt, canOpen: true, kitSavedAt: null };
      }
      const { available, reason } = await secrets.availability();
      return { state: 'none', canKeep: available, reason };
    },
    // A key that is there needs no right to make one: a second process may ask for it while the first works.
    ensureKey: () => inTurn(async () => (await usable()) ?? (await findOrMake())),
    async identities() {
      const keys = await kept();
      if (keys.length === 0) throw new AppError('sealing.key-missing', { detail: settings.get('sealing')?.recipient ?? '' });
      return keys.map(({ identity }) => identity);
    },
    saveKit: (file) =>
      changing(async () => {
        const key = await keyForKit();
        const savedAt = instantOf(clock);
        await write(file, recoveryKit(key, { printedAt: savedAt, computer: hostname() }));
        announce(key, savedAt);
      }),
    importKey: (text, { replace = false } = {}) =>
      changing(async () => {
        const key = await readTypedIdentity(text);
        const keys = await kept();
        const sealsNow = settings.get('sealing')?.recipient ?? keys[0]?.recipient ?? key.recipient;
        if (sealsNow !== key.recipient && !replace)
          throw new AppError('sealing.other-key', { detail: `Seals now: ${sealsNow}\nTo be imported: ${key.recipient}` });
        const dated = { ...key, createdAt: key.createdAt ?? keys.find(({ identity }) => identity === key.identity)?.createdAt ?? null };
        await store([dated, ...keys.filter(({ identity }) => identity !== key.identity)]);
        // It came from somewhere outside of this computer, so it is written down there.
        announce(dated, instantOf(clock));
      }),
    replaceKey: () =>
      changing(async () => {
        await needStore();
        return announce(await make(await kept()), null);
      }),
  };
}

/** One after the other: two backups that begin at the same moment find one key. */
function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };
}

async function write(file: string, page: string): Promise<void> {
  try {
    await writeNewFile(file, page);
    await syncFolder(dirname(file));
  } catch (error) {
    throw new AppError('sealing.kit-not-written', { detail: error instanceof Error ? error.message : String(error), cause: error });
  }
}
