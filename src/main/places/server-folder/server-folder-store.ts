import { posix } from 'node:path';
import type { Presence, ServerFolderPlace } from '../../../shared/model/place.ts';
import { AppError } from '../../errors/app-error.ts';
import { RemoteFileError, type SftpConnections } from '../../servers/ssh/sftp-access.ts';
import { type Clock, systemClock } from '../../support/clock.ts';
import type { CopyStore, FoundFile } from '../copy-store.ts';
import { KEPT_INCOMING_MS } from '../folder/sweep-incoming.ts';
import { incomingOf } from '../partial-names.ts';
import { refuseUnsafeFile } from '../refuse-name.ts';
import { foldersIn, listRemoteBackups, removeEmptyRemote, removeRemoteTree, writeSmallRemote } from './remote-folders.ts';
import { beginServerCopy, isUnderWay, type ServerDigest } from './server-draft.ts';
import { listServerBin, moveToServerBin, purgeFromServerBin, takeFromServerBin } from './server-bin.ts';
import { holdLine, insideServerPlace, onLine, readSmallRemote, serverProblem } from './session.ts';
import { testServerFolder } from './test-server-folder.ts';

export interface ServerFolderOptions {
  readonly clock?: Clock;
  /** The server's own SHA-256 of a file, where it runs programs; default: none is asked for, and sizes are compared. */
  readonly digest?: ServerDigest;
}

/**
 * Copies in a folder of a server over SFTP alone, so an account that may run no program is enough. The layout is that of a folder of this computer. Each
 * call has a line of its own; a copy that is being written holds one from `begin` to its end.
 */
export function openServerFolderStore(
  place: ServerFolderPlace,
  connections: SftpConnections,
  options: ServerFolderOptions = {},
): CopyStore {
  const clock = options.clock ?? systemClock;
  const digest = options.digest ?? (() => Promise.resolve(null));
  const on = <T>(signal: AbortSignal, work: Parameters<typeof onLine<T>>[3]) => onLine(place, connections, signal, work);
  return {
    place,
    presence: (signal) => presence(place, connections, signal),
    list: (signal) => list(place, connections, signal),
    look: (location, signal) => look(place, connections, location, signal),
    readSmall: async (location, file, signal) => {
      refuseUnsafeFile(file);
      const path = posix.join(insideServerPlace(place, location), file);
      return on(signal, (sftp) => readSmallRemote(sftp, path, signal));
    },
    read: (location, file, from, signal) => {
      refuseUnsafeFile(file);
      return read(place, connections, posix.join(insideServerPlace(place, location), file), from, signal);
    },
    begin: (plan, signal) => beginServerCopy(place, connections, digest, plan, signal),
    remove: async (location, signal) => ({ bin: await on(signal, (sftp) => moveToServerBin(place, sftp, location, clock, signal)) }),
    takeBack: (bin, signal) => on(signal, (sftp) => takeFromServerBin(place, sftp, bin, signal)),
    async *bins(signal) {
      yield* await on(signal, (sftp) => listServerBin(place, sftp, signal));
    },
    purge: (bin, signal) => on(signal, (sftp) => purgeFromServerBin(place, sftp, bin, signal)),
    sweep: (signal) => sweep(place, connections, clock, signal),
    top: {
      read: async (file, signal) => {
        refuseUnsafeFile(file);
        return on(signal, (sftp) => readSmallRemote(sftp, posix.join(place.folder, file), signal));
      },
      replace: async (file, content, signal) => {
        refuseUnsafeFile(file);
        await on(signal, (sftp) => writeSmallRemote(sftp, posix.join(place.folder, file), content, signal));
      },
      remove: async (file, signal) => {
        refuseUnsafeFile(file);
        await on(signal, (sftp) => sftp.removeFile(posix.join(place.folder, file), signal));
      },
    },
    test: (signal) => testServerFolder(place, connections, signal),
  };
}

async function presence(place: ServerFolderPlace, connections: SftpConnections, signal: AbortSignal): Promise<Presence> {
  try {
    const room = await onLine(place, connections, signal, (sftp) => sftp.room(place.folder, signal));
    return { state: 'there', freeBytes: room?.freeBytes ?? null, totalBytes: room?.totalBytes ?? null };
  } catch (error) {
    signal.throwIfAborted();
    return { state: 'unreachable', reason: error instanceof AppError ? `${error.toProblem().title}. ${error.detail}` : String(error) };
  }
}

async function* list(place: ServerFolderPlace, connections: SftpConnections, signal: AbortSignal): AsyncGenerator<string> {
  const line = await holdLine(place, connections, signal);
  try {
    yield* listRemoteBackups(line.sftp, place.folder, signal);
  } catch (error) {
    throw await serverProblem(error, place.folder, null, signal);
  } finally {
    await line.release();
  }
}

async function* read(
  place: ServerFolderPlace,
  connections: SftpConnections,
  path: string,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const line = await holdLine(place, connections, signal);
  try {
    yield* line.sftp.read(path, from, signal);
  } catch (error) {
    throw await serverProblem(error, place.folder, null, signal);
  } finally {
    await line.release();
  }
}

function look(
  place: ServerFolderPlace,
  connections: SftpConnections,
  location: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, FoundFile> | null> {
  const folder = insideServerPlace(place, location);
  return onLine(place, connections, signal, async (sftp) => {
    try {
      const files = new Map<string, FoundFile>();
      for (const entry of await sftp.list(folder, signal)) {
        const found = entry.kind === 'link' ? await sftp.stat(posix.join(folder, entry.name), signal) : entry;
        if (found?.kind === 'file') files.set(entry.name, { bytes: found.bytes, sha256: null });
      }
      return files;
    } catch (error) {
      if (error instanceof RemoteFileError && error.reason === 'missing') return null;
      throw error;
    }
  });
}

function sweep(place: ServerFolderPlace, connections: SftpConnections, clock: Clock, signal: AbortSignal): Promise<readonly string[]> {
  return onLine(place, connections, signal, async (sftp) => {
    const removed: string[] = [];
    for (const name of await foldersIn(sftp, place.folder, signal)) {
      const site = posix.join(place.folder, name);
      for (const entry of await sftp.list(site, signal)) {
        const incoming = incomingOf(entry.name);
        // The times are of the server's clock, which may be wrong by weeks: what is being written is never old.
        if (entry.kind !== 'folder' || incoming === null || isUnderWay(place, incoming.backupId)) continue;
        const path = posix.join(site, entry.name);
        const times = (await sftp.list(path, signal)).map(({ modifiedMs }) => modifiedMs);
        if (clock.now() - Math.max(entry.modifiedMs, ...times) < KEPT_INCOMING_MS) continue;
        await removeRemoteTree(sftp, path, signal);
        removed.push(path);
      }
      if (removed.length > 0) await removeEmptyRemote(sftp, site, place.folder, signal);
    }
    return removed;
  });
}
