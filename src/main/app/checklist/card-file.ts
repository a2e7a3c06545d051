import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CardKind } from '../../../shared/model/operator-document.ts';
import { isFolderPlace, type Place } from '../../../shared/model/place.ts';
import type { CopyStore } from '../../places/copy-store.ts';
import { assertPlaceIsThere } from '../../places/place-marker.ts';
import { siteFolderName } from '../../places/safe-name.ts';
import { errnoOf, replaceFile } from '../../support/durable-files.ts';
import { AppError } from '../../errors/app-error.ts';

/** Whether cards are kept in a place: not on a server's own disk, which goes down with the server and is read by whoever broke in. */
export function keepsCards(place: Place): boolean {
  return place.kind !== 'server-folder' || place.offsite;
}

/** Places whose machines are the operator's own. */
export function isOwnPlace({ kind }: Pick<Place, 'kind'>): boolean {
  return kind === 'this-computer' || kind === 'drive';
}

/** What the operator chose for a place; else all of it on his own machines, and what brings the site back on those of others. */
export function cardKindIn(chosen: Readonly<Record<string, CardKind>>, place: Pick<Place, 'id' | 'kind'>): CardKind {
  return chosen[place.id] ?? (isOwnPlace(place) ? 'full' : 'short');
}

/** `EMERGENCY-aurora-market.html`. `names`: of all sites, so that two that differ in case alone do not share a file. */
export function cardFileName(siteName: string, names: readonly string[]): string {
  return `EMERGENCY-${siteFolderName(
    siteName,
    names.filter((name) => name < siteName),
  )}.html`;
}

export function sha256Of(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** What lies there under this name; null: nothing. Throws what the place says. */
export async function readCard({ place, top }: CopyStore, file: string, signal: AbortSignal): Promise<Buffer | null> {
  if (!isFolderPlace(place)) return (await top?.read(file, signal)) ?? null;
  await assertPlaceIsThere(place);
  try {
    return await readFile(join(place.folder, file));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Readers see the old card or the new. Throws `place.missing`, `place.write-failed` and what else the place says. */
export async function writeCard({ place, top }: CopyStore, file: string, content: string, signal: AbortSignal): Promise<void> {
  if (!isFolderPlace(place)) {
    await top?.replace(file, Buffer.from(content), signal);
    return;
  }
  await assertPlaceIsThere(place);
  try {
    await replaceFile(join(place.folder, file), content);
  } catch (cause) {
    throw new AppError('place.write-failed', {
      detail: `${join(place.folder, file)}: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    });
  }
}

/** `gone`: what stands there from then on where the keys may write and delete nothing. Throws what the place says. */
export async function removeCard({ place, top }: CopyStore, file: string, gone: string, signal: AbortSignal): Promise<void> {
  if (isFolderPlace(place)) {
    await assertPlaceIsThere(place);
    await rm(join(place.folder, file), { force: true });
    return;
  }
  try {
    await top?.remove(file, signal);
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'place.refused')) throw error;
    await top?.replace(file, Buffer.from(gone), signal);
  }
}

/** The card of a name the site no longer has: gone where files can be deleted, else replaced by a page that says where the new one is. */
export async function retireCard(store: CopyStore, file: string, moved: string, signal: AbortSignal): Promise<void> {
  if (isFolderPlace(store.place)) await rm(join(store.place.folder, file), { force: true });
  else await store.top?.replace(file, Buffer.from(moved), signal);
}
