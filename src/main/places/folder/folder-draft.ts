import { access, readdir, rename, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../errors/app-error.ts';
import { parseManifest } from '../../manifest/read-manifest.ts';
import { MANIFEST_FILE } from '../../manifest/companions.ts';
import { errnoOf, syncFolder } from '../../support/durable-files.ts';
import type { CopyDraft, CopyPlan, FileSink, PlannedFile } from '../copy-store.ts';
import { isFat } from '../file-system.ts';
import { endOwnership, hasLiveOwner, takeOverOwnership, takeOwnership } from '../owner-file.ts';
import { folderNames, incomingName, incomingOwnerName, ownerName } from '../partial-names.ts';
import { refuseUnsafeNames } from '../refuse-name.ts';
import { siteFolderName } from '../safe-name.ts';
import { type FolderSink, isWhole, openSink, wholeSink } from './folder-sink.ts';
import type { Guard } from './guard.ts';
import { makeFolder } from './make-folders.ts';
import { isNotThere, readSmallFile } from './read-file.ts';

/** FAT counts a file's length in 32 bits. */
const FAT_LARGEST_BYTES = 2 ** 32 - 1;

/** Throws `place.busy` when this backup is being copied here already, `place.full` and `place.file-too-large` before anything is written. */
export async function beginCopy(guard: Guard, plan: CopyPlan, signal: AbortSignal): Promise<CopyDraft> {
  refuseUnsafeNames(plan);
  const { place } = guard;
  const site = await guard.write(place.folder, signal, async () => {
    await refuseFileTooLarge(place.folder, plan);
    return join(place.folder, siteFolderName(plan.manifest.site.name, await foldersNamed(place.folder)));
  });
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await guard.write(site, signal, () => beginIn(guard, site, plan, signal));
    } catch (error) {
      // Another process has just given up its own copy and, with it, the empty folder of the site.
      if (!isNotThere(error) || attempt === 5) throw error;
    }
  }
}

async function beginIn(guard: Guard, site: string, plan: CopyPlan, signal: AbortSignal): Promise<CopyDraft> {
  const madeSite = await makeFolder(site);
  if (madeSite) await syncFolder(guard.place.folder);
  const { id, folder } = plan.manifest.backup;
  const ownerFile = join(site, incomingOwnerName(id));
  const incoming = join(site, incomingName(folder, id));
  if (!(await takeOverOwnership(ownerFile))) throw new AppError('place.busy', { detail: join(site, folder) });
  try {
    const present = await folderOfBackup(guard, site, plan, signal);
    await makeFolder(incoming);
    await refuseWithoutRoom(present ?? incoming, incoming, plan);
    return openDraft(guard, { site, incoming, present, ownerFile, madeSite }, plan);
  } catch (error) {
    // Only where nothing has arrived yet.
    await rmdir(incoming).catch(() => {});
    await endOwnership(ownerFile).catch(() => {});
    if (madeSite) await rmdir(site).catch(() => {});
    throw error;
  }
}

interface DraftFolders {
  readonly site: string;
  readonly incoming: string;
  /** A copy of this very backup that lies here under its final name already: what is damaged in it is replaced. Null: none does. */
  readonly present: string | null;
  readonly ownerFile: string;
  readonly madeSite: boolean;
}

