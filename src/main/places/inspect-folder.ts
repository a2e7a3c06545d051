import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, normalize, relative } from 'node:path';
import type { FolderInspection } from '../../shared/model/settings.ts';
import { errnoOf } from '../support/durable-files.ts';
import { fileSystemOf } from './file-system.ts';
import { nearestExisting, warningsAbout } from './folder-surroundings.ts';
import { readMarker } from './place-marker.ts';
import { listBackupFolders } from './this-computer.ts';

/** Looks at a folder in which copies are to be kept, existing or not. Changes nothing and never throws for what it finds. */
export async function inspectFolder(folder: string): Promise<FolderInspection> {
  if (!isAbsolute(folder)) return unusable(folder, 'It is not a full path: it must begin at the root of a drive.');
  const path = normalize(folder);
  const existing = await nearestExisting(path);
  const reason = await whyNot(path, existing);
  if (reason !== null) return unusable(path, reason);
  // A folder may be reached through a link that hides where it really lies: both ways there count.
  const real = join(await realpath(existing), relative(existing, path));
  const { freeBytes, warnings } = await fileSystemOf(existing);
  return {
    folder: path,
    usable: true,
    reason: '',
    freeBytes,
    warnings: [...warnings, ...(await warningsAbout(real === path ? [path] : [path, real]))],
    backupsFound: existing === path ? await countBackups(path) : 0,
  };
}

function unusable(folder: string, reason: string): FolderInspection {
  return { folder, usable: false, reason, freeBytes: null, warnings: [], backupsFound: 0 };
}

/** Null when copies can be kept there. `existing`: the nearest folder that is there. */
async function whyNot(path: string, existing: string): Promise<string | null> {
  try {
    if (!(await stat(existing)).isDirectory()) return `${existing} is a file, not a folder.`;
    await access(existing, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    return refusal(existing, error);
  }
  if (existing !== path) return null;
  const marker = await readMarker(path);
  return marker.state === 'unreadable' ? `It has been used by Holdfast, but its marker cannot be read: ${marker.reason}.` : null;
}

function refusal(folder: string, error: unknown): string {
  switch (errnoOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return `This account may not write to ${folder}.`;
    case 'EROFS':
      return `${folder} is on a drive that can only be read.`;
    case 'ENOENT':
      return `${folder} is not there; is its drive connected?`;
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

async function countBackups(folder: string): Promise<number> {
  let count = 0;
  for await (const _ of listBackupFolders(folder)) count += 1;
  return count;
}
