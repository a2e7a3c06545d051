import { AppError } from '../errors/app-error.ts';
import { sendFile } from '../remote/transfer-programs.ts';
import type { RemoteEnd, RemoteShell } from '../servers/ssh/remote-shell.ts';

/** A file of a server at one moment. */
export interface ServerFile {
  readonly bytes: number;
  /** Changes when the file does: where it lies on the disk and when it was written last, as precise as the server tells. */
  readonly stamp: string;
}

/** Throws `transfer.source-missing`, `transfer.source-unreadable`, `ssh.*`. */
export async function lookAtServerFile(shell: RemoteShell, path: string, signal: AbortSignal): Promise<ServerFile> {
  const end = await shell.run({ program: sendFile, args: ['look', path], signal });
  const file = sourceIn(end.stdout.toString('utf8'));
  if (end.exitCode !== 0 || file === null) throw sendProblem(end, path);
  return file;
}

/** SHA-256 as the server computes it, lower-case hex; null where it has no tool, or allows no second command at the same time. */
export async function digestOnServer(shell: RemoteShell, path: string, signal: AbortSignal): Promise<string | null> {
  try {
    const { exitCode, stdout } = await shell.run({ program: sendFile, args: ['hash', path], signal });
    const [hash = ''] = stdout.toString('latin1').trim().split(' ');
    return exitCode === 0 && /^[0-9a-f]{64}$/.test(hash) ? hash : null;
  } catch (error) {
    if (error instanceof AppError && error.code === 'ssh.no-more-channels') return null;
    throw error;
  }
}

/** What `look` of send-file.sh says; null when it says something else. */
export function sourceIn(text: string): ServerFile | null {
  const [, bytes, stamp = ''] = /^(\d+) (.+)$/.exec(text.trim()) ?? [];
  return bytes === undefined ? null : { bytes: Number(bytes), stamp };
}

const NOT_THERE = 4;
const NO_FILE = 5;
const NOT_READABLE = 6;

/** Why send-file.sh did not end well. */
export function sendProblem({ exitCode, stderr }: Pick<RemoteEnd, 'exitCode' | 'stderr'>, path: string): AppError {
  const said = stderr.trim().slice(-2_000);
  switch (exitCode) {
    case NOT_THERE:
      return new AppError('transfer.source-missing', { detail: path });
    case NO_FILE:
      return new AppError('transfer.source-unreadable', { detail: `${path} is no plain file.` });
    case NOT_READABLE:
      return new AppError('transfer.source-unreadable', { detail: `${path}: the SSH user may not read it.` });
    default:
      return new AppError('transfer.source-unreadable', { detail: `${path}: ${said === '' ? `exit status ${exitCode}` : said}` });
  }
}
