import { randomBytes } from 'node:crypto';

/*
 * Names in a site's folder:
 *
 *   2026-11-21T020000Z-full                              a backup: exists, therefore complete
 *   .2026-11-21T020000Z-full.partial-9f0c4e21aa37        being written
 *   .2026-11-21T020000Z-full.owner                       who writes it
 */

const PARTIAL = /^\.(?<folder>.+)\.partial-[0-9a-f]{12}$/su;
const OWNER = /^\.(?<folder>.+)\.owner$/su;
const BACKUP = /^(?<time>\d{4}-\d{2}-\d{2}T\d{6}Z)-/u;

export function partialName(folder: string): string {
  return `.${folder}.partial-${randomBytes(6).toString('hex')}`;
}

export function ownerName(folder: string): string {
  return `.${folder}.owner`;
}

/** The final name a partial folder was to get; null for any other name. */
export function folderOfPartial(name: string): string | null {
  return PARTIAL.exec(name)?.groups?.['folder'] ?? null;
}

export function folderOfOwner(name: string): string | null {
  return OWNER.exec(name)?.groups?.['folder'] ?? null;
}

/** Looks like a folder that Holdfast named. Operators rename folders, so others may hold a backup too. */
export function isBackupName(name: string): boolean {
  return BACKUP.test(name);
}

/** When the backup of this folder began, as its name says, in an order that text has; null where the name does not say. */
export function timeInName(name: string): string | null {
  return BACKUP.exec(name)?.groups?.['time'] ?? null;
}
