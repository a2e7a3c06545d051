import type { BackupId, SourceId } from '../../../shared/model/ids.ts';
import type { BackupEvidence, FilesEvidence } from '../../catalog/backup-evidence.ts';

export type Executables = ReadonlySet<string>;

/** The scripts and programs a list of files names; null: the list cannot be read here and now. */
export type ReadExecutables = (backupId: BackupId, files: FilesEvidence) => Promise<Executables | null>;

interface Held {
  readonly id: BackupId;
  readonly files: FilesEvidence;
}

/**
 * Scripts and programs among the files of each backup, with as few lists read as tell when each came: of each source the oldest and the newest, then the
 * middle wherever two that were read differ; between two alike all are taken to be alike. A source that a backup leaves out is as it was in the one before,
 * and before its first backup as it was there. Null: no files, or not known. `mayGoOn` false: nothing more is read.
 */
export async function spreadExecutables(
  oldestFirst: readonly BackupEvidence[],
  read: ReadExecutables,
  mayGoOn: () => boolean,
): Promise<ReadonlyMap<BackupId, Executables | null>> {
  const bySource = new Map<SourceId, Held[]>();
  for (const { id, files } of oldestFirst) {
    // What the server packed itself may hold the code of the site as well.
    for (const each of files.filter(({ foreign }) => !foreign)) {
      const others = bySource.get(each.sourceId);
      if (others === undefined) bySource.set(each.sourceId, [{ id, files: each }]);
      else others.push({ id, files: each });
    }
  }
  const known = new Map<SourceId, ReadonlyMap<BackupId, Executables>>();
  for (const [sourceId, held] of bySource) known.set(sourceId, await statesOf(held, read, mayGoOn));
  return unite(oldestFirst, known);
}

async function statesOf(held: readonly Held[], read: ReadExecutables, mayGoOn: () => boolean): Promise<ReadonlyMap<BackupId, Executables>> {
  const states = new Map<BackupId, Executables>();
  const tried = new Set<number>();
  const at = async (index: number): Promise<Executables | null> => {
    const one = held[index];
    if (one === undefined || tried.has(index) || !mayGoOn()) return null;
    tried.add(index);
    const found = await read(one.id, one.files);
    if (found !== null) states.set(one.id, found);
    return found;
  };
  const first = async (indexes: readonly number[]): Promise<readonly [number, Executables] | null> => {
    for (const index of indexes) {
      const found = await at(index);
      if (found !== null) return [index, found];
      if (!mayGoOn()) return null;
    }
    return null;
  };
  const all = held.map((_, index) => index);
  const newest = await first(all.toReversed());
  const oldest = await first(all);
  const open = newest === null || oldest === null ? [] : [[oldest, newest] as const];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [[from, older], [to, newer]] = pair;
    if (areSame(older, newer)) {
      for (const { id } of held.slice(from + 1, to)) states.set(id, newer);
      continue;
    }
    const middle = await first(fromTheMiddle(from, to));
    // The newer half first: what is proposed is the newest that will do.
    if (middle !== null) open.push([[from, older], middle], [middle, [to, newer]]);
  }
  return states;
}

function fromTheMiddle(from: number, to: number): readonly number[] {
  const middle = (from + to) / 2;
  return Array.from({ length: Math.max(0, to - from - 1) }, (_, index) => from + 1 + index).toSorted(
    (a, b) => Math.abs(a - middle) - Math.abs(b - middle),
  );
}

function areSame(one: Executables, other: Executables): boolean {
  return one.size === other.size && [...one].every((name) => other.has(name));
}

function unite(
  oldestFirst: readonly BackupEvidence[],
  known: ReadonlyMap<SourceId, ReadonlyMap<BackupId, Executables>>,
): ReadonlyMap<BackupId, Executables | null> {
  const last = new Map<SourceId, Executables>();
  for (const [sourceId, states] of known) {
    const first = oldestFirst.find(({ id }) => states.has(id));
    const state = first === undefined ? undefined : states.get(first.id);
    if (state !== undefined) last.set(sourceId, state);
  }
  const united = new Map<BackupId, Executables | null>();
  for (const { id, files } of oldestFirst) {
    const own = files.filter(({ foreign }) => !foreign);
    const states = own.map(({ sourceId }) => [sourceId, known.get(sourceId)?.get(id)] as const);
    for (const [sourceId, state] of states) if (state !== undefined) last.set(sourceId, state);
    const isKnown = own.length > 0 && states.every(([, state]) => state !== undefined);
    united.set(id, isKnown ? new Set([...last.values()].flatMap((state) => [...state])) : null);
  }
  return united;
}
