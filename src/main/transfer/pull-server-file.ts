import { AppError } from '../errors/app-error.ts';
import { type JobContext, keepsPartials } from '../jobs/job-context.ts';
import type { ServerConnections } from '../servers/ssh/remote-shell.ts';
import { systemWaitingClock, type WaitingClock } from '../support/waiting-clock.ts';
import { goOn } from './go-on.ts';
import type { TransferLimits } from './limits.ts';
import { removePartial } from './partial-file.ts';
import { pullByProgram } from './pull-by-program.ts';
import { pullOverSftp } from './pull-over-sftp.ts';
import type { Pull } from './pull-state.ts';

export interface PullRequest {
  readonly connections: Pick<ServerConnections, 'withShell' | 'withSftp'>;
  readonly serverId: string;
  /** Absolute, on the server. */
  readonly path: string;
  /** Absolute, here; its folder exists. Until the file is whole it is called `<target>.partial`, with `<target>.partial.json` beside it. */
  readonly target: string;
  readonly limits: TransferLimits;
  readonly job: JobContext;
  /** Compare with the server's own SHA-256, which it computes while it sends. Default: yes. */
  readonly askForDigest?: boolean;
  readonly clock?: WaitingClock;
}

export interface PulledFile {
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Whether the server's own digest was compared; false where it has no tool for it. */
  readonly compared: boolean;
  /** Times it went on after a lost line. */
  readonly resumed: number;
}

/**
 * Brings one finished file of a server here, hashed while it moves. After a lost line it goes on from where it stopped, within this job and after a
 * restart of the app, as long as the file on the server is the same; after a cancel nothing stays. However slow the disk here is, memory
 * holds no more than the window of the channel and two batches. An account that may run no program is read over SFTP.
 *
 * Throws `transfer.source-missing`, `transfer.source-unreadable`, `transfer.source-changed` (it grew, shrank or was replaced while it was read; nothing is
 * kept), `transfer.arrived-different` (nothing is kept), `place.full`, `place.write-failed`, `ssh.*`, or the reason of the job's signal.
 */
export async function pullServerFile(request: PullRequest): Promise<PulledFile> {
  const { connections, serverId, path, target, job, limits, askForDigest = true, clock = systemWaitingClock } = request;
  const pull: Pull = { serverId, path, target, limits, job, askForDigest, way: 'program', file: null, source: null, moved: 0 };
  try {
    const { value: compared, resumed } = await goOn({
      attempt: () => pullOnce(pull, connections),
      moved: () => pull.moved,
      job,
      limits,
      clock,
    });
    if (pull.file === null || pull.source === null) throw new Error('pulled without a file');
    const sha256 = pull.file.digest();
    await pull.file.finish();
    return { bytes: pull.source.bytes, sha256, compared, resumed };
  } catch (error) {
    if (keepsPartials(job.signal) && !isSpoilt(error)) {
      await pull.file?.suspend();
    } else {
      await pull.file?.discard();
      await removePartial(target);
    }
    throw error;
  }
}

async function pullOnce(pull: Pull, connections: PullRequest['connections']): Promise<boolean> {
  const { serverId, job } = pull;
  if (pull.way === 'program') {
    try {
      return await connections.withShell(serverId, job.signal, (shell) => pullByProgram(pull, shell));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'ssh.no-shell') throw error;
      job.log('The account may run no program on the server; the file is read over SFTP.');
      pull.way = 'sftp';
    }
  }
  return connections.withSftp(serverId, job.signal, (sftp) => pullOverSftp(pull, sftp));
}

function isSpoilt(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'transfer.source-changed' || error.code === 'transfer.arrived-different');
}
