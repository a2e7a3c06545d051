import { formatBytes } from '../../../shared/format/bytes.ts';
import type { ArchivedEntry } from '../../archive/archive-index.ts';
import { startArchiveIndexer, type ArchiveIndexer } from '../../archive/archive-indexer.ts';
import { cutArchive } from '../../archive/cut-archive.ts';
import { TAR_END } from '../../archive/tar-writer.ts';
import { compressed } from '../../compression/compressed.ts';
import { UnreadableError } from '../../compression/unreadable-error.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import type { ArtifactWriter } from '../../places/place-keeper.ts';
import type { ServerConnections } from '../../servers/ssh/remote-shell.ts';
import { isLineProblem, type LastingLine } from '../../servers/ssh/lasting-line.ts';
import { letBuffersGather } from '../../support/steady-heap.ts';
import { keyOf, type ListedEntry } from '../../sites/media/media-entry.ts';
import { streamArchive, type ArchiveEnd, type ArchiveOrder, type MediaCompression } from './stream-archive.ts';

export interface TransferOrder extends Omit<ArchiveOrder, 'paths'> {
  readonly entries: readonly ListedEntry[];
}

export interface TransferredArchive {
  /** By key. */
  readonly archived: ReadonlyMap<string, ArchivedEntry>;
  readonly uncompressedBytes: number;
  /** Lines tar wrote, over all connections. */
  readonly said: readonly string[];
  readonly resumed: number;
}

interface Link {
  readonly connections: ServerConnections;
  readonly serverId: string;
  readonly line: LastingLine;
}

/**
 * Brings one archive of these entries into the artifact, over as many connections as it takes. When the line is lost, the entries that are complete stay: the
 * stream of that connection is cut back to the last of them and ended well, and the next connection brings the rest as a stream of its own behind it; gzip and
 * zstd read several such streams as one. The end mark comes with the last connection alone. So what is sent again is never more than the one file that was on its way.
 */
export async function transferArchive(
  link: Link,
  writer: ArtifactWriter,
  order: TransferOrder,
  job: JobContext,
): Promise<TransferredArchive> {
  using _gathering = letBuffersGather();
  const archived = new Map<string, ArchivedEntry>();
  const said: string[] = [];
  let uncompressedBytes = 0;
  let resumed = 0;
  for (;;) {
    const left = order.entries.filter(({ path }) => !archived.has(keyOf(path)));
    const startsAt = await writer.mark();
    if (left.length === 0) {
      for await (const piece of compressed(once(TAR_END), order.compression)) await writer.write(piece);
      return { archived, uncompressedBytes: uncompressedBytes + TAR_END.length, said, resumed };
    }
    const part = await transferPart(link, writer, { ...order, paths: left.map(({ path }) => path) }, startsAt, job);
    for (const entry of part.entries) archived.set(keyOf(entry.path), entry);
    uncompressedBytes += part.uncompressedBytes;
    said.push(...(part.end?.said ?? []));
    if (part.end !== null) return { archived, uncompressedBytes, said, resumed };
    resumed += 1;
    if (part.entries.length > 0) link.line.moved();
    const at = `${formatBytes(await writer.mark())}, ${count(archived.size)} of ${count(order.entries.length)} entries complete`;
    job.log(`Line lost at ${at} (${part.problem.code}); going on with the rest`);
    await link.line.wait(part.problem);
  }
}

interface Part {
  readonly entries: readonly ArchivedEntry[];
  readonly uncompressedBytes: number;
}
type PartResult = (Part & { readonly end: ArchiveEnd }) | (Part & { readonly end: null; readonly problem: AppError });

/** What one connection brings. */
async function transferPart(
  { connections, serverId }: Link,
  writer: ArtifactWriter,
  order: ArchiveOrder,
  startsAt: number,
  job: JobContext,
): Promise<PartResult> {
  const indexer = startArchiveIndexer({ compression: order.compression });
  let bytes = startsAt;
  let unreadable: UnreadableError | null = null;
  const take = async (chunk: Buffer): Promise<void> => {
    bytes += chunk.length;
    const indexed =
      unreadable === null
        ? indexer.write(chunk).catch((error: unknown) => {
            if (!(error instanceof UnreadableError)) throw error;
            // Read on: how the server's end finished says more than where reading stopped.
            unreadable = error;
          })
        : undefined;
    await Promise.all([writer.write(chunk), indexed]);
    job.advance(bytes);
  };
  try {
    const end = await connections.withShell(serverId, job.signal, (shell) => streamArchive(shell, order, take, job.signal));
    if (unreadable !== null) throw unreadable as UnreadableError;
    const index = await indexer.finish();
    if (!index.ended)
      throw new AppError('capture.archive-unreadable', { detail: `It has no end mark after ${index.uncompressedBytes} bytes.` });
    return { entries: index.entries, uncompressedBytes: index.uncompressedBytes, end };
  } catch (error) {
    job.signal.throwIfAborted();
    if (isLineProblem(error)) return { ...(await keepComplete(indexer, writer, order.compression, job.signal)), end: null, problem: error };
    if (error instanceof UnreadableError) throw new AppError('capture.archive-unreadable', { detail: error.message, cause: error });
    throw error;
  } finally {
    await indexer.abort();
  }
}

async function keepComplete(
  indexer: ArchiveIndexer,
  writer: ArtifactWriter,
  compression: MediaCompression,
  signal: AbortSignal,
): Promise<Part> {
  const { entries, uncompressedBytes } = await indexer.cut();
  await writer.remake((written) => cutArchive(written, { compression, uncompressedBytes, signal }));
  return { entries, uncompressedBytes };
}

async function* once(piece: Buffer): AsyncGenerator<Buffer, void, undefined> {
  yield piece;
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
