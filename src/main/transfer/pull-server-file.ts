import { basename } from 'node:path';
import { AppError } from '../errors/app-error.ts';
import { type JobContext, keepsPartials } from '../jobs/job-context.ts';
import { SEND_BLOCK_BYTES, sendFile } from '../remote/transfer-programs.ts';
import type { RemoteShell, RemoteStream, ServerConnections } from '../servers/ssh/remote-shell.ts';
import { systemWaitingClock, type WaitingClock } from '../support/waiting-clock.ts';
import { eachChunk } from './each-chunk.ts';
import { goOn, WindowClosed } from './go-on.ts';
import type { TransferLimits } from './limits.ts';
import { hasPartial, isSame, openPartialFile, type PartialFile, type PulledSource, removePartial } from './partial-file.ts';
import { digestOnServer, lookAtServerFile, sendProblem, sourceIn } from './server-file.ts';

export interface PullRequest {
  readonly connections: ServerConnections;
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
 * holds no more than the window of the channel and two batches.
 *
 * Throws `transfer.source-missing`, `transfer.source-unreadable`, `transfer.source-changed` (it grew, shrank or was replaced while it was read; nothing is kept),
 * `transfer.arrived-different` (nothing is kept), `place.full`, `place.write-failed`, `ssh.*`, or the reason of the job's signal.
 */
export async function pullServerFile(request: PullRequest): Promise<PulledFile> {
  const { connections, serverId, job, limits, target, clock = systemWaitingClock } = request;
  const pull: Pull = { request, file: null, source: null, moved: 0 };
  try {
    const attempt = () => connections.withShell(serverId, job.signal, (shell) => pullOnce(pull, shell));
    const { value, resumed } = await goOn({ attempt, moved: () => pull.moved, job, limits, clock });
    return { ...value, resumed };
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

/** What all attempts of one pull share. */
interface Pull {
  readonly request: PullRequest;
  file: PartialFile | null;
  source: PulledSource | null;
  /** Bytes that came over the line. */
  moved: number;
}

function isSpoilt(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'transfer.source-changed' || error.code === 'transfer.arrived-different');
}

async function pullOnce(pull: Pull, shell: RemoteShell): Promise<Omit<PulledFile, 'resumed'>> {
  const { serverId, path, target, job, askForDigest = true } = pull.request;
  const gone = new AbortController();
  const signal = AbortSignal.any([job.signal, gone.signal]);
  const digest = askForDigest ? quietly(digestOnServer(shell, path, signal)) : Promise.resolve(null);
  // Where nothing has arrived yet the file sets off while it is looked at: over distance a question costs as much as megabytes.
  const early = pull.file === null && !(await hasPartial(target)) ? quietly(send(shell, path, 0, signal)) : null;
  try {
    const source = { serverId, path, ...(await lookAtServerFile(shell, path, job.signal)) };
    pull.source ??= source;
    refuseChanged(pull.source, source);
    pull.file ??= await openPartialFile(target, source, job.signal);
    const { file } = pull;
    if (early === null && file.position > 0) job.log(`${path}: going on from byte ${file.position} of ${source.bytes}`);
    job.step(`Pulling ${basename(path)}`, source.bytes);
    job.advance(file.position);
    const blocks = Math.floor(file.position / SEND_BLOCK_BYTES);
    // Of the first block a part may be here already.
    const surplus = file.position - blocks * SEND_BLOCK_BYTES;
    if (early !== null || file.position < source.bytes) {
      await receive(pull, file, source, await (early ?? send(shell, path, blocks, signal)), surplus);
    }
    const sha256 = file.digest();
    const theirs = await digest;
    if (theirs !== null && theirs !== sha256) {
      // What the file is now decides whether it was the source or the way.
      refuseChanged(source, { serverId, path, ...(await lookAtServerFile(shell, path, job.signal)) });
      throw new AppError('transfer.arrived-different', { detail: `${path}: SHA-256 is ${theirs} on the server, ${sha256} here.` });
    }
    await file.finish();
    return { bytes: source.bytes, sha256, compared: theirs !== null };
  } catch (error) {
    gone.abort(error);
    // The shell is given back only when nothing of this runs on the server any more.
    await digest.catch(() => {});
    await early?.then(({ ended }) => ended).catch(() => {});
    throw error;
  }
}

/** Its failure is told where it is awaited; what goes on meanwhile must not be ended by it. */
function quietly<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {});
  return work;
}

function send(shell: RemoteShell, path: string, blocks: number, signal: AbortSignal): Promise<RemoteStream> {
  return shell.stream({ program: sendFile, args: ['send', path, String(blocks)], signal });
}

/** `surplus`: bytes at the beginning of what comes that are here already. */
async function receive(pull: Pull, file: PartialFile, source: PulledSource, stream: RemoteStream, surplus: number): Promise<void> {
  const { path, job, limits } = pull.request;
  let left = surplus;
  try {
    await eachChunk(stream.stdout, (piece) => {
      const chunk = left === 0 ? piece : piece.subarray(left);
      left -= piece.length - chunk.length;
      // Written to while it is read: what comes now belongs to another state of it.
      if (file.position + chunk.length > source.bytes) throw changed(source, 'it became longer');
      pull.moved += chunk.length;
      const stored = file.write(chunk);
      job.advance(file.position);
      if (!limits.isOpen() && file.position < source.bytes) throw new WindowClosed();
      const turn = limits.take(chunk.length, job.signal);
      return stored === null ? turn : stored.then(() => turn ?? undefined);
    });
  } catch (error) {
    stream.stdout.destroy();
    await stream.ended.catch(() => {});
    throw error;
  }
  const end = await stream.ended;
  const [before, after] = end.reports.flatMap((line) => (line.startsWith('source ') ? [sourceIn(line.slice('source '.length))] : []));
  for (const seen of [before, after]) if (seen !== undefined && seen !== null) refuseChanged(source, { ...source, ...seen });
  if (end.exitCode !== 0) throw sendProblem(end, path);
  if (file.position !== source.bytes) throw changed(source, `it ended after ${file.position} bytes`);
}

function refuseChanged(before: PulledSource, now: PulledSource): void {
  if (!isSame(before, now)) throw changed(before, `it has ${now.bytes} bytes now`);
}

function changed({ path, bytes }: PulledSource, how: string): AppError {
  return new AppError('transfer.source-changed', { detail: `${path} had ${bytes} bytes when the pull began; ${how}.` });
}
