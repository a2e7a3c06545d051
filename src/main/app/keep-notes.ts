import { isFolderPlace, type Place } from '../../shared/model/place.ts';
import type { Annotation } from '../catalog/annotations.ts';
import { readNotes, restoreNotes, writeNotes } from '../catalog/notes-file.ts';
import { assertPlaceIsThere } from '../places/place-marker.ts';
import { errnoOf } from '../support/durable-files.ts';
import type { Modules } from './modules.ts';

/**
 * Keeps the operator's labels, notes and holds beside the copies as well, in every folder place that is there (this computer, drives that are plugged in), so
 * that a rebuild from any of them knows them again. A drive that was away catches up with the next change. The catalog is what counts: what cannot be
 * written is only logged.
 *
 * Returned is what to call after each change; changes follow each other, and it never rejects.
 */
export function createNotesKeeper({ catalog, logger }: Pick<Modules, 'catalog' | 'logger'>): (changed: Annotation) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  async function into(folder: string, notes: readonly Annotation[]): Promise<void> {
    try {
      const refused = await writeNotes(folder, notes);
      if (refused !== null) logger.warn('notes.not-kept', { folder, reason: refused });
    } catch (error) {
      logger.warn('notes.not-kept', { folder, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return (changed) => {
    const notes = [...catalog.backups.annotations(), changed];
    const places = catalog.places.list().filter(isFolderPlace);
    last = last.then(async () => {
      for (const place of places) {
        const isThere = await assertPlaceIsThere(place).then(
          () => true,
          () => false,
        );
        if (isThere) await into(place.folder, notes);
      }
    });
    return last;
  };
}

/** What became of the notes beside the copies of a place: how many backups have theirs again, and why the rest has not. Null: nothing is missing. */
export interface RestoredNotes {
  readonly backups: number;
  readonly problem: string | null;
}

/** After a rebuild from a place: what lies beside its copies and the catalog lost. A file that cannot be read is told, not thrown: the rebuild holds all the same. */
export async function restoreNotesOf({ catalog }: Pick<Modules, 'catalog'>, place: Place): Promise<RestoredNotes> {
  if (!isFolderPlace(place)) return { backups: 0, problem: null };
  try {
    const reading = await readNotes(place.folder);
    if (reading.state !== 'read') return { backups: 0, problem: reading.reason };
    return { backups: restoreNotes(catalog, reading.notes).length, problem: null };
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return { backups: 0, problem: error instanceof Error ? error.message : String(error) };
  }
}
