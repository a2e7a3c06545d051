import type { PlaceId } from '../../shared/model/ids.ts';
import { isFolderPlace, type Place } from '../../shared/model/place.ts';
import type { Annotation } from '../catalog/annotations.ts';
import { type NotesReading, restoreNotes } from '../catalog/notes-file.ts';
import { AppError } from '../errors/app-error.ts';
import type { CopyStore } from '../places/copy-store.ts';
import { assertPlaceIsThere } from '../places/place-marker.ts';
import { errnoOf } from '../support/durable-files.ts';
import type { Modules } from './modules.ts';
import { readNotesIn, writeNotesIn } from './place-notes.ts';

type NotesModules = Pick<Modules, 'catalog' | 'logger' | 'stores'>;

/** What is being written in each place: changes of one file follow each other, whoever makes them. */
const turns = new Map<PlaceId, Promise<void>>();

/**
 * Keeps the operator's labels, notes and holds beside the copies as well, in every place that is there, so that a rebuild from any of them knows them again.
 * One that was away catches up with the next change and with the next copy that is brought there. The catalog is what counts: what cannot be written is
 * only logged.
 *
 * Returned is what to call after each change. It never rejects, and waits for folders of this computer and drives alone: a line that is down must not keep
 * the operator waiting.
 */
export function createNotesKeeper(modules: NotesModules & Pick<Modules, 'closing'>): (changed: Annotation) => Promise<void> {
  const { catalog, closing } = modules;
  return async (changed) => {
    const notes = [...catalog.backups.annotations(), changed];
    const near = catalog.places.list().flatMap((place) => {
      const kept = keepNotesIn(modules, place, notes, closing);
      return isFolderPlace(place) ? [kept] : [];
    });
    await Promise.all(near);
  };
}

/** Keeps notes in one place, after what is being written there. Never rejects; a folder that is away is left for another time. */
export function keepNotesIn(modules: NotesModules, place: Place, notes: readonly Annotation[], signal: AbortSignal): Promise<void> {
  const turn = (turns.get(place.id) ?? Promise.resolve()).then(() => keep(modules, place, notes, signal));
  turns.set(place.id, turn);
  return turn;
}

async function keep({ logger, stores }: NotesModules, place: Place, notes: readonly Annotation[], signal: AbortSignal): Promise<void> {
  const { id: placeId } = place;
  try {
    if (isFolderPlace(place) && !(await isThere(place))) return;
    const refused = await writeNotesIn(await stores.storeOf(placeId), notes, signal);
    if (refused !== null) logger.warn('notes.not-kept', { placeId, reason: refused });
  } catch (error) {
    logger.warn('notes.not-kept', { placeId, reason: error instanceof Error ? error.message : String(error) });
  }
}

function isThere(place: Parameters<typeof assertPlaceIsThere>[0]): Promise<boolean> {
  return assertPlaceIsThere(place).then(
    () => true,
    () => false,
  );
}

/** What became of the notes beside the copies of a place: how many backups have theirs again, and why the rest has not. Null: nothing is missing. */
export interface RestoredNotes {
  readonly backups: number;
  readonly problem: string | null;
}

/** After a rebuild from a place: what lies beside its copies and the catalog lost. A file that cannot be read is told, not thrown: the rebuild holds all the same. */
export async function restoreNotesOf({ catalog }: Pick<Modules, 'catalog'>, store: CopyStore, signal: AbortSignal): Promise<RestoredNotes> {
  let reading: NotesReading;
  try {
    reading = await readNotesIn(store, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AppError) && errnoOf(error) === '') throw error;
    return { backups: 0, problem: error instanceof Error ? error.message : String(error) };
  }
  if (reading.state !== 'read') return { backups: 0, problem: reading.reason };
  return { backups: restoreNotes(catalog, reading.notes).length, problem: null };
}
