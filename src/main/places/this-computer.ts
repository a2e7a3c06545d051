import type { Dirent } from 'node:fs';
import { access, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FolderPlace } from '../../shared/model/place.ts';
import { MANIFEST_FILE } from '../manifest/companions.ts';
import { errnoOf, makePrivateFolder, syncFolder } from '../support/durable-files.ts';
import { openDraft } from './backup-draft.ts';
import { endOwnership, hasLiveOwner, takeOwnership } from './owner-file.ts';
import { folderOfOwner, folderOfPartial, isBackupName, ownerName, partialName } from './partial-names.ts';
import type { PlaceKeeper } from './place-keeper.ts';
import { assertPlaceIsThere } from './place-marker.ts';
import { isSafeName, siteFolderName } from './safe-name.ts';
import { writeProblem } from './write-problem.ts';

/**
 * Keeps copies in a folder of this computer: `<place>/<site>/2026-11-21T020000Z-full/` with the artifacts, manifest.json, SHA256SUMS and
 * RESTORE.txt. A name that exists is complete; what is being written has a name that begins with a dot.
 */
export function openThisComputer(place: FolderPlace): PlaceKeeper {
  return {
    place,
    beginBackup: (siteName, folder) => beginBackup(place, siteName, folder),
    sweepPartials: () => sweepPartials(place),
    listBackupFolders: () => listBackupFolders(place.folder),
  };
}

async function beginBackup(place: FolderPlace, siteName: string, wanted: string) {
  if (!isSafeName(wanted) || !isBackupName(wanted)) throw new Error(`not a name for a backup's folder: ${JSON.stringify(wanted)}`);
  await assertPlaceIsThere(place);
  const siteFolder = join(place.folder, siteFolderName(siteName, await namesIn(place.folder)));
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await beginIn(place, siteFolder, wanted);
    } catch (error) {
      // Another process has just discarded its backup and, with it, the empty folder of the site.
      if (errnoOf(error) !== 'ENOENT' || attempt === 5) throw writeProblem(error, siteFolder);
    }
  }
}

async function beginIn(place: FolderPlace, siteFolder: string, wanted: string) {
  const madeSiteFolder = await ensureFolder(siteFolder);
  if (madeSiteFolder) await syncFolder(place.folder);
  const { folder, ownerFile } = await reserveName(siteFolder, wanted);
  const partial = join(siteFolder, partialName(folder));
  try {
    await makePrivateFolder(partial);
  } catch (error) {
    await endOwnership(ownerFile).catch(() => {});
    throw error;
  }
  return { draft: openDraft({ partial, final: join(siteFolder, folder), ownerFile, madeSiteFolder }), folder };
}

/** Two backups begun in the same second, by two processes even, get two names: an owner file can be made only once. */
async function reserveName(siteFolder: string, wanted: string): Promise<{ readonly folder: string; readonly ownerFile: string }> {
  for (let number = 1; ; number += 1) {
    const folder = number === 1 ? wanted : `${wanted}-${number}`;
    const ownerFile = join(siteFolder, ownerName(folder));
    if (!(await takeOwnership(ownerFile))) continue;
    if (!(await exists(join(siteFolder, folder)))) return { folder, ownerFile };
    await endOwnership(ownerFile);
  }
}

async function sweepPartials(place: FolderPlace): Promise<readonly string[]> {
  await assertPlaceIsThere(place);
  const removed: string[] = [];
  for (const site of await foldersIn(place.folder)) {
    const siteFolder = join(place.folder, site);
    // What cannot be read holds nothing that could be removed either.
    const entries = await readdir(siteFolder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const folder = folderOfPartial(entry.name);
      // Only real folders: a link of this name is not ours, and what it points to even less.
      if (folder === null || !entry.isDirectory() || (await hasLiveOwner(join(siteFolder, ownerName(folder))))) continue;
      const path = join(siteFolder, entry.name);
      if (await isRemoved(path)) removed.push(path);
    }
    for (const entry of entries) {
      if (folderOfOwner(entry.name) === null || !entry.isFile()) continue;
      const ownerFile = join(siteFolder, entry.name);
      if (!(await hasLiveOwner(ownerFile))) await isRemoved(ownerFile);
    }
  }
  return removed;
}

/** Something may still be open in it, or the drive may be failing: one that stays keeps no other from being swept. */
async function isRemoved(path: string): Promise<boolean> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
    return true;
  } catch {
    return false;
  }
}

/**
 * Absolute folders below `placeFolder` that look like a backup: named like one, or with a manifest. Reads each site's folder once and looks
 * into a backup's folder only where the name does not tell. Throws when `placeFolder` cannot be read; a site's folder that cannot be read is
 * given as if it were a backup, so that whoever opens it says so.
 */
export async function* listBackupFolders(placeFolder: string): AsyncGenerator<string> {
  for (const site of await foldersIn(placeFolder)) {
    const siteFolder = join(placeFolder, site);
    if (await holdsManifest(siteFolder)) {
      yield siteFolder;
      continue;
    }
    let names: readonly string[];
    try {
      names = await foldersIn(siteFolder);
    } catch {
      yield siteFolder;
      continue;
    }
    for (const name of names) {
      const folder = join(siteFolder, name);
      if (isBackupName(name) || (await holdsManifest(folder))) yield folder;
    }
  }
}

/** Names of the folders in a folder, sorted; without hidden ones, with links to folders (a site may have moved to another drive). */
async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names: string[] = [];
  for (const entry of entries) {
    if (!entry.name.startsWith('.') && (await isFolder(folder, entry))) names.push(entry.name);
  }
  return names.toSorted();
}

async function isFolder(parent: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  const target = await stat(join(parent, entry.name)).catch(() => null);
  return target?.isDirectory() ?? false;
}

function holdsManifest(folder: string): Promise<boolean> {
  return exists(join(folder, MANIFEST_FILE));
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    return errnoOf(error) !== 'ENOENT' && errnoOf(error) !== 'ENOTDIR' && errnoOf(error) !== 'EACCES';
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder, { withFileTypes: true })).filter((entry) => !entry.isFile()).map(({ name }) => name);
}

/** True when it was made now. */
async function ensureFolder(folder: string): Promise<boolean> {
  try {
    await makePrivateFolder(folder);
    return true;
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    // A file of this name, or a link to nowhere, is refused by the system here in its own words.
    await mkdir(folder, { recursive: true });
    return false;
  }
}
