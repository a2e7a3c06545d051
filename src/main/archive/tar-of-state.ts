import { UnreadableError } from '../compression/unreadable-error.ts';
import { AppError } from '../errors/app-error.ts';
import { type ChainArchive, copyFromArchive, differs, keyOf, type NameOf, type WantedFiles } from './copy-from-archive.ts';
import type { ListedFile } from './file-list.ts';
import { TAR_END, tarHeader } from './tar-writer.ts';

export interface StateTarOptions {
  /** What the tar is to hold, with `at` as index into `archives`; sorted by path. */
  readonly list: readonly ListedFile[];
  /** Of the chain, oldest first. */
  readonly archives: readonly ChainArchive[];
  readonly signal: AbortSignal;
  /** Bytes of the chain's archives read so far, as they lie there. */
  readonly onBytes?: (bytes: number) => void;
  /** Called before an archive is read. */
  readonly onArchive?: (index: number) => void;
  /** What an entry is called in the tar; default: as in the list. */
  readonly nameOf?: NameOf;
}

/**
 * One tar of exactly these entries out of the archives of their chain, each read once as a stream and no further than to the last file that is wanted.
 * Every file is hashed while it is copied, and its last piece comes only when the hash is right. Throws `archive.chain-differs` when one is missing or not what
 * the list says, `archive.unreadable`, the reason of `signal`, and what reading throws. Sockets, devices and pipes hold no data and are left out.
 *
 * Folders stand behind their content, the deepest first: tar makes a folder that is missing, and sets the rights and times of a folder when it comes to its
 * entry. As the files of a folder come from several archives, an entry before them would be undone by the last of them (GNU tar), or would keep them out
 * (a folder without the right to write).
 */
export async function* tarOfState(options: StateTarOptions): AsyncGenerator<Buffer, void, undefined> {
  const { list, archives, signal, onBytes, onArchive, nameOf } = options;
  const named = namedBy(nameOf);
  const wanted = wantedOf(list, archives.length);
  let bytes = 0;
  for (const [index, archive] of archives.entries()) {
    const files = wanted[index]!;
    if (files.size === 0) continue;
    onArchive?.(index);
    const watched = { ...archive, open: () => watch(archive.open()) };
    try {
      yield* copyFromArchive(watched, files, nameOf);
    } catch (error) {
      if (!(error instanceof UnreadableError)) throw error;
      throw new AppError('archive.unreadable', { detail: `archive ${index + 1} of ${archives.length}: ${error.message}`, cause: error });
    }
    for (const file of files.values()) throw differs(file, `is not in archive ${index + 1} of ${archives.length}`);
  }
  yield* endOfState(list.filter(({ type }) => type !== 'file').map(named));

  async function* watch(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of chunks) {
      signal.throwIfAborted();
      bytes += chunk.length;
      onBytes?.(bytes);
      yield chunk;
    }
  }
}

/** What stands behind the files of a state: its links, its folders, the end mark. */
export function* endOfState(named: readonly ListedFile[]): Generator<Buffer, void, undefined> {
  for (const entry of named) if (entry.type === 'link') yield tarHeader(entry);
  for (const entry of named.toReversed()) if (entry.type === 'folder') yield tarHeader(entry);
  yield TAR_END;
}

export function namedBy(nameOf: NameOf | undefined): (entry: ListedFile) => ListedFile {
  return (entry) => (nameOf === undefined ? entry : { ...entry, path: nameOf(entry.path) });
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
