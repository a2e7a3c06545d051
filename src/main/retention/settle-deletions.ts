import { filesOf } from '../../shared/model/artifact.ts';
import type { PlaceId } from '../../shared/model/ids.ts';
import { BIN_DAYS } from '../../shared/model/retention.ts';
import type { DeletionRecord } from '../catalog/deletions.ts';
import type { Catalog } from '../catalog/open-catalog.ts';
import type { CopyStore, FoundFile } from '../places/copy-store.ts';
import { type Clock, instantOf } from '../support/clock.ts';

const DAY_MS = 86_400_000;
const MANIFEST = 'manifest.json';

export interface Settling {
  readonly catalog: Pick<Catalog, 'backups' | 'deletions'>;
  readonly store: CopyStore;
  readonly clock: Clock;
}

/** What a deletion came to that was begun. `undone`: the copy is there and counts again. */
export type Settled = 'bin' | 'gone' | 'undone';

/** Deletions this process is doing at this moment: theirs is to end them. One process works with a catalog at a time. */
const underway = new Set<string>();

/** Does the work of a deletion that was begun; until it has ended nobody settles it. */
export async function whileUnderway<T>(id: string, work: () => Promise<T>): Promise<T> {
  underway.add(id);
  try {
    return await work();
  } finally {
    underway.delete(id);
  }
}

/** Begun by a run that died, or that could not reach the place any more. */
export function unsettledIn({ deletions }: Pick<Catalog, 'deletions'>, placeId: PlaceId): readonly DeletionRecord[] {
  return deletions.unsettled(placeId).filter(({ id }) => !underway.has(id));
}

/** When something that goes to the bin now goes for good, UTC. */
export function goneAtFrom(clock: Clock): string {
  return new Date(clock.now() + BIN_DAYS * DAY_MS).toISOString();
}

/** The place has done it: `bin` says where it lies now, null: nowhere. */
export function finish({ catalog, clock }: Settling, id: string, bin: string | null): Settled {
  catalog.deletions.finish(id, bin, bin === null ? instantOf(clock) : goneAtFrom(clock));
  return bin === null ? 'gone' : 'bin';
}

/**
 * Ends the deletions of a place that an earlier run had begun when it died, by what lies there: a whole copy counts again unless another one has replaced it, one
 * that is in the bin is in the bin, and what is left of one that was being removed file by file is removed. Call it before anything is planned. Throws what the store throws.
 */
export async function settleDeletions(settling: Settling, signal: AbortSignal): Promise<readonly DeletionRecord[]> {
  const unsettled = unsettledIn(settling.catalog, settling.store.place.id);
  for (const deletion of unsettled) await settle(settling, deletion, signal);
  return unsettled;
}

/** One of them. Safe to repeat. */
export async function settle(settling: Settling, deletion: DeletionRecord, signal: AbortSignal): Promise<Settled> {
  const { catalog, store } = settling;
  const { id, copy, backupId } = deletion;
  const files = await store.look(copy.location, signal);
  if (files === null) return finish(settling, id, await binOf(settling, deletion, signal));
  // A damaged copy that was replaced by a good one beside it must not take its place in the catalog again.
  const isReplaced = catalog.backups
    .copiesOf(backupId)
    .some(({ placeId, location }) => placeId === copy.placeId && location !== copy.location);
  if (!isReplaced && isWhole(settling, deletion, files)) {
    catalog.deletions.undo(id);
    return 'undone';
  }
  const { bin } = await store.remove(copy.location, signal);
  return finish(settling, id, bin);
}

function isWhole({ catalog }: Settling, { backupId }: DeletionRecord, files: ReadonlyMap<string, FoundFile>): boolean {
  const artifacts = catalog.backups.find(backupId)?.artifacts ?? [];
  return files.has(MANIFEST) && artifacts.flatMap(filesOf).every(({ file, bytes }) => files.get(file)?.bytes === bytes);
}

/** Where the place put it in the moment before the catalog could write it down: the newest of that location. Null: the place has no bin. */
async function binOf({ store }: Settling, { copy }: DeletionRecord, signal: AbortSignal): Promise<string | null> {
  let newest: { readonly bin: string; readonly removedAt: string } | null = null;
  if (store.bins === undefined) return null;
  for await (const binned of store.bins(signal)) {
    if (binned.location === copy.location && (newest === null || binned.removedAt >= newest.removedAt)) newest = binned;
  }
  return newest?.bin ?? null;
}
