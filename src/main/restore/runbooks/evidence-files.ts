import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../errors/app-error.ts';
import { errnoOf, makePrivateFolder, openNewFile, PRIVATE_FOLDER_MODE, syncFolder } from '../../support/durable-files.ts';

/** One file of the evidence, on this computer. */
export interface KeptFile {
  readonly name: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/**
 * Makes the folder anew. What an attempt left that did not come to its end goes; what was whole once (`wasWhole`) is never removed, only moved aside.
 * Throws `restore.evidence-not-written`.
 */
export async function beginEvidence(folder: string, wasWhole: boolean): Promise<void> {
  await writing(async () => {
    if (wasWhole) await moveAside(folder);
    else await rm(folder, { recursive: true, force: true });
    await mkdir(join(folder, '..'), { recursive: true, mode: PRIVATE_FOLDER_MODE });
    await makePrivateFolder(folder);
  });
}

async function moveAside(folder: string): Promise<void> {
  try {
    await rename(folder, `${folder}-${randomBytes(4).toString('hex')}`);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

/** Writes what `produce` gives it as one file, hashed on its way; a name that is there is whole. Throws `restore.evidence-not-written` and what `produce` throws. */
export async function writeEvidence(
  folder: string,
  name: string,
  produce: (take: (chunk: Buffer) => Promise<void>) => Promise<void>,
): Promise<KeptFile> {
  const partial = join(folder, `${name}.partial`);
  const hash = createHash('sha256');
  let bytes = 0;
  await writing(() => rm(partial, { force: true }));
  const file = await writing(() => openNewFile(partial));
  try {
    await produce(async (chunk) => {
      hash.update(chunk);
      bytes += chunk.length;
      await writing(() => file.writeFile(chunk));
    });
    await writing(() => file.sync());
  } catch (error) {
    await file.close();
    await rm(partial, { force: true });
    throw error;
  }
  await writing(async () => {
    await file.close();
    await rename(partial, join(folder, name));
    await syncFolder(folder);
  });
  return { name, bytes, sha256: hash.digest('hex') };
}

/** Whether a file is there as it was kept. */
export async function isKept(folder: string, { name, bytes }: KeptFile): Promise<boolean> {
  try {
    await using file = await open(join(folder, name), 'r');
    return (await file.stat()).size === bytes;
  } catch {
    return false;
  }
}

async function writing<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    throw new AppError('restore.evidence-not-written', { detail: cause instanceof Error ? cause.message : String(cause), cause });
  }
}
