import { createHash } from 'node:crypto';
import type { FileListFile } from '../../../shared/model/artifact.ts';
import type { ChainArchive } from '../../archive/copy-from-archive.ts';
import type { ListedFile } from '../../archive/file-list.ts';
import { loadFileList } from '../../archive/read-file-list.ts';
import { AppError } from '../../errors/app-error.ts';
import type { MediaCopy, MediaLink, MediaWork } from './media-work.ts';
import { stateInZip } from './zip-layout.ts';

/**
 * The list of all files of the state, from the first copy whose bytes are those that were recorded. Throws `backup.file-list-missing`, and the reason of the signal.
 */
export async function readStateList({ artifact, links, zip }: MediaWork, signal: AbortSignal): Promise<readonly ListedFile[]> {
  const list = await readFileListIn(links.at(-1)?.copies ?? [], artifact.fileList, signal);
  return zip === undefined ? list : stateInZip(list, zip);
}

/** A list of files as it lies beside its archive. Throws as `readStateList`. */
export async function readFileListIn(
  copies: readonly MediaCopy[],
  { file, sha256 }: FileListFile,
  signal: AbortSignal,
): Promise<readonly ListedFile[]> {
  const faults: string[] = [];
  for (const { store, location } of copies) {
    try {
      return await loadFileList(checked(store.read(location, file, 0, signal), sha256, file));
    } catch (error) {
      signal.throwIfAborted();
      faults.push(`${store.place.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new AppError('backup.file-list-missing', { detail: [file, ...faults].join('\n') });
}

async function* checked(chunks: AsyncIterable<Buffer>, sha256: string, file: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== sha256) throw new Error(`${file} was changed since it was made`);
}

/** The archives of a chain, each read from the first of its copies that holds. */
export interface ReadableChain {
  readonly archives: readonly ChainArchive[];
  /** An archive is being read from its beginning. */
  begin(index: number): void;
  /** The copy that was read last is damaged: it is not read again. Returns where it lies, or null when there is no other one left. */
  blame(): { readonly place: string; readonly isLast: boolean } | null;
}

/**
 * Opens the archives of a chain. A copy that can no longer be read in the middle is left, and the next one goes on at the same byte: they are the same bytes,
 * and each file is checked against its hash in any case.
 */
export function openChain(links: readonly MediaLink[], signal: AbortSignal): ReadableChain {
  const damaged = new Set<MediaCopy>();
  let reading = 0;
  let last: MediaCopy | null = null;

  async function* read({ artifact, copies }: MediaLink): AsyncGenerator<Buffer, void, undefined> {
    const faults: string[] = [];
    let from = 0;
    for (const copy of copies) {
      if (damaged.has(copy)) continue;
      last = copy;
      try {
        for await (const chunk of copy.store.read(copy.location, artifact.file, from, signal)) {
          from += chunk.length;
          yield chunk;
        }
        return;
      } catch (error) {
        signal.throwIfAborted();
        faults.push(`${copy.store.place.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    throw new AppError('copy.no-source', { detail: [artifact.file, ...faults].join('\n') });
  }

  return {
    archives: links.map((link) => ({ compression: link.artifact.compression, open: () => read(link) })),
    begin(index) {
      reading = index;
      last = null;
    },
    blame() {
      if (last === null) return null;
      damaged.add(last);
      const isLast = (links[reading]?.copies ?? []).every((copy) => damaged.has(copy));
      return { place: last.store.place.name, isLast };
    },
  };
}
