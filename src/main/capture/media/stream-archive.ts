import { AppError } from '../../errors/app-error.ts';
import { archiveMedia } from '../../remote/media-programs.ts';
import type { RemoteEnd, RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { nameList } from '../../sites/media/name-list.ts';
import { eachChunk } from '../../support/each-chunk.ts';

export type MediaCompression = 'gzip' | 'zstd' | 'none';

/**
 * Level per program. Source of the choice: 915 MB of media on two cores took tar alone 4 s, with gzip -6 31 s, with gzip -1 21 s, with zstd -3 3 s and less
 * room than gzip; what media save by a higher level is next to nothing.
 */
export const MEDIA_LEVEL = { gzip: 1, zstd: 3, none: 0 } as const satisfies Record<MediaCompression, number>;

export interface ArchiveOrder {
  /** The site's root on the server. */
  readonly root: string;
  readonly paths: readonly Buffer[];
  readonly compression: MediaCompression;
  readonly symlinks: 'keep' | 'follow';
}

export interface ArchiveEnd {
  /** Of tar: 0, or 1 and 2 when it could not do all; whether that is harmless shows in what arrived. */
  readonly tarStatus: number;
  /** Lines tar wrote. */
  readonly said: readonly string[];
}

/**
 * Streams one archive of these paths to `take`, which bounds the memory. Resolves when both programs on the server ended by themselves; throws
 * `capture.archive-failed`, `ssh.*`, and what `take` throws, which ends the work on the server, too.
 */
export async function streamArchive(
  shell: RemoteShell,
  order: ArchiveOrder,
  take: (chunk: Buffer) => Promise<void>,
  signal: AbortSignal,
): Promise<ArchiveEnd> {
  const list = nameList(order.paths);
  const ours = new AbortController();
  const stream = await shell.stream({
    program: archiveMedia,
    args: [order.root, order.compression, String(MEDIA_LEVEL[order.compression]), order.symlinks, String(list.length)],
    input: list,
    signal: AbortSignal.any([signal, ours.signal]),
  });
  // Looked at below in any case; until then a rejection must not count as unhandled.
  stream.ended.catch(() => {});
  try {
    await eachChunk(stream.stdout, take);
  } catch (error) {
    ours.abort(error);
    // Until nothing of it runs on the server any more.
    await stream.ended.catch(() => {});
    throw error;
  }
  return archiveEnd(await stream.ended, order.compression);
}

/** tar ends with 2 for a file it may not read, and with 1 for one that changed; more than that is not the end of an archive. */
const WORST_STATUS = 2;
/** 128 and HUP, KILL, TERM. */
const ENDED_FROM_OUTSIDE = new Set([129, 137, 143]);

function archiveEnd(end: RemoteEnd, compression: MediaCompression): ArchiveEnd {
  const stages = new Map<string, number>();
  const said: string[] = [];
  for (const report of end.reports) {
    const [, stage = '', status] = /^stage (\S+) (\d+)$/u.exec(report) ?? [];
    if (status !== undefined) stages.set(stage, Number(status));
    else if (report.startsWith('said ')) said.push(report.slice('said '.length));
  }
  const words = [...said.slice(-8), end.stderr.slice(-1_000)].join('\n').trim();
  const failed = (what: string) => new AppError('capture.archive-failed', { detail: `${what} ${words}`.trim() });
  // A server that restarts ends its programs first and the line afterwards.
  if (!stages.has('tar') && ENDED_FROM_OUTSIDE.has(end.exitCode))
    throw new AppError('ssh.connection-lost', { detail: `archive-media was ended. ${words}` });
  if (stages.has('prepare')) throw failed('The list of names could not be kept on the server.');
  const tarStatus = stages.get('tar');
  const compressStatus = stages.get('compress');
  // A tar that could no longer write because the compressor was gone is not the one to name.
  if (compressStatus !== 0 && compressStatus !== undefined) throw failed(`${compression} ended with status ${compressStatus}.`);
  if (tarStatus === undefined || compressStatus === undefined) throw failed('A program on the server did not say how it ended.');
  if (tarStatus > WORST_STATUS) throw failed(`tar ended with status ${tarStatus}.`);
  return { tarStatus, said };
}
