import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { newIdentity, recipientOf } from '../../../src/main/sealing/age.ts';
import { createKeyKeeper, type SealingSetting } from '../../../src/main/sealing/key-keeper.ts';
import { createMemorySecretStore, createRefusingSecretStore } from '../../../src/main/support/secret-stores.ts';
import type { SecretStore } from '../../../src/main/support/secret-store.ts';
import { problemOf } from '../../integration/servers/lab-servers.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-key-'));
afterAll(() => rmSync(folder, { recursive: true }));
const clock = { now: () => Date.parse('2026-11-26T01:00:00.000Z') };

/** A catalog's setting; a new one is a wiped catalog. */
function catalog(initial: SealingSetting | null = null) {
  let value = initial;
  return { get: () => value, put: (_name: 'sealing', next: SealingSetting) => void (value = next) };
}

function keeperOf(secrets: SecretStore, settings = catalog()) {
  return { settings, keeper: createKeyKeeper({ secrets, settings, clock }) };
}

describe('the key that seals settings', () => {
  it('is made once, at the first use, however many ask at the same moment', async () => {
    const { keeper, settings } = keeperOf(createMemorySecretStore());
    expect(await keeper.status()).toEqual({ state: 'none', canKeep: true, reason: '' });
    const recipients = new Set(await Promise.all([keeper.ensureKey(), keeper.ensureKey(), keeper.ensureKey()]));
    expect(recipients.size).toBe(1);
    const [identity = ''] = await keeper.identities();
    expect(await recipientOf(identity)).toBe([...recipients][0]);
    expect(settings.get()).toEqual({ recipient: [...recipients][0], createdAt: '2026-11-26T01:00:00.000Z', kitSavedAt: null });
    expect(await keeper.status()).toMatchObject({ state: 'ready', canOpen: true, kitSavedAt: null });
    expect(JSON.stringify([settings.get(), await keeper.status()])).not.toContain('SECRET');
  });

  it('is found again after the catalog was wiped, with its date', async () => {
    const secrets = createMemorySecretStore();
    const before = await keeperOf(secrets).keeper.ensureKey();
    const { keeper, settings } = keeperOf(secrets);
    expect(await keeper.status()).toMatchObject({
      state: 'ready',
      recipient: before,
      createdAt: '2026-11-26T01:00:00.000Z',
      canOpen: true,
    });
    expect(await keeper.ensureKey()).toBe(before);
    expect(settings.get()?.recipient).toBe(before);
  });

  it('is the one that is really kept when somebody else was first', async () => {
    const first = createMemorySecretStore();
    const winner = await keeperOf(first).keeper.ensureKey();
    const text = (await first.get('sealing:identity')) ?? '';
    const empty = createMemorySecretStore();
    // What is written last wins: here the other writer comes right after us.
    const contended: SecretStore = { ...empty, set: (key) => empty.set(key, text) };
    const { keeper, settings } = keeperOf(contended);
    expect(await keeper.ensureKey()).toBe(winner);
    expect(settings.get()?.recipient).toBe(winner);
  });

  it('is not made by a process that does not hold the data folder, which may seal with one that is there', async () => {
    const secrets = createMemorySecretStore();
    const settings = catalog();
    const needHome = () => {
      throw new AppError('home.in-use');
    };
    const reader = createKeyKeeper({ secrets, settings, clock, needHome });
    expect((await problemOf(reader.ensureKey())).code).toBe('home.in-use');
    expect((await problemOf(reader.importKey(await newIdentity()))).code).toBe('home.in-use');
    const recipient = await createKeyKeeper({ secrets, settings, clock }).ensureKey();
    expect(await reader.ensureKey()).toBe(recipient);
  });

  it('is not made where it cannot be kept, and the recovery kit is the way out', async () => {
    const { keeper, settings } = keeperOf(createRefusingSecretStore('no keychain here'));
    expect(await problemOf(keeper.ensureKey())).toEqual({ code: 'sealing.key-not-kept', detail: 'no keychain here' });
    expect(await keeper.status()).toEqual({ state: 'none', canKeep: false, reason: 'no keychain here' });
    const file = join(folder, 'on-paper-alone.html');
    await keeper.saveKit(file);
    const recipient = await keeper.ensureKey();
    expect(readFileSync(file, 'utf8')).toContain(recipient);
    expect(settings.get()?.kitSavedAt).not.toBeNull();
    expect(await keeper.status()).toMatchObject({ state: 'ready', canOpen: false });
    expect((await problemOf(keeper.identities())).code).toBe('sealing.key-missing');
    expect((await problemOf(keeper.saveKit(join(folder, 'again.html')))).code).toBe('sealing.key-missing');
  });

  it('still seals where no store can be asked for it, as in a terminal without a keychain', async () => {
    const settings = catalog();
    const recipient = await keeperOf(createMemorySecretStore(), settings).keeper.ensureKey();
    const { keeper } = keeperOf(createRefusingSecretStore(), settings);
    expect(await keeper.ensureKey()).toBe(recipient);
    expect(await keeper.status()).toMatchObject({ state: 'ready', recipient, canOpen: false });
  });

  it('never seals for a key that is gone and was never printed', async () => {
    const secrets = createMemorySecretStore();
    const { keeper, settings } = keeperOf(secrets);
    const lost = await keeper.ensureKey();
    await secrets.delete('sealing:identity');
    expect(await problemOf(keeper.ensureKey())).toEqual({ code: 'sealing.key-lost', detail: lost });
    const fresh = await keeper.replaceKey();
    expect(fresh).not.toBe(lost);
    expect(settings.get()?.recipient).toBe(fresh);
    expect(await keeper.ensureKey()).toBe(fresh);
  });
});

describe('the recovery kit of the key', () => {
  it('lies in a new file that only the operator reads, and takes the place of no other', async () => {
    const { keeper, settings } = keeperOf(createMemorySecretStore());
    const file = join(folder, 'kit.html');
    await keeper.saveKit(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(settings.get()?.kitSavedAt).toBe('2026-11-26T01:00:00.000Z');
    expect((await problemOf(keeper.saveKit(file))).code).toBe('sealing.kit-not-written');
  });

  it('brings the key to a new computer, which then opens what the old one sealed', async () => {
    const old = keeperOf(createMemorySecretStore());
    const file = join(folder, 'to-move.html');
    await old.keeper.saveKit(file);
    const { keeper, settings } = keeperOf(createMemorySecretStore());
    await keeper.importKey(readFileSync(file, 'utf8'));
    expect(await keeper.identities()).toEqual(await old.keeper.identities());
    expect(settings.get()).toEqual(old.settings.get());
    await keeper.importKey(readFileSync(file, 'utf8'));
    expect(await keeper.identities()).toHaveLength(1);
  });

  it('overwrites no other key unless said, and then keeps that one for what it has sealed', async () => {
    const { keeper, settings } = keeperOf(createMemorySecretStore());
    const mine = await keeper.ensureKey();
    const other = await newIdentity();
    const problem = await problemOf(keeper.importKey(other));
    expect(problem.code).toBe('sealing.other-key');
    expect(problem.detail).not.toContain('SECRET');
    expect(settings.get()?.recipient).toBe(mine);
    await keeper.importKey(other, { replace: true });
    expect(await keeper.ensureKey()).toBe(await recipientOf(other));
    expect(await keeper.identities()).toHaveLength(2);
  });

  it('stores nothing where there is no safe store', async () => {
    const { keeper, settings } = keeperOf(createRefusingSecretStore());
    expect((await problemOf(keeper.importKey(await newIdentity()))).code).toBe('secrets.unavailable');
    expect(settings.get()).toBeNull();
  });
});
