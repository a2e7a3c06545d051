import * as z from 'zod';
import { BackupId } from '../../shared/model/ids.ts';
import { AppError } from '../errors/app-error.ts';
import { decodeAll, decodeMaybe, flag } from './decode.ts';
import type { Sql } from './sql.ts';

/** What the operator put on a backup, apart from its manifest, which never changes. */
export const Annotation = z.object({
  backupId: BackupId,
  /** Null: what the manifest says. */
  label: z.string().nullable(),
  note: z.string(),
  /** Forbids deletion by retention. */
  held: z.boolean(),
});
export type Annotation = z.infer<typeof Annotation>;

/** What to change; what is absent stays. */
export type AnnotationChange = Partial<Omit<Annotation, 'backupId'>>;

const Row = z.object({ ...Annotation.shape, held: flag });
const SELECT = 'SELECT id AS backupId, label_now AS label, note, held FROM backup';

/** Null: no such backup. */
export function annotationOf(sql: Sql, backupId: BackupId): Annotation | null {
  return decodeMaybe(Row, 'backup', sql.get(`${SELECT} WHERE id = :backupId`, { backupId }));
}

/** Of every backup that has any. */
export function allAnnotations(sql: Sql): readonly Annotation[] {
  return decodeAll(Row, 'backup', sql.all(`${SELECT} WHERE label_now IS NOT NULL OR note <> '' OR held = 1 ORDER BY id`));
}

/** Changes what is given and leaves the rest; returns what holds then. Throws `backup.not-found`. */
export function annotate(sql: Sql, backupId: BackupId, change: AnnotationChange): Annotation {
  return sql.atomically(() => {
    const before = annotationOf(sql, backupId);
    if (before === null) throw new AppError('backup.not-found', { detail: backupId });
    const after: Annotation = { ...before, ...change };
    sql.run('UPDATE backup SET label_now = :label, note = :note, held = :held WHERE id = :backupId', {
      backupId,
      label: after.label,
      note: after.note,
      held: Number(after.held),
    });
    return after;
  });
}
