import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { BackupId } from '../../shared/model/ids.ts';
import { errnoOf, replaceFile } from '../support/durable-files.ts';
import { Annotation } from './annotations.ts';
import type { Catalog } from './open-catalog.ts';

/** Lies at the top of a folder place. */
export const NOTES_FILE = 'holdfast-notes.json';

/**
 * What the operator put on backups, beside the copies: labels, notes and holds are in no manifest, which never changes, and the catalog can be lost.
 * An entry for each backup that has any.
 */
export const NotesFile = z.object({
  format: z.literal('holdfast-notes'),
  version: z.literal(1),
  notes: z.array(Annotation),
});

/** `newer`: of a newer Holdfast; `damaged`: not readable as notes. Both are left as they are. */
export type NotesReading =
  | { readonly state: 'read'; readonly notes: readonly Annotation[] }
  | { readonly state: 'newer' | 'damaged'; readonly reason: string };

/** The notes in the folder of a place; none where there is no file. Throws what the system says of a folder that cannot be read. */
export async function readNotes(folder: string): Promise<NotesReading> {
  const path = join(folder, NOTES_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { state: 'read', notes: [] };
    throw error;
  }
  return parseNotes(text, path);
}

/** Pure. `path`: for the reason. */
export function parseNotes(text: string, path: string): NotesReading {
  const json = parsed(text);
  const known = NotesFile.safeParse(json);
  if (known.success) return { state: 'read', notes: known.data.notes };
  const newer = z.object({ format: z.literal('holdfast-notes'), version: z.int().min(2) }).safeParse(json);
  if (newer.success) return { state: 'newer', reason: `${path} was written by a newer Holdfast.` };
  return { state: 'damaged', reason: `${path} cannot be read as notes: ${z.prettifyError(known.error)}` };
}

/**
 * Writes down what holds of some backups in the folder of a place, in one step, and leaves what is written there of all others: they may be of a catalog that
 * was lost. One call at a time for each folder. Returns why nothing was written; null when it was. Throws what the system says of a folder that
 * cannot be written.
 */
export async function writeNotes(folder: string, notes: readonly Annotation[]): Promise<string | null> {
  const reading = await readNotes(folder);
  if (reading.state !== 'read') return reading.reason;
  const entries = new Map([...reading.notes, ...notes].map((note) => [note.backupId, note]));
  const kept = [...entries.values()].filter(saysSomething).toSorted((a, b) => (a.backupId < b.backupId ? -1 : 1));
  const file: z.input<typeof NotesFile> = { format: 'holdfast-notes', version: 1, notes: kept };
  await replaceFile(join(folder, NOTES_FILE), `${JSON.stringify(file, null, 2)}\n`);
  return null;
}

/**
 * What notes from beside the copies say of backups the catalog knows without any of its own, as after a rebuild; what the catalog has stays. Returns the
 * backups that have their notes again.
 */
export function restoreNotes(
  { backups, atomically }: Pick<Catalog, 'backups' | 'atomically'>,
  notes: readonly Annotation[],
): readonly BackupId[] {
  return atomically(() =>
    notes.flatMap(({ backupId, ...note }) => {
      const known = backups.annotationOf(backupId);
      if (known === null || saysSomething(known)) return [];
      backups.annotate(backupId, note);
      return [backupId];
    }),
  );
}

function saysSomething({ label, note, held }: Annotation): boolean {
  return label !== null || note !== '' || held;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
