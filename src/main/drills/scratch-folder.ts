import { constants } from 'node:fs';
import { access, lstat, readdir, readFile, rm, rmdir, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { formatBytes } from '../../shared/format/bytes.ts';
import { AppError } from '../errors/app-error.ts';
import { errnoOf, makePrivateFolder } from '../support/durable-files.ts';
import { endProcessesOf } from './folder-processes.ts';
import type { FolderRecord, ScratchRecords } from './scratch-records.ts';

const PREFIX = 'holdfast-drill-';
/** Says that the folder is ours; without it nothing in it is ever deleted. */
const MARKER = 'holdfast-drill.txt';

export interface ScratchFolder {
  readonly path: string;
  /** Ends what still runs in it and deletes it. Never throws: what could not be removed is a leftover of the next start. */
  remove(): Promise<void>;
}

export interface ScratchFolderOptions {
  readonly id: string;
  readonly records: ScratchRecords;
  /** Bytes that are going to be written there. */
  readonly needed: number;
  /** Absent: where this system keeps large temporary files. */
  readonly base?: string;
}

/** Makes the folder of one drill, private to its account (0700). Throws `drill.no-room`. */
export async function makeScratchFolder({ id, records, needed, base }: ScratchFolderOptions): Promise<ScratchFolder> {
  const parent = base ?? (await scratchBase());
  const { bavail, bsize } = await statfs(parent);
  if (bavail * bsize < needed) {
    const detail = `${parent}: ${formatBytes(bavail * bsize)} free, about ${formatBytes(needed)} needed.`;
    throw new AppError('drill.no-room', { detail });
  }
  const path = join(parent, `${PREFIX}${id}`);
  const record: FolderRecord = { kind: 'folder', id, folder: path };
  await records.put(record);
  try {
    await makePrivateFolder(path);
    await writeFile(join(path, MARKER), markerOf(id), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    await tryRemove(record, records);
    throw error;
  }
  return { path, remove: () => tryRemove(record, records) };
}

/** Ends the server of a drill that was killed and deletes its folder. Throws when it cannot be deleted. */
export async function removeScratchFolder({ id, folder }: FolderRecord): Promise<void> {
  if (basename(folder) !== `${PREFIX}${id}`) return;
  const found = await kindOf(folder);
  if (found === 'absent') return;
  if (found === 'not ours') {
    // Killed between making the folder and marking it, it is empty; anything else is somebody's.
    await rmdir(folder).catch(() => {});
    return;
  }
  await endProcessesOf(folder);
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });

  async function kindOf(path: string): Promise<'ours' | 'not ours' | 'absent'> {
    try {
      if (!(await lstat(path)).isDirectory()) return 'not ours';
      return (await readFile(join(path, MARKER), 'utf8')) === markerOf(id) ? 'ours' : 'not ours';
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      return (await readdir(path).catch(() => null)) === null ? 'absent' : 'not ours';
    }
  }
}

async function tryRemove(record: FolderRecord, records: ScratchRecords): Promise<void> {
  try {
    await removeScratchFolder(record);
    await records.forget(record.id);
  } catch {
    records.abandon(record.id);
  }
}

function markerOf(id: string): string {
  return `Made by a drill of Holdfast (${id}), which removes it again.\n`;
}

/** /tmp may lie in memory; /var/tmp is meant for what is large. Both names are short enough for the path of a socket. */
async function scratchBase(): Promise<string> {
  if (process.platform !== 'linux') return tmpdir();
  try {
    await access('/var/tmp', constants.W_OK | constants.X_OK);
    return '/var/tmp';
  } catch {
    return tmpdir();
  }
}
