import { randomBytes } from 'node:crypto';

/*
 * Names in a site's folder:
 *
 *   2026-11-21T020000Z-full                              a backup: exists, therefore complete
 *   .2026-11-21T020000Z-full.partial-9f0c4e21aa37        being written
 *   .2026-11-21T020000Z-full.owner                       who writes it
 *   .2026-11-21T020000Z-full.incoming-<backup id>        a copy that arrives: kept when it is interrupted, taken up by its backup's id
 *   .incoming-<backup id>.owner                          who copies it
 */

const PARTIAL = /^\.(?<folder>.+)\.partial-[0-9a-f]{12}$/su;
const INCOMING = /^\.(?<folder>.+)\.incoming-(?<backupId>[0-9a-f-]{36})$/su;
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

/** Where a copy of this backup arrives, beside its final name. */
export function incomingName(folder: string, backupId: string): string {
  return `.${folder}.incoming-${backupId}`;
}

/** Null for any other name. */
export function incomingOf(name: string): { readonly folder: string; readonly backupId: string } | null {
  const { folder, backupId } = INCOMING.exec(name)?.groups ?? {};
  return folder === undefined || backupId === undefined ? null : { folder, backupId };
}

export function incomingOwnerName(backupId: string): string {
  return ownerName(`incoming-${backupId}`);
}

/** Name of a file of a copy while it arrives. */
export function partialFileName(file: string): string {
  return `${file}.partial`;
}

/** `wanted`, `wanted-2`, `wanted-3`...: the names a backup's folder may get where its own is taken. */
export function* folderNames(wanted: string): Generator<string, never> {
  yield wanted;
  for (let number = 2; ; number += 1) yield `${wanted}-${number}`;
}
