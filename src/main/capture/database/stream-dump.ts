import type { Compression } from '../../../shared/model/preflight.ts';
import type { DumpIndex } from '../../dump-index/dump-index.ts';
import { DumpUnreadableError, startDumpIndexer } from '../../dump-index/dump-indexer.ts';
import { AppError } from '../../errors/app-error.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import type { BackupDraft } from '../../places/place-keeper.ts';
import { dumpDatabase } from '../../remote/programs.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import type { DatabaseCredentials } from '../../sites/credentials.ts';
import { eachChunk } from '../../support/each-chunk.ts';
import { COMPRESSION_LEVEL } from './choose-compression.ts';
import { dumpProblem } from './dump-problem.ts';
import type { DumpTool } from './dump-tool.ts';
import { optionFile } from '../../sites/option-file.ts';
import type { DumpPlan } from './plan-dump.ts';

export interface DumpRequest {
  readonly file: string;
  readonly credentials: DatabaseCredentials;
  readonly tool: DumpTool;
  readonly plan: DumpPlan;
  readonly compression: Compression;
}

export interface StreamedDump {
  readonly bytes: number;
  readonly sha256: string;
  readonly index: DumpIndex;
}

/**
 * One stream, one pass:  server: dump | compress -> ssh -> file with SHA-256, and decompress -> dump index (worker).
 * Returns only when every stage ended with 0, the stream was readable to its end and the end mark was there.
 */
export async function streamDump(shell: RemoteShell, draft: BackupDraft, request: DumpRequest, job: JobContext): Promise<StreamedDump> {
  const { credentials, tool, plan, compression } = request;
  const options = optionFile(credentials);
  const lines = options.split('\n').length - 1;
  const indexer = startDumpIndexer({ compression });
  // A full disk here must end the work there.
  const ours = new AbortController();
  const signal = AbortSignal.any([job.signal, ours.signal]);
  try {
    const writer = await draft.writeArtifact(request.file);
    const stream = await shell.stream({
      program: dumpDatabase,
      args: [tool.path, compression, String(COMPRESSION_LEVEL[compression]), String(lines), credentials.database, ...plan.flags],
      input: options,
      signal,
    });
    // Looked at below in any case; until then a rejection must not count as unhandled.
    stream.ended.catch(() => {});

    let bytes = 0;
    let indexing = true;
    let unreadable: DumpUnreadableError | null = null;
    await eachChunk(stream.stdout, async (chunk) => {
      bytes += chunk.length;
      const indexed = indexing
        ? indexer.write(chunk).catch((error: unknown) => {
            if (!(error instanceof DumpUnreadableError)) throw error;
            // Read on: how the server's end finished says more than where reading stopped.
            unreadable = error;
            indexing = false;
          })
        : undefined;
      await Promise.all([writer.write(chunk), indexed]);
      job.advance(bytes);
    });

    const end = await stream.ended;
    const problem = dumpProblem(end, compression, credentials.password);
    if (problem !== null) throw problem;
    if (bytes === 0) throw new AppError('capture.empty', { detail: end.stderr.slice(-500) });
    if (unreadable !== null) throw unreadable;
    const [index, written] = await Promise.all([indexer.finish(), writer.finish()]);
    if (index.uncompressedBytes === 0) throw new AppError('capture.empty', { detail: end.stderr.slice(-500) });
    if (!index.trailer) throw new AppError('capture.truncated', { detail: `${index.uncompressedBytes} bytes of SQL arrived.` });
    return { ...written, index };
  } catch (error) {
    ours.abort(error);
    await indexer.abort();
    if (error instanceof DumpUnreadableError) throw new AppError('capture.unreadable', { detail: error.message, cause: error });
    throw error;
  }
}
