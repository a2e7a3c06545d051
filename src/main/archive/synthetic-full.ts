import { compressed } from '../compression/compressed.ts';
import type { Compression } from '../../shared/model/preflight.ts';
import type { ChainArchive } from './copy-from-archive.ts';
import type { ListedFile } from './file-list.ts';
import { sortedByPath } from './sort-by-path.ts';
import { tarOfState } from './tar-of-state.ts';

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
 * is worthless. Sockets, devices and pipes hold no data and are left out. Folders stand behind their content, see `tarOfState`.
 */
export async function buildSyntheticFull(options: SyntheticFullOptions): Promise<SyntheticFull> {
  const { compression, write, signal } = options;
  const list = sortedByPath(options.list);
  let uncompressedBytes = 0;
  async function* counted(): AsyncGenerator<Buffer, void, undefined> {
    for await (const piece of tarOfState({ ...options, list })) {
      signal.throwIfAborted();
      uncompressedBytes += piece.length;
      yield piece;
    }
  }
  for await (const chunk of compressed(counted(), compression)) await write(chunk);
  signal.throwIfAborted();
  return { list: list.map((file) => ({ ...file, at: 0 })), uncompressedBytes };
}
