import type { NameOf } from '../../archive/copy-from-archive.ts';
import type { ListedFile } from '../../archive/file-list.ts';
import { tarOfState } from '../../archive/tar-of-state.ts';
import type { MediaWork } from './media-work.ts';
import { openChain } from './read-chain.ts';
import { openZipFiles } from './read-zip.ts';

/** The files of a backup, wherever their bytes lie; each from the first of its copies that holds. */
export interface ReadableFiles extends AsyncDisposable {
  /** A tar of exactly these entries; their files are compared with the list as they pass. Throws `archive.*`, `zip.*`, `copy.no-source`, `ssh.*`. */
  tarOf(list: readonly ListedFile[], nameOf: NameOf): AsyncGenerator<Buffer, void, undefined>;
  /** Rights the archive tells for sure, by the key of the path; null: all that the list says are. `paths`: below the site's root. Throws as `tarOf`. */
  saidModes(paths: readonly Buffer[]): Promise<ReadonlyMap<string, number> | null>;
  /** The copy that was read last is damaged: it is not read again. Returns where it lies, or null when none was read. */
  blame(): Promise<{ readonly place: string; readonly isLast: boolean } | null>;
}

/** Opens nothing before it is asked for. */
export function openFiles(work: MediaWork, signal: AbortSignal): ReadableFiles {
  if (work.zip !== undefined) return openZipFiles(work, work.zip, signal);
  const chain = openChain(work.links, signal);
  return {
    tarOf: (list, nameOf) => tarOfState({ list, archives: chain.archives, signal, onArchive: (index) => chain.begin(index), nameOf }),
    saidModes: () => Promise.resolve(null),
    blame: () => Promise.resolve(chain.blame()),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
