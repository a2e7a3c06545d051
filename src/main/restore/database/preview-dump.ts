import { decompressed } from '../../compression/decompressed.ts';
import { UnreadableError } from '../../compression/unreadable-error.ts';
import { AppError } from '../../errors/app-error.ts';
import { DumpHome } from '../import/dump-plan.ts';
import { copySource, type DumpCopy } from '../import/dump-source.ts';
import { DumpTranslator } from '../import/dump-translator.ts';
import { FixUps } from '../import/fix-ups.ts';
import type { FixUp } from '../import/import-request.ts';
import type { TargetFacts } from '../import/target-facts.ts';
import type { ReadableDump } from './database-work.ts';

/** What the import will make of a dump, found by translating its beginning without running anything. */
export interface DumpPreview {
  /** Place it was read from. */
  readonly from: string;
  readonly fixUps: readonly FixUp[];
  /** Why the import would stop; null: nothing of what was read stops it. */
  readonly refused: string | null;
  /** The whole dump was read: nothing else will be put right. */
  readonly isWhole: boolean;
  /** Copies that could not be read, a sentence each. */
  readonly faults: readonly string[];
}

/** Of the artifact as it lies there. A dump of an ordinary shop is read to its end; a big one costs a second over a slow line. */
const MOST_BYTES = 4 * 1024 * 1024;
const REFUSALS = new Set(['import.foreign-statement', 'import.other-database', 'import.character-set', 'import.packet-too-small']);

/** Reads the beginning of the first copy that gives it; `from` is null when none does. */
export async function previewDump(
  dump: ReadableDump,
  facts: TargetFacts,
  schema: string,
  signal: AbortSignal,
): Promise<DumpPreview | { readonly from: null; readonly faults: readonly string[] }> {
  const faults: string[] = [];
  for (const copy of dump.copies) {
    try {
      return { ...(await previewCopy(dump, copy, facts, schema, signal)), faults };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof UnreadableError) && !(error instanceof AppError)) throw error;
      faults.push(`${copy.store.place.name}: ${error.message}`);
    }
  }
  return { from: null, faults };
}

async function previewCopy(
  { artifact }: ReadableDump,
  copy: DumpCopy,
  facts: TargetFacts,
  schema: string,
  signal: AbortSignal,
): Promise<Omit<DumpPreview, 'faults'>> {
  const fixUps = new FixUps();
  const nothing = { rows: () => Promise.resolve(), other: () => Promise.resolve() };
  const translator = new DumpTranslator({ facts, home: new DumpHome(artifact.database), schema, fixUps }, nothing);
  const source = copySource(copy, artifact);
  let bytes = 0;
  async function* counted(): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of source.read(0, signal)) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  let isWhole = true;
  let refused: string | null = null;
  try {
    for await (const piece of decompressed(counted(), artifact.compression)) {
      await translator.push(artifact.compression === 'none' ? Buffer.from(piece) : piece);
      if (bytes < MOST_BYTES || bytes >= artifact.bytes) continue;
      isWhole = false;
      break;
    }
    if (isWhole) await translator.finish();
  } catch (error) {
    if (!(error instanceof AppError) || !REFUSALS.has(error.code)) throw error;
    refused = error.message;
  }
  const sandbox = { id: 'sandbox-line', text: 'The first line, which only the client of MariaDB knows, is left out.' };
  const found = fixUps.list();
  const hasLine = found.some(({ id }) => id === sandbox.id);
  return { from: source.name, isWhole, refused, fixUps: translator.sandboxLine && !hasLine ? [sandbox, ...found] : found };
}
