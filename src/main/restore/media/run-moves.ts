import { AppError } from '../../errors/app-error.ts';
import { moveMedia } from '../../remote/media-restore-programs.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import type { Unit } from './layout.ts';
import { pathOfToken } from './plan-moves.ts';

export interface MovesEnd {
  /** `nothing`: there is no plan on the server. With `status`, `forward` means that it is live and `back` that it is not. */
  readonly state: 'forward' | 'back' | 'nothing';
  /** Paths below the live folder whose place was taken by something else meanwhile; nothing was done to them. */
  readonly conflicts: readonly Buffer[];
}

/** Nothing ends the work between two renames: what is begun on the server goes on to its end, and this waits for it unless the line is lost. */
const NEVER = new AbortController().signal;

/** 128 and HUP, TERM. */
const ENDED_POLITELY = new Set([129, 143]);

/**
 * Runs the renames of a unit, in one direction, or asks how they stand. May be called again and again: it goes on where it stopped. `plan`: kept on the server by the
 * first call that has one. Throws `restore.media-switch-failed`, `restore.media-old-gone`, `ssh.*`.
 *
 * The signal of the job is looked at before, not during: a rename that has begun is ended in milliseconds, one that stops half way leaves a site without files.
 */
export async function runMoves(
  shell: RemoteShell,
  way: 'forward' | 'back' | 'status',
  { how, live, stage, old, ops, had }: Unit,
  plan: Buffer | null,
): Promise<MovesEnd> {
  const input = plan ?? Buffer.alloc(0);
  const args = [way, how, live, stage, old, ops, had ? 'yes' : 'no', plan === null ? 'kept' : String(plan.length)];
  const { stdout, stderr, exitCode } = await shell.run({ program: moveMedia, args, input, signal: NEVER });
  const [state = '', ...tokens] = stdout.toString('latin1').split('\0');
  switch (state) {
    case 'forward':
    case 'back':
    case 'nothing': {
      const conflicts = tokens.filter((token) => token !== '').map((token) => pathOfToken(Buffer.from(token, 'latin1')));
      return { state, conflicts };
    }
    case 'gone':
      throw new AppError('restore.media-old-gone', { detail: old });
    case '':
      // A server that restarts ends its programs first and the line afterwards; the work itself does not heed such a wish.
      if (ENDED_POLITELY.has(exitCode)) throw new AppError('ssh.connection-lost', { detail: 'restore-media-move was ended.' });
      throw new AppError('restore.media-switch-failed', { detail: `${live}: ${stderr.slice(-500)} (exit status ${exitCode})` });
    default: {
      const said = state.replace(/^failed /, '').trim();
      throw new AppError('restore.media-switch-failed', { detail: `${live}: ${said === '' ? 'a rename failed' : said}` });
    }
  }
}
