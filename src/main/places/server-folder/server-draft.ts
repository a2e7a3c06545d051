import { posix } from 'node:path';
import { AppError } from '../../errors/app-error.ts';
import { MANIFEST_FILE } from '../../manifest/companions.ts';
import { parseManifest } from '../../manifest/read-manifest.ts';
import type { PlaceId } from '../../../shared/model/ids.ts';
import type { ServerFolderPlace } from '../../../shared/model/place.ts';
import { RemoteFileError, type SftpAccess, type SftpConnections } from '../../servers/ssh/sftp-access.ts';
import type { CopyDraft, CopyPlan, FileSink, PlannedFile } from '../copy-store.ts';
import { folderNames, incomingName } from '../partial-names.ts';
import { refuseUnsafeNames } from '../refuse-name.ts';
import { siteFolderName } from '../safe-name.ts';
import { foldersIn, removeRemoteTree, replaceRemoteFile } from './remote-folders.ts';
import { openServerSink, type ServerSink } from './server-sink.ts';
import { type HeldLine, holdLine, readSmallRemote, serverProblem } from './session.ts';

/** The server's own SHA-256 of a file, lower-case hex; null where it runs no program or has no tool. */
export type ServerDigest = (path: string, signal: AbortSignal) => Promise<string | null>;

const CLEAN_UP_MS = 20_000;
/** Copies under way in this process: one folder is never written by two. */
const underWay = new Set<string>();

/** Whether this process is copying the backup there now. */
export function isUnderWay({ id }: ServerFolderPlace, backupId: string): boolean {
  return underWay.has(keyOf(id, backupId));
}

function keyOf(placeId: PlaceId, backupId: string): string {
  return `${placeId}/${backupId}`;
}

/** Throws `place.busy` when this backup is being copied here already, `place.full` before anything is written. */
export async function beginServerCopy(
  place: ServerFolderPlace,
  connections: SftpConnections,
  digest: ServerDigest,
  plan: CopyPlan,
  signal: AbortSignal,
): Promise<CopyDraft> {
  signal.throwIfAborted();
  refuseUnsafeNames(plan);
  const key = keyOf(place.id, plan.manifest.backup.id);
  if (underWay.has(key)) throw new AppError('place.busy', { detail: plan.manifest.backup.folder });
  underWay.add(key);
  let line: HeldLine | null = null;
  try {
    line = await holdLine(place, connections, signal);
    const folders = await prepare(place, line.sftp, plan, signal);
    const held = line;
    const end = async () => {
      await held.release();
      underWay.delete(key);
    };
    return openDraft({ ...folders, sftp: held.sftp, digest, plan, end });
  } catch (error) {
    underWay.delete(key);
    const problem = await serverProblem(error, place.folder, line?.sftp ?? null, signal);
    await line?.release();
    throw problem;
  }
}

interface Folders {
  readonly site: string;
  readonly incoming: string;
  /** This very backup under its final name; null: it does not lie here. */
  readonly present: string | null;
  readonly madeSite: boolean;
}

async function prepare(place: ServerFolderPlace, sftp: SftpAccess, plan: CopyPlan, signal: AbortSignal): Promise<Folders> {
  const { id, folder } = plan.manifest.backup;
  const site = posix.join(place.folder, siteFolderName(plan.manifest.site.name, await foldersIn(sftp, place.folder, signal)));
  const madeSite = await sftp.makeFolder(site, signal);
  const present = await folderOfBackup(sftp, site, plan, signal);
  const incoming = posix.join(site, incomingName(folder, id));
  await refuseWithoutRoom(sftp, place.folder, [incoming, ...(present === null ? [] : [present])], plan, signal);
  await sftp.makeFolder(incoming, signal);
  return { site, incoming, present, madeSite };
}

async function folderOfBackup(sftp: SftpAccess, site: string, plan: CopyPlan, signal: AbortSignal): Promise<string | null> {
  for (const name of folderNames(plan.manifest.backup.folder)) {
    const folder = posix.join(site, name);
    if ((await sftp.stat(folder, signal)) === null) return null;
    const manifest = await readSmallRemote(sftp, posix.join(folder, MANIFEST_FILE), signal);
    const reading = manifest === null ? null : parseManifest(manifest.toString('utf8'), folder);
    if (reading?.state === 'read' && reading.manifest.backup.id === plan.manifest.backup.id) return folder;
  }
  return null;
}

/** Counted without what lies there already. A server that does not say is believed to have room. */
async function refuseWithoutRoom(
  sftp: SftpAccess,
  folder: string,
  there: readonly string[],
  plan: CopyPlan,
  signal: AbortSignal,
): Promise<void> {
  const room = await sftp.room(folder, signal);
  if (room === null) return;
  let present = 0;
  for (const path of there) {
    if ((await sftp.stat(path, signal)) === null) continue;
    for (const { bytes } of await sftp.list(path, signal)) present += bytes;
  }
  const needed = plan.files.reduce((sum, { bytes }) => sum + bytes, 0) - present;
  if (needed <= room.freeBytes) return;
  throw new AppError('place.full', { detail: `${folder} on the server: ${needed} bytes are still to come, ${room.freeBytes} are free.` });
}

