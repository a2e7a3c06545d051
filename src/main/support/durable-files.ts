import { constants } from 'node:fs';
import { chmod, type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';

/** Only the operator's own account may look inside: a dump holds everything its site knows. */
export const PRIVATE_FOLDER_MODE = 0o700;
export const PRIVATE_FILE_MODE = 0o600;

/** What a system says that cannot fsync a folder: Windows refuses to open one (EISDIR, EPERM, EACCES), some network file systems the fsync. */
const CANNOT_SYNC_FOLDERS = new Set(['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EBADF']);

/**
 * Makes the names inside a folder outlive a power cut: a rename is durable only when its folder is.
 * Where folders cannot be synced (Windows, where NTFS journals renames itself) this does nothing; a failing disk still throws.
 */
export async function syncFolder(folder: string): Promise<void> {
  try {
    await using handle = await open(folder, constants.O_RDONLY);
    await handle.sync();
  } catch (error) {
    if (!CANNOT_SYNC_FOLDERS.has(errnoOf(error))) throw error;
  }
}

/** Makes one folder for the operator's account alone, whatever the umask. Throws EEXIST when the name is taken. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { mode: PRIVATE_FOLDER_MODE });
  await unlessWithoutRights(chmod(folder, PRIVATE_FOLDER_MODE));
}

/** Opens a new file for writing (0600, whatever the umask). Throws EEXIST when the name is taken. The caller closes it. */
export async function openNewFile(path: string): Promise<FileHandle> {
  const file = await open(path, 'wx', PRIVATE_FILE_MODE);
  try {
    await unlessWithoutRights(file.chmod(PRIVATE_FILE_MODE));
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** FAT and exFAT keep no rights and refuse to set them on what one has just made; the operator was told when the folder was chosen. */
async function unlessWithoutRights(setting: Promise<void>): Promise<void> {
  try {
    await setting;
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP'].includes(errnoOf(error))) throw error;
  }
}

/** Writes a new file (0600, whatever the umask) and fsyncs it. Throws EEXIST when the name is taken. The caller syncs the folder. */
export async function writeNewFile(path: string, content: string | Buffer): Promise<void> {
  await using handle = await openNewFile(path);
  await handle.writeFile(content);
  await handle.sync();
}

/** Replaces a file in one step: readers see the old content or the new, also after a power cut. */
export async function replaceFile(path: string, content: string | Buffer): Promise<void> {
  const fresh = `${path}.partial-${randomBytes(6).toString('hex')}`;
  try {
    await writeNewFile(fresh, content);
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** `ENOENT`, `ENOSPC`...; empty when the error is not one of the system's. */
export function errnoOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}
