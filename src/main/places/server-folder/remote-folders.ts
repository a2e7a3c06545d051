import { posix } from 'node:path';
import { MANIFEST_FILE } from '../../manifest/companions.ts';
import { type RemoteEntry, RemoteFileError, type SftpAccess } from '../../servers/ssh/sftp-access.ts';
import { isBackupName, partialFileName } from '../partial-names.ts';

/** Names of the folders in a folder, sorted; without hidden ones, with links to folders. */
export async function foldersIn(sftp: SftpAccess, folder: string, signal: AbortSignal): Promise<readonly string[]> {
  const names: string[] = [];
  for (const entry of await sftp.list(folder, signal)) {
    if (!entry.name.startsWith('.') && (await isFolder(sftp, folder, entry, signal))) names.push(entry.name);
  }
  return names.toSorted();
}

async function isFolder(sftp: SftpAccess, parent: string, entry: RemoteEntry, signal: AbortSignal): Promise<boolean> {
  if (entry.kind !== 'link') return entry.kind === 'folder';
  return (await sftp.stat(posix.join(parent, entry.name), signal))?.kind === 'folder';
}

/** As in a folder of this computer: named like a backup, or with a manifest. */
export async function* listRemoteBackups(sftp: SftpAccess, folder: string, signal: AbortSignal): AsyncGenerator<string> {
  const holdsManifest = async (path: string) => (await sftp.stat(posix.join(path, MANIFEST_FILE), signal)) !== null;
  for (const site of await foldersIn(sftp, folder, signal)) {
    const siteFolder = posix.join(folder, site);
    if (await holdsManifest(siteFolder)) {
      yield siteFolder;
      continue;
    }
    for (const name of await foldersIn(sftp, siteFolder, signal)) {
      const path = posix.join(siteFolder, name);
      if (isBackupName(name) || (await holdsManifest(path))) yield path;
    }
  }
}

/** The folder and what lacks above it. */
export async function makeRemoteFolders(sftp: SftpAccess, folder: string, signal: AbortSignal): Promise<void> {
  if ((await sftp.stat(folder, signal)) !== null) return;
  if (folder !== '/') await makeRemoteFolders(sftp, posix.dirname(folder), signal);
  await sftp.makeFolder(folder, signal);
}

/** Renames over a file. A server without `posix-rename` wants the name to be free, so that for a moment there is neither. */
export async function replaceRemoteFile(sftp: SftpAccess, from: string, to: string, signal: AbortSignal): Promise<void> {
  try {
    await sftp.rename(from, to, signal);
  } catch (error) {
    if (!(error instanceof RemoteFileError)) throw error;
    await sftp.removeFile(to, signal);
    await sftp.rename(from, to, signal);
  }
}

/** Writes a small file under a partial name, which the next attempt overwrites, and gives it its own when it is whole. */
export async function writeSmallRemote(sftp: SftpAccess, path: string, content: Buffer, signal: AbortSignal): Promise<void> {
  const partial = posix.join(posix.dirname(path), partialFileName(posix.basename(path)));
  const writer = await sftp.write(partial, 0, signal);
  try {
    await writer.write(content);
    await writer.finish();
  } finally {
    await writer.close();
  }
  await replaceRemoteFile(sftp, partial, path, signal);
}

/** A folder with everything in it; links in it are removed, not followed. What is not there is no problem. */
export async function removeRemoteTree(sftp: SftpAccess, folder: string, signal: AbortSignal): Promise<void> {
  if ((await sftp.stat(folder, signal)) === null) return;
  for (const { name, kind } of await sftp.list(folder, signal)) {
    const path = posix.join(folder, name);
    if (kind === 'folder') await removeRemoteTree(sftp, path, signal);
    else await sftp.removeFile(path, signal);
  }
  await sftp.removeFolder(folder, signal);
}

/** Empty folders from `folder` upwards, `top` not among them. Never throws. */
export async function removeEmptyRemote(sftp: SftpAccess, folder: string, top: string, signal: AbortSignal): Promise<void> {
  for (let next = folder; next !== top && next !== '/'; next = posix.dirname(next)) {
    try {
      await sftp.removeFolder(next, signal);
    } catch {
      return;
    }
  }
}
