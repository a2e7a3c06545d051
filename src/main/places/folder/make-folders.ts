import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf, makePrivateFolder } from '../../support/durable-files.ts';

/** True when it was made now (0700). Throws when something else than a folder has its name. */
export async function makeFolder(folder: string): Promise<boolean> {
  try {
    await makePrivateFolder(folder);
    return true;
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST' || !(await stat(folder)).isDirectory()) throw error;
    return false;
  }
}

/** The folder and what lacks above it. */
export async function makePrivateFolders(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makePrivateFolders(dirname(folder));
    await makeFolder(folder);
  }
}
