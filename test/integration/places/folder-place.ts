import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { claimFolder } from '../../../src/main/places/claim-folder.ts';
import { openFolderStore } from '../../../src/main/places/folder/folder-store.ts';
import { systemClock } from '../../../src/main/support/clock.ts';
import type { FolderPlace } from '../../../src/shared/model/place.ts';
import type { ContractPlace } from './copy-store-contract.ts';

/** What the contract needs of a place that is a folder here. */
export function folderContract(place: FolderPlace, dispose: () => Promise<void>): ContractPlace {
  return {
    open: (clock) => openFolderStore(place, clock === undefined ? {} : { clock }),
    everything: () => filesBelow(place.folder),
    put: async (path, bytes) => {
      await mkdir(dirname(join(place.folder, path)), { recursive: true });
      await writeFile(join(place.folder, path), bytes);
    },
    get: (path) => readFile(join(place.folder, path)),
    victim: { kind: 'folder', place },
    [Symbol.asyncDispose]: dispose,
  };
}

export async function makeFolderPlace(): Promise<ContractPlace & { readonly place: FolderPlace }> {
  const scratch = await mkdtemp(join(tmpdir(), 'holdfast-test-'));
  const place = await claimFolder(join(scratch, 'Backups'), systemClock);
  return { ...folderContract(place, () => rm(scratch, { recursive: true, force: true })), place };
}

export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .toSorted();
}
