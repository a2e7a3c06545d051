import { basename } from 'node:path/posix';
import { AppError } from '../errors/app-error.ts';
import { SEND_BLOCK_BYTES, sendFile } from '../remote/transfer-programs.ts';
import type { RemoteShell, RemoteStream } from '../servers/ssh/remote-shell.ts';
import { eachChunk } from '../support/each-chunk.ts';
import { hasPartial, type PartialFile, type PulledSource } from './partial-file.ts';
import { beginWith, changed, type Pull, refuseChanged, takeIn } from './pull-state.ts';
import { digestOnServer, lookAtServerFile, sendProblem, sourceIn } from './server-file.ts';

/**
 * One attempt by programs of the server: the stream is as fast as the line. True when the server's own digest was compared. Leaves `pull.file` whole, or as far as
 * it came; nothing runs on the server any more when this settles.
 */
export async function pullByProgram(pull: Pull, shell: RemoteShell): Promise<boolean> {
  const { path, target, job, askForDigest } = pull;
  const gone = new AbortController();
  const signal = AbortSignal.any([job.signal, gone.signal]);
  const digest = askForDigest ? quietly(digestOnServer(shell, path, signal)) : Promise.resolve(null);
  // Where nothing has arrived yet the file sets off while it is looked at: over distance a question costs as much as megabytes.
  const early = pull.file === null && !(await hasPartial(target)) ? quietly(send(shell, path, 0, signal)) : null;
  try {
    const { file, source } = await beginWith(pull, await lookAtServerFile(shell, path, job.signal));
    job.step(`Pulling ${basename(path)}`, source.bytes);
    job.advance(file.position);
    const blocks = Math.floor(file.position / SEND_BLOCK_BYTES);
    // Of the first block a part may be here already.
    const surplus = file.position - blocks * SEND_BLOCK_BYTES;
    if (early !== null || file.position < source.bytes) {
      await receive(pull, file, source, await (early ?? send(shell, path, blocks, signal)), surplus);
    }
    const theirs = await digest;
    const sha256 = file.digest();
    if (theirs === null || theirs === sha256) return theirs !== null;
    // What the file is now decides whether it was the source or the way.
    refuseChanged(source, await lookAtServerFile(shell, path, job.signal));
    throw new AppError('transfer.arrived-different', { detail: `${path}: SHA-256 is ${theirs} on the server, ${sha256} here.` });
  } catch (error) {
    gone.abort(error);
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
  const { path } = pull;
  let left = surplus;
  try {
    await eachChunk(stream.stdout, (piece) => {
      const chunk = left === 0 ? piece : piece.subarray(left);
      left -= piece.length - chunk.length;
      return takeIn(pull, file, source, chunk);
    });
  } catch (error) {
    stream.stdout.destroy();
    await stream.ended.catch(() => {});
    throw error;
  }
  const end = await stream.ended;
  const [before, after] = end.reports.flatMap((line) => (line.startsWith('source ') ? [sourceIn(line.slice('source '.length))] : []));
  for (const seen of [before, after]) if (seen !== undefined && seen !== null) refuseChanged(source, seen);
  if (end.exitCode !== 0) throw sendProblem(end, path);
  if (file.position !== source.bytes) throw changed(source, `it ended after ${file.position} bytes`);
}
