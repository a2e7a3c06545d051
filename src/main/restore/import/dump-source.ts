import type { Artifact } from '../../../shared/model/artifact.ts';
import type { ProofLevel } from '../../../shared/model/backup.ts';
import type { CopyStore } from '../../places/copy-store.ts';

/** The bytes of a dump as they lie in one place. */
export interface DumpSource {
  /** For people: the place's name. */
  readonly name: string;
  /** From `from` on; ends only when all of them came, a cut line throws. */
  read(from: number, signal: AbortSignal): AsyncIterable<Buffer>;
}

/** A copy that could be read from. */
export interface CopyChoice {
  readonly store: CopyStore;
  readonly location: string;
  readonly level: ProofLevel;
}

export function copySource({ store, location }: Pick<CopyChoice, 'store' | 'location'>, artifact: Pick<Artifact, 'file'>): DumpSource {
  return { name: store.place.name, read: (from, signal) => store.read(location, artifact.file, from, signal) };
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
