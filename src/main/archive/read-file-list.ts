import * as z from 'zod';
import { decompressed } from '../compression/decompressed.ts';
import { UnreadableError } from '../compression/unreadable-error.ts';
import { AppError } from '../errors/app-error.ts';
import type { ListedFile } from './file-list.ts';
import { FILE_LIST_FORMAT, FILE_LIST_VERSION, FileListHead, fileOf } from './file-list-format.ts';
import { linesOf } from './lines.ts';

const AnyHead = z.object({ format: z.literal(FILE_LIST_FORMAT), version: z.int().positive() });

/**
 * Reads a list of files, given as the chunks of its gzip file, in the order of its paths. Throws `file-list.damaged` with the number of the line, and
 * `file-list.from-newer-app`; and what `chunks` throws.
 */
export async function* readFileList(chunks: AsyncIterable<Buffer>): AsyncGenerator<ListedFile, void, undefined> {
  for await (const files of batchesOf(chunks)) yield* files;
}

/** All of a list at once; see `readFileList`. */
export async function loadFileList(chunks: AsyncIterable<Buffer>): Promise<readonly ListedFile[]> {
  const all: ListedFile[] = [];
  for await (const files of batchesOf(chunks)) all.push(...files);
  return all;
}

async function* batchesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly ListedFile[], void, undefined> {
  const lines = new ListReader();
  try {
    for await (const batch of linesOf(decompressed(chunks, 'gzip'))) yield batch.flatMap((line) => lines.take(line) ?? []);
  } catch (error) {
    if (error instanceof UnreadableError) throw damaged(error.message, error);
    throw error;
  }
  lines.finish();
}

class ListReader {
  private number = 0;
  private expected = 0;
  private before: Buffer | null = null;

  /** Null for the head. */
  take(line: string): ListedFile | null {
    const number = ++this.number;
    const json = parsed(line, number);
    if (number === 1) {
      this.expected = entriesOf(json);
      return null;
    }
    const file = fileOf(json);
    if (file === null) throw damaged(`line ${number} is no entry`);
    if (this.before !== null && this.before.compare(file.path) >= 0) throw damaged(`line ${number} stands in the wrong place`);
    this.before = file.path;
    return file;
  }

  finish(): void {
    if (this.number === 0) throw damaged('it is empty');
    if (this.number - 1 !== this.expected) throw damaged(`it has ${this.number - 1} entries instead of ${this.expected}`);
  }
}

function entriesOf(json: unknown): number {
  const head = AnyHead.safeParse(json);
  if (!head.success) throw damaged('it does not begin as a list of files does');
  if (head.data.version > FILE_LIST_VERSION) throw new AppError('file-list.from-newer-app', { detail: `version ${head.data.version}` });
  const known = FileListHead.safeParse(json);
  if (!known.success) throw damaged('its first line is incomplete');
  return known.data.entries;
}

function parsed(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw damaged(`line ${number} is not readable`);
  }
}

function damaged(detail: string, cause?: unknown): AppError {
  return new AppError('file-list.damaged', { detail, cause });
}
