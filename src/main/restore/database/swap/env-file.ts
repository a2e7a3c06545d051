import { AppError } from '../../../errors/app-error.ts';
import { restoreEnv } from '../../../remote/restore-env-programs.ts';
import type { RemoteShell } from '../../../servers/ssh/remote-shell.ts';

export interface EnvPlace {
  readonly root: string;
  /** Relative to the root, or absolute. */
  readonly envFile: string;
  /** Names the copy that is kept of the file as it was. */
  readonly mark: string;
}

/** The settings file, byte for byte; it holds secrets. Throws `site.root-missing`, `source.env-unreadable`, `ssh.*`. */
export async function readEnv(shell: RemoteShell, place: EnvPlace, signal: AbortSignal): Promise<Buffer> {
  const { exitCode, stdout, stderr } = await shell.run({ program: restoreEnv, args: ['read', ...argsOf(place)], signal });
  if (exitCode !== 0) throw envProblem(exitCode, place, stderr);
  return stdout;
}

/** Puts another content in its place, while it still is `was`. Throws as `readEnv`, and `restore.env-changed`, `restore.env-not-written`. */
export async function writeEnv(shell: RemoteShell, place: EnvPlace, was: Buffer, now: Buffer, signal: AbortSignal): Promise<void> {
  const args = ['write', ...argsOf(place), String(was.length), String(now.length)];
  const { exitCode, stderr } = await shell.run({ program: restoreEnv, args, input: Buffer.concat([was, now]), signal });
  if (exitCode !== 0) throw envProblem(exitCode, place, stderr);
}

/** Removes the copy that was kept. Throws as `readEnv`. */
export async function forgetEnv(shell: RemoteShell, place: EnvPlace, signal: AbortSignal): Promise<void> {
  const { exitCode, stderr } = await shell.run({ program: restoreEnv, args: ['forget', ...argsOf(place)], signal });
  if (exitCode !== 0) throw envProblem(exitCode, place, stderr);
}

function argsOf({ root, envFile, mark }: EnvPlace): readonly string[] {
  return [root, envFile, mark];
}

function envProblem(exitCode: number, { root, envFile }: EnvPlace, stderr: string): AppError {
  const detail = `${envFile} in ${root}. ${stderr.slice(-300)}`.trim();
  switch (exitCode) {
    case 3:
      return new AppError('site.root-missing', { detail: root });
    case 4:
      return new AppError('source.env-unreadable', { detail });
    case 5:
      return new AppError('restore.env-changed', { detail });
    case 6:
      return new AppError('restore.env-not-written', { detail });
    default:
      return new AppError('ssh.command-failed', { detail: stderr.slice(-500) });
  }
}
