import { AppError } from '../../errors/app-error.ts';
import { findLateFiles, stageMedia } from '../../remote/media-restore-programs.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import type { Unit } from './layout.ts';

/** Makes the folders a unit is unpacked into; whatever lies in them stays. Throws `restore.media-not-writable`, `restore.media-still-live`, `ssh.*`. */
export async function makeStage(shell: RemoteShell, id: string, { stage, ops }: Unit, signal: AbortSignal): Promise<void> {
  const { exitCode, stderr } = await shell.run({ program: stageMedia, args: ['make', id, stage, ops], signal });
  if (exitCode !== 0) throw stageProblem(exitCode, stage, stderr);
}

/**
 * Removes what was unpacked and never stayed live. Returns false when something came into it while it was live: then nothing is removed.
 * Throws `restore.media-still-live`, `restore.media-not-removed`, `ssh.*`.
 */
export async function dropStage(shell: RemoteShell, id: string, { stage, ops }: Unit, signal: AbortSignal): Promise<boolean> {
  const left = await remove(shell, ['drop', id, stage, ops], stage, signal);
  if (left.includes('kept')) return false;
  if (left.length > 0) throw new AppError('restore.media-not-removed', { detail: left.join('\n') });
  return true;
}

/** Removes everything a unit keeps for the undo, for good. Throws `restore.media-not-removed` with what is left, and `ssh.*`. */
export async function letGoUnit(shell: RemoteShell, id: string, { stage, ops, old }: Unit, signal: AbortSignal): Promise<void> {
  const left = await remove(shell, ['let-go', id, stage, ops, old], stage, signal);
  if (left.length > 0) throw new AppError('restore.media-not-removed', { detail: left.join('\n') });
}

/** What a unit keeps for the undo: folders that are there, with the bytes they take (null: not known). */
export async function sizesOf(
  shell: RemoteShell,
  id: string,
  { stage, ops, old }: Unit,
  signal: AbortSignal,
): Promise<readonly { readonly folder: string; readonly bytes: number | null }[]> {
  const tokens = await remove(shell, ['size', id, stage, ops, old], stage, signal);
  return tokens.map((token) => {
    const [, kib = '', folder = ''] = /^(\d*) (.*)$/s.exec(token) ?? [];
    return { folder, bytes: kib === '' ? null : Number(kib) * 1024 };
  });
}

async function remove(shell: RemoteShell, args: readonly string[], stage: string, signal: AbortSignal): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await shell.run({ program: stageMedia, args, signal });
  if (exitCode !== 0) throw stageProblem(exitCode, stage, stderr);
  return stdout
    .toString('utf8')
    .split('\0')
    .filter((token) => token !== '');
}

function stageProblem(exitCode: number, stage: string, stderr: string): AppError {
  const detail = `${stage} ${stderr.slice(-500)}`.trim();
  switch (exitCode) {
    case 4:
    case 6:
      return /No space left|quota exceeded/.test(stderr)
        ? new AppError('restore.media-disk-full', { detail })
        : new AppError('restore.media-not-writable', { detail });
    case 5:
      return new AppError('restore.media-still-live', { detail: stage });
    default:
      return new AppError('ssh.command-failed', { detail: `restore-media-stage: ${detail}` });
  }
}

/**
 * Files in a folder that came or changed after a moment, which is the time of a file in the notes; paths below the folder. `by`: `inode` also finds what arrived
 * with an old time, but counts every rename.
 */
export async function lateFiles(
  shell: RemoteShell,
  folder: string,
  moment: string,
  by: 'inode' | 'time',
  signal: AbortSignal,
): Promise<readonly Buffer[]> {
  const { stdout } = await shell.run({ program: findLateFiles, args: [folder, moment, by], signal });
  return stdout
    .toString('latin1')
    .split('\0')
    .filter((name) => name !== '')
    .map((name) => Buffer.from(name.replace(/^\.\//, ''), 'latin1'));
}
