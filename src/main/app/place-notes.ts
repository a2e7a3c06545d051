import type * as z from 'zod';
import { isFolderPlace } from '../../shared/model/place.ts';
import type { Annotation } from '../catalog/annotations.ts';
import { NOTES_FILE, type NotesFile, type NotesReading, parseNotes, readNotes, writeNotes } from '../catalog/notes-file.ts';
import type { CopyStore } from '../places/copy-store.ts';

/** The notes beside the copies of a place; none where there is no file. Throws what the place says when it cannot be read. */
export async function readNotesIn({ place, top }: CopyStore, signal: AbortSignal): Promise<NotesReading> {
  if (isFolderPlace(place)) return readNotes(place.folder);
  const bytes = (await top?.read(NOTES_FILE, signal)) ?? null;
  return bytes === null ? { state: 'read', notes: [] } : parseNotes(bytes.toString('utf8'), `${place.name}: ${NOTES_FILE}`);
}

/**
 * Writes down what holds of some backups and leaves what is written there of all others, which may be of a catalog that was lost. One call at a time for
 * each place. Returns why nothing was written; null when it was, or was there already. Throws what the place says when it cannot be written.
 */
export async function writeNotesIn(store: CopyStore, notes: readonly Annotation[], signal: AbortSignal): Promise<string | null> {
  const { place, top } = store;
  if (isFolderPlace(place)) return writeNotes(place.folder, notes);
  const reading = await readNotesIn(store, signal);
  if (reading.state !== 'read') return reading.reason;
  const before = textOf(reading.notes);
  const after = textOf([...reading.notes, ...notes]);
  // A bucket with versions would keep one for each time that nothing changed.
  if (after !== before) await top?.replace(NOTES_FILE, Buffer.from(after), signal);
  return null;
}

/** Of each backup the last note counts, and one that says nothing is left out. */
function textOf(notes: readonly Annotation[]): string {
  const last = new Map(notes.map((note) => [note.backupId, note]));
  const kept = [...last.values()].filter(({ label, note, held }) => label !== null || note !== '' || held);
  const sorted = kept.toSorted((a, b) => (a.backupId < b.backupId ? -1 : 1));
  const file: z.input<typeof NotesFile> = { format: 'holdfast-notes', version: 1, notes: sorted };
  return `${JSON.stringify(file, null, 2)}\n`;
}
