import { randomBytes } from 'node:crypto';
import { access, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { AppError } from '../../errors/app-error.ts';
import { type Clock, instantOf } from '../../support/clock.ts';
import { errnoOf, syncFolder } from '../../support/durable-files.ts';
import { makePrivateFolders } from './make-folders.ts';
import type { Guard } from './guard.ts';
import { insidePlace } from './guard.ts';
import { folderNames } from '../partial-names.ts';

/** Hidden, so that nothing in it passes for a backup. */
export const BIN_FOLDER = '.holdfast-bin';

/*
 * `<place>/.holdfast-bin/2026-11-26T011500Z-5f3a9c01d2e4/<site>/<folder>`: a removed copy, moved by one rename. Where the folder of a site is a link
 * to another drive, the bin lies in that folder instead. What a bin is called towards callers is the path of the copy in it, from the place on.
 */

/** Moves a copy to the bin. Returns its name there. */
export async function moveToBin(guard: Guard, location: string, clock: Clock, signal: AbortSignal): Promise<string> {
  const { place } = guard;
  const path = insidePlace(place, location);
  return guard.write(path, signal, async () => {
    const entry = `${instantOf(clock).slice(0, 19).replaceAll(':', '')}Z-${randomBytes(6).toString('hex')}`;
    const inPlace = await moveInto(join(place.folder, BIN_FOLDER, entry), path, relative(place.folder, path));
    const binned = inPlace ?? (await moveInto(join(dirname(path), BIN_FOLDER, entry), path, relative(dirname(path), path)));
    if (binned === null) throw new AppError('place.write-failed', { detail: `${path} lies on another drive than its own folder.` });
    await syncFolder(dirname(path));
    return relative(place.folder, binned).replaceAll('\\', '/');
  });
}

/** Null when the bin is on another drive. */
async function moveInto(entry: string, path: string, name: string): Promise<string | null> {
  const target = join(entry, name);
  await makePrivateFolders(dirname(target));
  try {
    await rename(path, target);
  } catch (error) {
    await removeEmpty(dirname(target), dirname(dirname(entry)));
    if (errnoOf(error) === 'EXDEV') return null;
    throw error;
  }
  await syncFolder(dirname(target));
  return target;
}

/** Back to where it was; to a numbered name where that one is taken meanwhile. Returns the location. */
export async function takeFromBin(guard: Guard, bin: string, signal: AbortSignal): Promise<string> {
  const { path, holder, name } = placeInBin(guard, bin);
  return guard.write(path, signal, async () => {
    const wanted = join(holder, name);
    await makePrivateFolders(dirname(wanted));
    for (const target of folderNames(wanted)) {
      if (await exists(target)) continue;
      await rename(path, target);
      await syncFolder(dirname(target));
      await removeEmpty(dirname(path), holder);
      return target;
    }
    throw new Error('names never end');
  });
}

/** For good. What is gone already is no problem. */
export async function purgeFromBin(guard: Guard, bin: string, signal: AbortSignal): Promise<void> {
  const { path, holder } = placeInBin(guard, bin);
  await guard.write(path, signal, async () => {
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
    await removeEmpty(dirname(path), holder);
  });
}

/** `holder`: the folder that holds the bin. `name`: the copy's path from there. */
function placeInBin(guard: Guard, bin: string): { readonly path: string; readonly holder: string; readonly name: string } {
  const match = /^(?<holder>(?:[^/]+\/)*?)\.holdfast-bin\/[^/]+\/(?<name>.+)$/u.exec(bin);
  if (match?.groups === undefined) throw new Error(`not in a bin: ${JSON.stringify(bin)}`);
  const holder = join(guard.place.folder, match.groups['holder'] ?? '');
  return { path: insidePlace(guard.place, bin), holder, name: match.groups['name'] ?? '' };
}

/** Empty folders from `folder` upwards, `top` not among them. */
async function removeEmpty(folder: string, top: string): Promise<void> {
  for (let next = folder; next !== top && dirname(next) !== next; next = dirname(next)) {
    try {
      await rmdir(next);
    } catch {
      return;
    }
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
