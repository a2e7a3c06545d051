import { compressed } from '../compression/compressed.ts';
import type { ListedFile } from './file-list.ts';
import { FILE_LIST_FORMAT, FILE_LIST_VERSION, lineOf } from './file-list-format.ts';
import { sortedByPath } from './sort-by-path.ts';

const LINES_AT_ONCE = 500;

/**
 * Writes the list of a state, sorted by path, in the format of docs/manifest.md. Resolves when `write` has taken the last piece; rejects with what
 * `write` throws, and with the reason of `signal` when that is aborted.
 */
export async function writeFileList(
  entries: readonly ListedFile[],
  write: (chunk: Buffer) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  for await (const chunk of compressed(linesOf(sortedByPath(entries)), 'gzip')) {
    signal?.throwIfAborted();
    await write(chunk);
  }
}

async function* linesOf(entries: readonly ListedFile[]): AsyncGenerator<Buffer, void, undefined> {
  yield Buffer.from(`${JSON.stringify({ format: FILE_LIST_FORMAT, version: FILE_LIST_VERSION, entries: entries.length })}\n`);
  for (let from = 0; from < entries.length; from += LINES_AT_ONCE) {
    const lines = entries.slice(from, from + LINES_AT_ONCE).map(lineOf);
    yield Buffer.from(`${lines.join('\n')}\n`);
  }
}
