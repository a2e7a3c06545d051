import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileSecretStore, createMemorySecretStore, createRefusingSecretStore } from '../../../src/main/support/secret-stores.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-secrets-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the file of secrets', () => {
  test('keeps, changes and forgets', async () => {
    const path = join(folder, 'inner', 'secrets.json');
    const store = createFileSecretStore(path);
    expect(await store.get('server:1')).toBeNull();
    await store.set('server:1', 'first');
    await store.set('source:2', 'other');
    await store.set('server:1', 'second');
    expect(await createFileSecretStore(path).get('server:1')).toBe('second');
    await store.delete('server:1');
    expect(await store.get('server:1')).toBeNull();
    expect(await store.get('source:2')).toBe('other');
  });

  // Windows has no such mode: there the file inherits the rights of the operator's own profile.
  test.skipIf(process.platform === 'win32')('is for its owner alone', async () => {
    const path = join(folder, 'inner', 'secrets.json');
    await createFileSecretStore(path).set('server:1', 'x');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'inner'))).mode & 0o777).toBe(0o700);
  });

  test('loses nothing when many are set at once, and leaves no partial file', async () => {
    const store = createFileSecretStore(join(folder, 'secrets.json'));
    const keys = Array.from({ length: 20 }, (_, number) => `server:${number}` as const);
    await Promise.all(keys.map((key) => store.set(key, `secret of ${key}`)));
    expect(await Promise.all(keys.map((key) => store.get(key)))).toEqual(keys.map((key) => `secret of ${key}`));
    expect(await readdir(folder)).toEqual(['secrets.json']);
  });

  test('does not overwrite a file it cannot read', async () => {
    const path = join(folder, 'secrets.json');
    await writeFile(path, '{"version":2,"secrets":{"server:1":"from a newer app"}}');
    const store = createFileSecretStore(path);
    await expect(store.set('server:2', 'x')).rejects.toThrow('is not a file of secrets');
    expect(await readFile(path, 'utf8')).toContain('from a newer app');
  });
});

test('the refusing store says why and stores nothing', async () => {
  const store = createRefusingSecretStore('No keychain here.');
  expect(await store.availability()).toEqual({ available: false, reason: 'No keychain here.' });
  await expect(store.set('server:1', 'x')).rejects.toMatchObject({ code: 'secrets.unavailable', detail: 'No keychain here.' });
  expect(await store.get('server:1')).toBeNull();
});

test('the memory store keeps secrets apart from each other', async () => {
  const store = createMemorySecretStore();
  await store.set('server:1', 'a');
  await store.set('source:1', 'b');
  await store.delete('server:1');
  expect([await store.get('server:1'), await store.get('source:1')]).toEqual([null, 'b']);
});
