import { basename } from 'node:path/posix';
import type { Client, FileEntryWithStats, Stats } from 'ssh2';
import { RemoteFileError, type RemoteEntry, type RemoteRoom, type SftpAccess } from './sftp-access.ts';
import { readPipelined } from './sftp-read.ts';
import { openSftpSession, type SftpSession } from './sftp-session.ts';
import { writePipelined } from './sftp-write.ts';

const PRIVATE_FOLDER_MODE = 0o700;

/** Opens one SFTP channel for the length of `work`. */
export async function withSftp<T>(client: Client, signal: AbortSignal, work: (sftp: SftpAccess) => Promise<T>): Promise<T> {
  const session = await openSftpSession(client, signal);
  try {
    return await work(accessOf(session));
  } finally {
    session.end();
  }
}

function accessOf(session: SftpSession): SftpAccess {
  const { sftp, ask } = session;
  const stat: SftpAccess['stat'] = async (path, signal) => {
    try {
      return entryOf(basename(path), await ask<Stats>(path, signal, (done) => sftp.stat(path, done)));
    } catch (error) {
      if (error instanceof RemoteFileError && error.reason === 'missing') return null;
      throw error;
    }
  };
  return {
    stat,
    async list(folder, signal) {
      const entries = await ask<FileEntryWithStats[]>(folder, signal, (done) => sftp.readdir(folder, done));
      return entries.filter(({ filename }) => filename !== '.' && filename !== '..').map(({ filename, attrs }) => entryOf(filename, attrs));
    },
    async makeFolder(folder, signal) {
      try {
        await ask<void>(folder, signal, (done) => sftp.mkdir(folder, { mode: PRIVATE_FOLDER_MODE }, done));
        return true;
      } catch (error) {
        // SFTP has no word for "it is there already".
        if (error instanceof RemoteFileError && error.reason === 'failed' && (await stat(folder, signal))?.kind === 'folder') return false;
        throw error;
      }
    },
    async rename(from, to, signal) {
      try {
        await ask<void>(to, signal, (done) => sftp.ext_openssh_rename(from, to, done));
      } catch (error) {
        if (!isNotOffered(error)) throw error;
        await ask<void>(to, signal, (done) => sftp.rename(from, to, done));
      }
    },
    async removeFile(path, signal) {
      try {
        await ask<void>(path, signal, (done) => sftp.unlink(path, done));
      } catch (error) {
        if (!(error instanceof RemoteFileError && error.reason === 'missing')) throw error;
      }
    },
    removeFolder: (folder, signal) => ask<void>(folder, signal, (done) => sftp.rmdir(folder, done)),
    read: (path, from, signal) => readPipelined(session, path, from, signal),
    write: (path, offset, signal) => writePipelined(session, path, offset, signal),
    async room(folder, signal) {
      try {
        return roomOf(
          await ask<Readonly<Record<string, unknown>>>(folder, signal, (done) =>
            sftp.ext_openssh_statvfs(folder, (error, answer) => done(error, { ...answer })),
          ),
        );
      } catch (error) {
        if (error instanceof RemoteFileError) return null;
        throw error;
      }
    },
  };
}

function isNotOffered(error: unknown): boolean {
  return error instanceof RemoteFileError && error.reason === 'unsupported';
}

function roomOf({ f_frsize, f_bsize, f_bavail, f_blocks }: Readonly<Record<string, unknown>>): RemoteRoom | null {
  const unit = Number(f_frsize) || Number(f_bsize);
  const [free, total] = [Number(f_bavail) * unit, Number(f_blocks) * unit];
  return Number.isSafeInteger(free) && Number.isSafeInteger(total) ? { freeBytes: free, totalBytes: total } : null;
}

function entryOf(name: string, stats: Stats): RemoteEntry {
  const kind = stats.isSymbolicLink() ? 'link' : stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'other';
  return { name, kind, bytes: stats.size, modifiedMs: stats.mtime * 1000 };
}
