import { compressed } from '../compression/compressed.ts';
import { UnreadableError } from '../compression/unreadable-error.ts';
import { AppError } from '../errors/app-error.ts';
import type { Compression } from '../../shared/model/preflight.ts';
import { type ChainArchive, copyFromArchive, differs, keyOf, type WantedFiles } from './copy-from-archive.ts';
import type { ListedFile } from './file-list.ts';
import { sortedByPath } from './sort-by-path.ts';
import { TAR_END, tarHeader } from './tar-writer.ts';

export type { ChainArchive } from './copy-from-archive.ts';

export interface SyntheticFullOptions {
  /** The state to build, with `at` as index into `archives`. */
  readonly list: readonly ListedFile[];
  /** Of the chain, oldest first. */
  readonly archives: readonly ChainArchive[];
  /** Of the result: what `canCompress` allows. */
  readonly compression: Compression;
  /** Takes the bytes of the result; the next ones come when it resolves. */
  readonly write: (chunk: Buffer) => Promise<void>;
  readonly signal: AbortSignal;
  /** Bytes of the chain's archives read so far, as they lie there. */
  readonly onBytes?: (bytes: number) => void;
}

export interface SyntheticFull {
  /** The same state, whose bytes now lie in the one archive: `at` is 0. Sorted by path. */
  readonly list: readonly ListedFile[];
  readonly uncompressedBytes: number;
}

/**
 * Builds a full archive of a state out of the archives of its chain, each read once as a stream. Every file is hashed while it is copied. Rejects with
 * `archive.chain-differs` when one is missing or not what the list says, with `archive.unreadable`, and with the reason of `signal`; what was written then
 * is worthless. Sockets, devices and pipes hold no data and are left out.
 *
 * Folders stand behind their content, the deepest first: tar makes a folder that is missing, and sets the rights and times of a folder when it comes to its
 * entry. As the files of a folder come from several archives, an entry before them would be undone by the last of them (GNU tar), or would keep them out
 * (a folder without the right to write).
 */
export async function buildSyntheticFull(options: SyntheticFullOptions): Promise<SyntheticFull> {
  const { compression, write, signal } = options;
  const list = sortedByPath(options.list);
  let uncompressedBytes = 0;
  async function* counted(): AsyncGenerator<Buffer, void, undefined> {
    for await (const piece of entriesOf({ ...options, list })) {
      signal.throwIfAborted();
      uncompressedBytes += piece.length;
      yield piece;
    }
  }
  for await (const chunk of compressed(counted(), compression)) await write(chunk);
  signal.throwIfAborted();
  return { list: list.map((file) => ({ ...file, at: 0 })), uncompressedBytes };
}

async function* entriesOf({ list, archives, signal, onBytes }: SyntheticFullOptions): AsyncGenerator<Buffer, void, undefined> {
  const wanted = wantedOf(list, archives.length);
  let bytes = 0;
  for (const [index, archive] of archives.entries()) {
    const files = wanted[index]!;
    if (files.size === 0) continue;
    const watched = { ...archive, open: () => watch(archive.open()) };
    try {
      yield* copyFromArchive(watched, files);
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      throw new AppError('archive.unreadable', { detail: `archive ${index + 1} of ${archives.length}: ${error.message}`, cause: error });
    }
    for (const file of files.values()) throw differs(file, `is not in archive ${index + 1} of ${archives.length}`);
  }
  for (const link of list.filter((file) => file.type === 'link')) yield tarHeader(link);
  for (const folder of list.filter((file) => file.type === 'folder').toReversed()) yield tarHeader(folder);
  yield TAR_END;

  async function* watch(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of chunks) {
      signal.throwIfAborted();
      bytes += chunk.length;
      onBytes?.(bytes);
      yield chunk;
    }
  }
}

function wantedOf(list: readonly ListedFile[], archives: number): readonly WantedFiles[] {
  const wanted = Array.from({ length: archives }, (): WantedFiles => new Map());
  for (const file of list) {
    if (file.type !== 'file') continue;
    const files = wanted[file.at];
    if (files === undefined) throw differs(file, `lies in archive ${file.at + 1} of ${archives}`);
    files.set(keyOf(file.path), file);
  }
  return wanted;
}
