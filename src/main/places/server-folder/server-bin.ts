import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import type { ServerFolderPlace } from '../../../shared/model/place.ts';
import type { SftpAccess } from '../../servers/ssh/sftp-access.ts';
import { type Clock, instantOf } from '../../support/clock.ts';
import type { BinnedCopy } from '../copy-store.ts';
import { removedAtOf } from '../folder/list-bin.ts';
import { BIN_FOLDER } from '../folder/folder-bin.ts';
import { folderNames } from '../partial-names.ts';
import { foldersIn, makeRemoteFolders, removeEmptyRemote, removeRemoteTree } from './remote-folders.ts';
import { insideServerPlace } from './session.ts';

/** As in a folder of this computer: moved by one rename. Returns the path of the copy in the bin, from the place on. */
export async function moveToServerBin(
  place: ServerFolderPlace,
  sftp: SftpAccess,
  location: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<string> {
  const path = insideServerPlace(place, location);
  const entry = `${instantOf(clock).slice(0, 19).replaceAll(':', '')}Z-${randomBytes(6).toString('hex')}`;
  const bin = posix.join(BIN_FOLDER, entry, posix.relative(place.folder, path));
  const target = posix.join(place.folder, bin);
  await makeRemoteFolders(sftp, posix.dirname(target), signal);
  await sftp.rename(path, target, signal);
  return bin;
}

/** Everything in the bin. Names that are nobody's are left out. */
export async function listServerBin(place: ServerFolderPlace, sftp: SftpAccess, signal: AbortSignal): Promise<readonly BinnedCopy[]> {
  const holder = posix.join(place.folder, BIN_FOLDER);
  if ((await sftp.stat(holder, signal)) === null) return [];
  const found: BinnedCopy[] = [];
  for (const entry of await foldersIn(sftp, holder, signal)) {
    const removedAt = removedAtOf(entry);
    if (removedAt === null) continue;
    for (const site of await foldersIn(sftp, posix.join(holder, entry), signal)) {
      for (const folder of await foldersIn(sftp, posix.join(holder, entry, site), signal)) {
        const location = posix.join(place.folder, site, folder);
        found.push({ bin: posix.join(BIN_FOLDER, entry, site, folder), location, removedAt });
      }
    }
  }
  return found;
}

/** To where it was, or to a numbered name where that one is taken meanwhile. Returns the location. */
export async function takeFromServerBin(place: ServerFolderPlace, sftp: SftpAccess, bin: string, signal: AbortSignal): Promise<string> {
  const path = pathInBin(place, bin);
  const wanted = posix.join(place.folder, ...bin.split('/').slice(2));
  await makeRemoteFolders(sftp, posix.dirname(wanted), signal);
  for (const target of folderNames(wanted)) {
    if ((await sftp.stat(target, signal)) !== null) continue;
    await sftp.rename(path, target, signal);
    await removeEmptyRemote(sftp, posix.dirname(path), place.folder, signal);
    return target;
  }
  throw new Error('names never end');
}

export async function purgeFromServerBin(place: ServerFolderPlace, sftp: SftpAccess, bin: string, signal: AbortSignal): Promise<void> {
  const path = pathInBin(place, bin);
  await removeRemoteTree(sftp, path, signal);
  await removeEmptyRemote(sftp, posix.dirname(path), place.folder, signal);
}

function pathInBin(place: ServerFolderPlace, bin: string): string {
  if (!new RegExp(`^${BIN_FOLDER.replace('.', '\\.')}/[^/]+/.+$`, 'u').test(bin)) throw new Error(`not in a bin: ${JSON.stringify(bin)}`);
  return insideServerPlace(place, bin);
}
