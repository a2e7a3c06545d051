import type { DumpIndex } from './dump-index.ts';
import { DumpLexer } from './dump-lexer.ts';
import { StatementReader } from './statement-reader.ts';

/** Reads a decompressed dump in chunks of any size and keeps only the index. Synchronous; for the main process see dump-indexer.ts. */
export interface DumpReader {
  /** The chunk may be reused by the caller when the call returns. */
  push(chunk: Buffer): void;
  /**
   * What the dump holds: what an import of its complete statements would leave behind. Damage does not throw: a statement that is cut off is left
   * out and `trailer` is false, whatever was found before. Call once, after the last push.
   */
  finish(): DumpIndex;
}

export function createDumpReader(): DumpReader {
  const statements = new StatementReader();
  const lexer = new DumpLexer(statements);
  let bytes = 0;
  return {
    push(chunk) {
      bytes += chunk.length;
      lexer.push(chunk);
    },
    finish() {
      lexer.finish();
      return { ...statements.result(), uncompressedBytes: bytes };
    },
  };
}