function openDraft(guard: Guard, folders: DraftFolders, plan: CopyPlan): CopyDraft {
  const { site, incoming, present, ownerFile, madeSite } = folders;
  const sinks: FolderSink[] = [];
  /** Whole in `present`, or finished in `incoming`. */
  const done = new Map<string, 'present' | 'incoming'>();
  let state: 'open' | 'ended' = 'open';

  async function open(file: PlannedFile, signal: AbortSignal): Promise<FileSink> {
    if (state !== 'open') throw new Error(`${incoming} is closed`);
    if (!plan.files.some((planned) => planned.file === file.file)) throw new Error(`${file.file} is not part of the plan`);
    const whole = await guard.read(incoming, signal, () => findWhole(file, signal));
    const sink = whole ?? (await openSink(guard, incoming, file, signal));
    sinks.push(sink);
    if (whole !== null) return sink;
    return {
      ...sink,
      finish: async () => {
        await sink.finish();
        done.set(file.file, 'incoming');
      },
    };
  }

  async function findWhole(file: PlannedFile, signal: AbortSignal): Promise<FolderSink | null> {
    for (const [where, folder] of [['incoming', incoming] as const, ['present', present] as const]) {
      const prefix = folder === null ? null : await isWhole(join(folder, file.file), file, signal);
      if (prefix === null) continue;
      done.set(file.file, where);
      return wholeSink(file, prefix);
    }
    return null;
  }

  async function commit(signal: AbortSignal): Promise<string> {
    const missing = plan.files.filter(({ file }) => !done.has(file));
    if (state !== 'open' || missing.length > 0) throw new Error(`${incoming} lacks ${missing.map(({ file }) => file).join(', ')}`);
    const location = await guard.write(incoming, signal, async () => {
      await removeForeign(incoming, plan);
      await syncFolder(incoming);
      return present === null ? giveName(site, incoming, plan.manifest.backup.folder) : replaceIn(present, incoming, done);
    });
    state = 'ended';
    await endOwnership(ownerFile).catch(() => {});
    return location;
  }

  async function end(): Promise<boolean> {
    if (state !== 'open') return false;
    state = 'ended';
    for (const sink of sinks) await sink.close();
    return true;
  }

  async function suspend(): Promise<void> {
    if (!(await end())) return;
    await syncFolder(incoming).catch(() => {});
    await endOwnership(ownerFile).catch(() => {});
  }

  /** The folder goes before its owner file, so that nobody takes up what is being removed. */
  async function discard(): Promise<void> {
    if (!(await end())) return;
    await rm(incoming, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
    await endOwnership(ownerFile).catch(() => {});
    // Not empty: another backup came into it meanwhile.
    if (madeSite) await rmdir(site).catch(() => {});
  }

  return { open, commit, suspend, discard };
}

/** Renames the folder to the first free name. A name that a capture has reserved is not free. */
async function giveName(site: string, incoming: string, wanted: string): Promise<string> {
  for (const name of folderNames(wanted)) {
    const ownerFile = join(site, ownerName(name));
    const final = join(site, name);
    if (!(await takeOwnership(ownerFile))) {
      if (await hasLiveOwner(ownerFile)) continue;
      await endOwnership(ownerFile);
      if (!(await takeOwnership(ownerFile))) continue;
    }
    try {
      if (await exists(final)) continue;
      await rename(incoming, final);
      await syncFolder(site);
      return final;
    } finally {
      await endOwnership(ownerFile).catch(() => {});
    }
  }
  throw new Error('names never end');
}

/** File by file, each in one step: at every moment each file of the copy is the old one or the right one. */
async function replaceIn(present: string, incoming: string, done: ReadonlyMap<string, 'present' | 'incoming'>): Promise<string> {
  for (const [file, where] of done) if (where === 'incoming') await rename(join(incoming, file), join(present, file));
  await syncFolder(present);
  await rm(incoming, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  return present;
}

/** What an older attempt with another plan left must not become part of the copy. */
async function removeForeign(incoming: string, plan: CopyPlan): Promise<void> {
  const planned = new Set(plan.files.map(({ file }) => file));
  for (const name of await readdir(incoming)) if (!planned.has(name)) await rm(join(incoming, name), { recursive: true, force: true });
}

/** Where this backup lies in the site's folder, under its own name or a numbered one; null when it does not. */
async function folderOfBackup(guard: Guard, site: string, plan: CopyPlan, signal: AbortSignal): Promise<string | null> {
  for (const name of folderNames(plan.manifest.backup.folder)) {
    const folder = join(site, name);
    if (!(await exists(folder))) return null;
    const manifest = await readSmallFile(guard, folder, MANIFEST_FILE, signal);
    const reading = manifest === null ? null : parseManifest(manifest.toString('utf8'), folder);
    if (reading?.state === 'read' && reading.manifest.backup.id === plan.manifest.backup.id) return folder;
  }
  return null;
}

async function refuseFileTooLarge(folder: string, plan: CopyPlan): Promise<void> {
  const tooLarge = plan.files.find(({ bytes }) => bytes > FAT_LARGEST_BYTES);
  if (tooLarge === undefined || !(await isFat(folder))) return;
  throw new AppError('place.file-too-large', {
    detail: `${tooLarge.file} has ${tooLarge.bytes} bytes; ${folder} takes at most ${FAT_LARGEST_BYTES}.`,
  });
}

/** Counted without what lies there already, whole or in part. */
async function refuseWithoutRoom(present: string, incoming: string, plan: CopyPlan): Promise<void> {
  let needed = 0;
  for (const { file, bytes } of plan.files) {
    const there = await Promise.all([join(present, file), join(incoming, file), join(incoming, `${file}.partial`)].map(sizeOf));
    needed += Math.max(0, bytes - Math.max(...there));
  }
  const { bavail, bsize } = await statfs(incoming);
  if (needed <= bavail * bsize) return;
  throw new AppError('place.full', { detail: `${incoming}: ${needed} bytes are still to come, ${bavail * bsize} are free.` });
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

async function foldersNamed(folder: string): Promise<readonly string[]> {
  return (await readdir(folder, { withFileTypes: true })).filter((entry) => !entry.isFile()).map(({ name }) => name);
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
