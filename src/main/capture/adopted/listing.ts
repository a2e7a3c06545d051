import { AppError } from '../../errors/app-error.ts';

/** A file in the folders of server-made backups. Sizes in bytes, times in seconds since the epoch. */
export interface FoundFile {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedSeconds: number;
  /** At the second look; the same where none was needed. */
  readonly laterBytes: number;
  readonly laterModifiedSeconds: number;
  readonly readable: boolean;
}

export interface ServerBackupsListing {
  /** As the server names it; empty when it does not. */
  readonly zone: string;
  /** `+0200` */
  readonly offset: string;
  readonly files: readonly FoundFile[];
  /** Positions of folders that are there but may not be looked into. */
  readonly closedFolders: readonly number[];
}

/** What `list-server-backups.sh` answered. Throws `ssh.command-failed` when the answer is not whole. Pure. */
export function parseServerBackups(output: Buffer): ServerBackupsListing {
  const fields = output.toString('utf8').split('\0');
  const files: FoundFile[] = [];
  const closedFolders: number[] = [];
  let zone = '';
  let offset = '';
  for (let at = 0; ;) {
    const next = () => fields[at++] ?? '';
    const what = next();
    if (what === 'done') return { zone, offset, files, closedFolders };
    else if (what === 'zone') zone = next();
    else if (what === 'offset') offset = next();
    else if (what === 'folder') {
      const number = Number(next());
      if (next() === 'closed') closedFolders.push(number);
    } else if (what === 'file') {
      const [bytes, modifiedSeconds, laterBytes, laterModifiedSeconds] = [next(), next(), next(), next()].map(Number);
      const readable = next() === 'open';
      if (bytes === undefined || modifiedSeconds === undefined || laterBytes === undefined || laterModifiedSeconds === undefined) break;
      files.push({ bytes, modifiedSeconds, laterBytes, laterModifiedSeconds, readable, path: next() });
    } else if (what === 'tool') {
      throw new AppError('ssh.command-failed', { detail: 'The server has no program that tells sizes and times of files (stat).' });
    } else break;
    if (at >= fields.length) break;
  }
  throw new AppError('ssh.command-failed', { detail: 'The list of backups on the server did not come whole.' });
}
