import type { DumpIndex } from '../../../src/main/dump-index/dump-index.ts';
import { createDumpReader } from '../../../src/main/dump-index/dump-reader.ts';

/** Indexes a dump given whole, or cut at `cuts` (positions in bytes, in order). */
export function readDump(dump: string | Buffer, cuts: readonly number[] = []): DumpIndex {
  const bytes = Buffer.from(dump as string);
  const reader = createDumpReader();
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    // A copy that is wiped afterwards: the reader may keep nothing of a chunk.
    const chunk = Buffer.from(bytes.subarray(from, cut));
    reader.push(chunk);
    chunk.fill(0x27);
    from = cut;
  }
  return reader.finish();
}

/** The same in chunks of one size. */
export function readInPieces(dump: string | Buffer, size: number): DumpIndex {
  const length = Buffer.byteLength(dump as string);
  return readDump(
    dump,
    Array.from({ length: Math.floor(length / size) }, (_, index) => (index + 1) * size),
  );
}

export function rowsOf(index: DumpIndex): Record<string, number | null> {
  return Object.fromEntries(index.inventory.tables.map((table) => [table.name, table.rows]));
}
