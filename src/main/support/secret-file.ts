import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The stored values by secret key; encrypted or not is the store's business. */
export type StoredSecrets = Readonly<Record<string, string>>;

/** One JSON file of secrets, readable by its owner alone, replaced in one move; changes made at the same time queue up. */
export interface SecretFile {
  read(): Promise<StoredSecrets>;
  change(edit: (secrets: StoredSecrets) => StoredSecrets): Promise<void>;
}

export function createSecretFile(path: string): SecretFile {
  let last: Promise<void> = Promise.resolve();
  return {
    read: () => read(path),
    change(edit) {
      const next = last.then(async () => write(path, edit(await read(path))));
      last = next.catch(() => {});
      return next;
    },
  };
}

async function read(path: string): Promise<StoredSecrets> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  const stored: unknown = JSON.parse(text);
  if (!isStored(stored)) throw new Error(`${path} is not a file of secrets`);
  return stored.secrets;
}

function isStored(value: unknown): value is { readonly version: 1; readonly secrets: StoredSecrets } {
  if (typeof value !== 'object' || value === null || !('version' in value) || value.version !== 1 || !('secrets' in value)) return false;
  const { secrets } = value;
  return typeof secrets === 'object' && secrets !== null && Object.values(secrets).every((secret) => typeof secret === 'string');
}

async function write(path: string, secrets: StoredSecrets): Promise<void> {
  const partial = `${path}.${randomUUID()}.partial`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    const file = await open(partial, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ version: 1, secrets })}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** Makes the rename itself durable. Windows has no such handle and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
