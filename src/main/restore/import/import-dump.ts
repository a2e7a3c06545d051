import { decompressed } from '../../compression/decompressed.ts';
import { UnreadableError } from '../../compression/unreadable-error.ts';
import { AppError } from '../../errors/app-error.ts';
import { letBuffersGather } from '../../support/steady-heap.ts';
import { Dispatcher } from './dispatcher.ts';
import { BesideTaker } from './beside-taker.ts';
import { bigTables, DumpHome, wantedOf } from './dump-plan.ts';
import { DumpTranslator } from './dump-translator.ts';
import { FixUps } from './fix-ups.ts';
import type { ImportRequest, ImportResult } from './import-request.ts';
import { openSessions } from './open-sessions.ts';
import { readDump, type ReadDump } from './read-dump.ts';
import { readTargetFacts, type TargetFacts } from './target-facts.ts';

/**
 * Streams a dump once from where it lies into a schema that exists:
 *
 *   source -> [SHA-256] -> decompress -> cut into statements -> put right or refuse -> one or several clients -> the server
 *
 * Definitions go first, rows of big tables over all sessions at once, their keys behind them, then what holds code, in the order of the dump. Returns only when
 * every session answered its end mark, the dump's own end mark was seen and its bytes were the ones of the manifest. Throws `import.*`, `database.*`,
 * `place.*`, `ssh.*`; what the schema holds then is worth nothing.
 */
export async function importDump(request: ImportRequest): Promise<ImportResult> {
  using _gathering = letBuffersGather();
  const { target, schema, artifact, signal } = request;
  const facts = await factsOf(request);
  const fixUps = new FixUps();
  // A failure in one session ends the others.
  const ours = new AbortController();
  const both = AbortSignal.any([signal, ours.signal]);
  const sessions = await openSessions({
    target,
    schema,
    facts,
    wished: request.sessions ?? null,
    mark: request.mark ?? null,
    signal: both,
  }).catch((error: unknown) => {
    ours.abort(error);
    throw error;
  });
  sessions.over.catch((error: unknown) => ours.abort(error));
  try {
    const dispatcher = new Dispatcher(sessions, { big: bigTables(artifact, request.names), wanted: wantedOf(request) });
    const rules = { facts, home: new DumpHome(artifact.database), schema, fixUps };
    const taker = request.names === undefined ? dispatcher : new BesideTaker(dispatcher, request.names);
    const translator = new DumpTranslator(rules, taker, request.names);
    let bytes = 0;
    const progress = () => request.onProgress?.({ bytes, tablesDone: Math.max(0, dispatcher.tables - 1), rows: dispatcher.rowsSent });
    const read = { done: null as ReadDump | null };
    const source = tapped(
      readDump(request.source, artifact, both, (count) => (bytes = count)),
      (done) => (read.done = done),
    );
    for await (const piece of decompressed(source, artifact.compression)) {
      // Without compression the source may use its memory again.
      await translator.push(artifact.compression === 'none' ? Buffer.from(piece) : piece);
      progress();
    }
    await translator.finish();
    if (read.done === null) throw new AppError('import.not-finished', { detail: artifact.file });
    // An adopted dump without any comment has no end mark either.
    if (!translator.trailer && artifact.dumpTool !== null) throw new AppError('import.dump-cut', { detail: artifact.file });
    await dispatcher.finish();
    request.onProgress?.({ bytes, tablesDone: dispatcher.tables, rows: dispatcher.rowsSent });
    return {
      ...read.done,
      tables: dispatcher.tables,
      rows: dispatcher.rowsSent,
      sessions: sessions.count,
      fixUps: fixUps.list(),
      enabledEvents: dispatcher.enabledEvents,
    };
  } catch (error) {
    ours.abort(error);
    await sessions.ended();
    signal.throwIfAborted();
    const { reason } = ours.signal as { readonly reason: unknown };
    if (reason !== error) throw reason;
    if (error instanceof UnreadableError)
      throw new AppError('import.copy-damaged', { detail: `${artifact.file}: ${error.message}`, cause: error });
    throw error;
  }
}

/** Passes on what a generator yields, and hands over what it returns. */
async function* tapped<T, R>(from: AsyncGenerator<T, R, undefined>, take: (result: R) => void): AsyncGenerator<T, void, undefined> {
  take(yield* from);
}

async function factsOf({ target, schema, signal }: ImportRequest): Promise<TargetFacts> {
  await using session = await target.session(schema, signal);
  return await readTargetFacts(session);
}
