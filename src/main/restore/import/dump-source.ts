import type { Dump } from '../../../shared/model/dump.ts';
import type { ProofLevel } from '../../../shared/model/backup.ts';
import type { SourceId } from '../../../shared/model/ids.ts';
import type { CopyStore } from '../../places/copy-store.ts';
import { readFromZip } from './read-from-zip.ts';

/** The bytes of a dump as they lie in one place. */
export interface DumpSource {
  /** For people: the place's name. */
  readonly name: string;
  /** From `from` on; ends only when all of them came, a cut line throws. */
  read(from: number, signal: AbortSignal): AsyncIterable<Buffer>;
}

/** Of the zips of a source, the likeliest first; each is looked for only when the one before did not open the zip. */
export type ArchivePasswords = (sourceId: SourceId, signal: AbortSignal) => AsyncIterable<string>;

/** Where the bytes of a dump can be read. */
export interface DumpCopy {
  readonly store: CopyStore;
  readonly location: string;
  /** Absent: none is known. */
  readonly passwords?: ArchivePasswords;
}

/** A copy that could be read from. */
export interface CopyChoice extends DumpCopy {
  readonly level: ProofLevel;
}

export function copySource(copy: DumpCopy, dump: Pick<Dump, 'file' | 'bytes' | 'sourceId' | 'inZip'>): DumpSource {
  const { store, location } = copy;
  const { file, inZip } = dump;
  const read: DumpSource['read'] =
    inZip === undefined
      ? (from, signal) => store.read(location, file, from, signal)
      : (from, signal) => readFromZip(copy, { ...dump, inZip }, from, signal);
  return { name: store.place.name, read };
}

/** Better proof first; of the same proof the nearer place, as its bytes have the shorter way. Pure. */
export function nearestCopies(copies: readonly CopyChoice[]): readonly CopyChoice[] {
  return copies.toSorted((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level) || distance(a) - distance(b));
}

const LEVELS: readonly ProofLevel[] = ['present', 'intact', 'sound', 'proven'];
/** From this computer. */
const NEARNESS = ['this-computer', 'drive', 'server-folder', 's3'];

function distance({ store }: CopyChoice): number {
  const at = NEARNESS.indexOf(store.place.kind);
  return at === -1 ? NEARNESS.length : at;
}
