import { AppError } from '../../errors/app-error.ts';
import { recoveryMarker } from '../../remote/recovery-programs.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';

/** The real folder of the site, and what its marker says; null: there is none. Throws `site.root-missing`, `restore.target-differs`, `ssh.*`. */
export async function readMarker(
  shell: RemoteShell,
  root: string,
  signal: AbortSignal,
): Promise<{ readonly root: string; readonly marker: string | null }> {
  const { exitCode, stdout, stderr } = await shell.run({ program: recoveryMarker, args: ['read', root], signal });
  if (exitCode !== 0) throw markerProblem(exitCode, root, stderr);
  const text = stdout.toString('utf8');
  return { root: /^root (.*)$/m.exec(text)?.[1] ?? root, marker: /^marker (.*)$/m.exec(text)?.[1] ?? null };
}

/** Leaves a marker of the same site alone; one of another is never replaced. Throws as `readMarker`. */
export async function writeMarker(shell: RemoteShell, root: string, siteId: string, signal: AbortSignal): Promise<void> {
  const { exitCode, stderr } = await shell.run({ program: recoveryMarker, args: ['write', root, siteId], signal });
  if (exitCode !== 0) throw markerProblem(exitCode, root, stderr);
}

function markerProblem(exitCode: number, root: string, stderr: string): AppError {
  switch (exitCode) {
    case 3:
      return new AppError('site.root-missing', { detail: root });
    case 4:
      return new AppError('restore.target-differs', {
        detail: `The marker .holdfast-site in ${root} cannot be read or written. ${stderr.slice(-300)}`,
      });
    case 5:
      return new AppError('restore.target-differs', { detail: `The marker .holdfast-site in ${root} names another site.` });
    case 6:
      return new AppError('restore.target-differs', { detail: `.holdfast-site in ${root} is no plain file.` });
    default:
      return new AppError('ssh.command-failed', { detail: stderr.slice(-500) });
  }
}
