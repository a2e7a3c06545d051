import { gzipSync } from 'node:zlib';
import { canCompress, compressed } from '../../compression/compressed.ts';
import { AppError } from '../../errors/app-error.ts';
import { unpackMedia } from '../../remote/media-restore-programs.ts';
import type { RemoteEnd, RemoteShell } from '../../servers/ssh/remote-shell.ts';
import type { WorkFolders } from './work-folders.ts';

type Packing = 'none' | 'gzip' | 'zstd';

/** Below this round trip the line is as fast as the server's disks, and compressing only costs: loopback, a machine next door. */
const NEAR_MS = 4;
/** So much of the stream is tried before it is decided. */
const TRIED_BYTES = 1024 * 1024;
/** Less saved is not worth a processor on both sides; see `adviseCompression`. */
const WORTH_KEEPING = 0.9;
/** Headers of small files come in pieces of half a kilobyte; each write to a channel costs a packet. */
const WRITE_BYTES = 128 * 1024;

/**
 * Sends a tar to the server, which unpacks it into `stage`. Resolves when tar has ended well; what has been unpacked before anything else happens stays there.
 * Throws `restore.media-disk-full`, `restore.media-unpack-failed`, `ssh.*`, and what `pieces` throws, which ends the work on the server, too.
 * `onBytes`: of the tar, taken by the line.
 */
export async function sendTar(
  shell: RemoteShell,
  { stage, ops }: Pick<WorkFolders, 'stage' | 'ops'>,
  tools: ReadonlySet<string>,
  pieces: AsyncIterable<Buffer>,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const { packing, all } = await choosePacking(pieces, tools, shell.roundTripMs());
  const ours = new AbortController();
  const program = await shell.feed({
    program: unpackMedia,
    args: [stage, packing, ops],
    input: '',
    signal: AbortSignal.any([signal, ours.signal]),
  });
  // Looked at below in any case; until then a rejection must not count as unhandled.
  program.ended.catch(() => {});
  program.stdout.resume();
  try {
    let bytes = 0;
    for await (const piece of gathered(compressed(all, packing))) {
      if (!(await program.stdin.write(piece))) break;
      bytes += piece.length;
      onBytes(bytes);
    }
    program.stdin.end();
  } catch (error) {
    ours.abort(error);
    // Until nothing of it runs on the server any more.
    await program.ended.catch(() => {});
    throw error;
  }
  const problem = unpackProblem(await program.ended);
  if (problem !== null) throw problem;
}

/** Whether the stream is compressed on its way: over a line with distance, where its beginning shrinks. What was read to try it comes again. */
async function choosePacking(
  pieces: AsyncIterable<Buffer>,
  tools: ReadonlySet<string>,
  roundTripMs: number,
): Promise<{ readonly packing: Packing; readonly all: AsyncIterable<Buffer> }> {
  const best = (['zstd', 'gzip'] as const).find((name) => tools.has(name) && canCompress(name));
  if (best === undefined || roundTripMs < NEAR_MS) return { packing: 'none', all: pieces };
  const iterator = pieces[Symbol.asyncIterator]();
  const tried: Buffer[] = [];
  let bytes = 0;
  while (bytes < TRIED_BYTES) {
    const next = await iterator.next();
    if (next.done === true) break;
    tried.push(next.value);
    bytes += next.value.length;
  }
  const pays = bytes > 0 && gzipSync(Buffer.concat(tried), { level: 1 }).length < bytes * WORTH_KEEPING;
  return { packing: pays ? best : 'none', all: again(tried, iterator) };
}

async function* again(tried: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* tried;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function* gathered(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    held.push(piece);
    bytes += piece.length;
    if (bytes < WRITE_BYTES) continue;
    yield Buffer.concat(held);
    held = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(held);
}

const FULL = /No space left on device|[Dd]isk quota exceeded|[Ww]rite failed: .*space/;
/** 128 and HUP, KILL, TERM. */
const ENDED_FROM_OUTSIDE = new Set([129, 137, 143]);

/** How unpacking ended, as a problem; null when all of it was unpacked. Pure. */
export function unpackProblem({ exitCode, reports, stderr }: RemoteEnd): AppError | null {
  if (exitCode === 0 && reports.includes('stage tar 0') && reports.includes('stage open 0')) return null;
  const detail = stderr.slice(-1_500);
  if (FULL.test(stderr)) return new AppError('restore.media-disk-full', { detail });
  // A server that restarts ends its programs first and the line afterwards; and where its own end of a line was killed, tar sees an end that is none.
  if (ENDED_FROM_OUTSIDE.has(exitCode) && !reports.some((report) => report.startsWith('stage tar')))
    return new AppError('ssh.connection-lost', { detail: `restore-media-unpack was ended. ${detail}` });
  return new AppError('restore.media-unpack-failed', { detail: detail === '' ? `tar ended with status ${exitCode}.` : detail });
}