/** A file that need not be sent. */
interface Whole {
  readonly folder: 'present' | 'incoming';
  /** Nobody knows when its bytes were compared: only its size is. */
  readonly isBelieved: boolean;
}

interface DraftParts extends Folders {
  readonly sftp: SftpAccess;
  readonly digest: ServerDigest;
  readonly plan: CopyPlan;
  readonly end: () => Promise<void>;
}

function openDraft({ site, incoming, present, madeSite, sftp, digest, plan, end }: DraftParts): CopyDraft {
  const sinks: ServerSink[] = [];
  const done = new Map<string, 'present' | 'incoming'>();
  let state: 'open' | 'ended' = 'open';
  const guarded = async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      throw await serverProblem(error, site, sftp, signal);
    }
  };

  async function open(file: PlannedFile, signal: AbortSignal): Promise<FileSink> {
    if (state !== 'open') throw new Error(`${incoming} is closed`);
    if (!plan.files.some((planned) => planned.file === file.file)) throw new Error(`${file.file} is not part of the plan`);
    const where = await guarded(signal, () => whereWhole(file, signal));
    if (where !== null) {
      done.set(file.file, where.folder);
      return wholeSink(file, where.isBelieved);
    }
    const sink = await guarded(signal, () => openServerSink({ sftp, digest, folder: incoming, planned: file, signal }));
    sinks.push(sink);
    return {
      ...sink,
      write: (chunk) => guarded(signal, () => sink.write(chunk)),
      finish: () =>
        guarded(signal, async () => {
          await sink.finish();
          done.set(file.file, 'incoming');
        }),
    };
  }

  /** By size, and by the server's own digest where it has one. What has its final name in the incoming folder was compared when it got it. */
  async function whereWhole(file: PlannedFile, signal: AbortSignal): Promise<Whole | null> {
    const likeness = async (folder: string): Promise<'same' | 'same-size' | 'other'> => {
      const path = posix.join(folder, file.file);
      const found = await sftp.stat(path, signal);
      if (found?.kind !== 'file' || found.bytes !== file.bytes) return 'other';
      const theirs = await digest(path, signal);
      if (theirs === null) return 'same-size';
      return theirs === file.sha256 ? 'same' : 'other';
    };
    if ((await likeness(incoming)) !== 'other') return { folder: 'incoming', isBelieved: false };
    if (present === null || plan.resend?.has(file.file) === true) return null;
    const there = await likeness(present);
    return there === 'other' ? null : { folder: 'present', isBelieved: there === 'same-size' };
  }

  async function commit(signal: AbortSignal): Promise<string> {
    const missing = plan.files.filter(({ file }) => !done.has(file));
    if (state !== 'open' || missing.length > 0) throw new Error(`${incoming} lacks ${missing.map(({ file }) => file).join(', ')}`);
    const location = await guarded(signal, async () => {
      const planned = new Set(plan.files.map(({ file }) => file));
      for (const { name } of await sftp.list(incoming, signal))
        if (!planned.has(name)) await sftp.removeFile(posix.join(incoming, name), signal);
      return present === null ? giveName(signal) : replaceIn(present, signal);
    });
    state = 'ended';
    await end();
    return location;
  }

  async function giveName(signal: AbortSignal): Promise<string> {
    for (const name of folderNames(plan.manifest.backup.folder)) {
      const final = posix.join(site, name);
      if ((await sftp.stat(final, signal)) !== null) continue;
      try {
        await sftp.rename(incoming, final, signal);
        return final;
      } catch (error) {
        // Somebody else has just taken the name.
        if (!(error instanceof RemoteFileError) || (await sftp.stat(final, signal)) === null) throw error;
      }
    }
    throw new Error('names never end');
  }

  async function replaceIn(folder: string, signal: AbortSignal): Promise<string> {
    for (const [file, where] of done) {
      if (where === 'incoming') await replaceRemoteFile(sftp, posix.join(incoming, file), posix.join(folder, file), signal);
    }
    await removeRemoteTree(sftp, incoming, signal).catch(() => {});
    return folder;
  }

  async function suspend(): Promise<void> {
    if (state !== 'open') return;
    state = 'ended';
    for (const sink of sinks) await sink.close();
    await end();
  }

  async function discard(): Promise<void> {
    if (state !== 'open') return;
    state = 'ended';
    for (const sink of sinks) await sink.close();
    const signal = AbortSignal.timeout(CLEAN_UP_MS);
    await removeRemoteTree(sftp, incoming, signal).catch(() => {});
    if (madeSite) await sftp.removeFolder(site, signal).catch(() => {});
    await end();
  }

  return { open, commit, suspend, discard };
}

function wholeSink(planned: PlannedFile, isBelieved: boolean): FileSink {
  return {
    offset: planned.bytes,
    prefix: null,
    isBelieved: () => isBelieved,
    write: async () => {
      throw new Error(`${planned.file} is whole already`);
    },
    finish: async () => {},
  };
}
