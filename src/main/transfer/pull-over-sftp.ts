import { basename } from 'node:path/posix';
import { AppError } from '../errors/app-error.ts';
import { RemoteFileError, type SftpAccess } from '../servers/ssh/sftp-access.ts';
import { beginWith, changed, type Pull, refuseChanged, takeIn } from './pull-state.ts';
import type { ServerFile } from './server-file.ts';

/** One attempt for accounts that may run no program: many reads are under way at a time. No digest of the server can be had this way. */
export async function pullOverSftp(pull: Pull, sftp: SftpAccess): Promise<false> {
  const { path, job } = pull;
  try {
    const { file, source } = await beginWith(pull, await look(sftp, path, job.signal));
    job.step(`Pulling ${basename(path)}`, source.bytes);
    job.advance(file.position);
    for await (const chunk of sftp.read(path, file.position, job.signal)) await takeIn(pull, file, source, chunk);
    refuseChanged(source, await look(sftp, path, job.signal));
    if (file.position !== source.bytes) throw changed(source, `it ended after ${file.position} bytes`);
    return false;
  } catch (error) {
    throw problemOf(error, path);
  }
}

async function look(sftp: SftpAccess, path: string, signal: AbortSignal): Promise<ServerFile> {
  const entry = await sftp.stat(path, signal);
  if (entry === null) throw new AppError('transfer.source-missing', { detail: path });
  if (entry.kind !== 'file') throw new AppError('transfer.source-unreadable', { detail: `${path} is no plain file.` });
  return { bytes: entry.bytes, stamp: `sftp ${entry.modifiedMs}` };
}

function problemOf(error: unknown, path: string): unknown {
  if (!(error instanceof RemoteFileError)) return error;
  const code = error.reason === 'missing' ? 'transfer.source-missing' : 'transfer.source-unreadable';
  return new AppError(code, { detail: error.message.includes(path) ? error.message : `${path}: ${error.message}`, cause: error });
}
