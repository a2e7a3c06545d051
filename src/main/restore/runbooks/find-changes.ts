import { AppError } from '../../errors/app-error.ts';
import { findChangesProgram } from '../../remote/runbook-programs.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';

/** A file on the server with its two times. */
export interface ChangedFile {
  /** As it was found: below the site's root without `./`, or absolute. */
  readonly path: Buffer;
  /** Milliseconds since the epoch. The time of the inode; a program cannot set it back. */
  readonly changedAt: number;
  /** Milliseconds. The time a listing shows; whoever writes the file can set it. */
  readonly modifiedAt: number;
  readonly bytes: number;
  readonly mode: number;
}

export interface ChangesRequest {
  readonly root: string;
  /** `executables`: by name or mode, of any age. */
  readonly what: 'changed' | 'executables';
  /** Of `changed`. */
  readonly minutes: number;
  /** Below the root, or absolute; also single files. */
  readonly folders: readonly string[];
}

/** About 100,000 files. */
const MOST_BYTES = 10_000_000;

/** Files of the server that changed, each once; `isCut`: there are more. Throws `site.root-missing`, `ssh.*`. */
export async function findChanges(
  shell: RemoteShell,
  { root, what, minutes, folders }: ChangesRequest,
  signal: AbortSignal,
): Promise<{ readonly files: readonly ChangedFile[]; readonly isCut: boolean }> {
  const args = [root, what, String(Math.max(1, Math.ceil(minutes))), String(MOST_BYTES), ...folders];
  const { stdout, stderr, exitCode } = await shell.run({ program: findChangesProgram, args, signal });
  if (exitCode === 3) throw new AppError('site.root-missing', { detail: root });
  if (exitCode !== 0) throw new AppError('ssh.command-failed', { detail: `find-changes: ${stderr.slice(-500)}` });
  return parseChanges(stdout);
}

/** The answer of find-changes.sh. Pure. */
export function parseChanges(answer: Buffer): { readonly files: readonly ChangedFile[]; readonly isCut: boolean } {
  const records = answer.toString('latin1').split('\0');
  // What follows the last NUL is nothing, or the beginning of a record.
  records.pop();
  const isCut = records.at(-1) !== 'end';
  const files = new Map<string, ChangedFile>();
  for (const record of records) {
    const [, changed, modified, bytes, mode, inode = '', path] = /^([\d.]+) ([\d.]+) (\d+) ([0-7]+) (\d+ \d+) (.*)$/s.exec(record) ?? [];
    // A link that leads to a folder that is looked at, too, would tell everything twice.
    if (path === undefined || files.has(inode)) continue;
    const name = path.replaceAll(/\/(?:\.\/)+/g, '/').replace(/^\.\//, '');
    files.set(inode, {
      path: Buffer.from(name, 'latin1'),
      changedAt: Math.round(Number(changed) * 1000),
      modifiedAt: Math.round(Number(modified) * 1000),
      bytes: Number(bytes),
      mode: Number.parseInt(mode ?? '', 8),
    });
  }
  return { files: [...files.values()], isCut };
}
