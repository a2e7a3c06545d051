import type { PlatformPath } from 'node:path';
import * as z from 'zod';
import type { BackupId, PlaceId } from '../../shared/model/ids.ts';
import { Copy, Proof } from '../../shared/model/backup.ts';
import { firstProof } from '../../shared/model/proof.ts';
import { AppError } from '../errors/app-error.ts';
import { decodeAll, json } from './decode.ts';
import type { Sql, SqlValues } from './sql.ts';

const CopyRow = z
  .object({ ...Copy.shape, ...Proof.shape, failure: json(Proof.shape.failure.unwrap()).nullable() })
  .omit({ proof: true })
  .transform(({ backupId, placeId, location, ...proof }): Copy => ({ backupId, placeId, location, proof }));

const DeletedRow = z.object({ id: z.string(), copy: json(Copy) });

const SELECT = `
  SELECT copy.backup_id AS backupId, place_id AS placeId, location, level, present_at AS presentAt, intact_at AS intactAt,
    sound_at AS soundAt, proven_at AS provenAt, failure
  FROM copy`;

/** `from`: the rest of the statement, which says whose copies. */
export function selectCopies(sql: Sql, from: string, values: SqlValues): readonly Copy[] {
  return decodeAll(CopyRow, 'copy', sql.all(`${SELECT} ${from}`, values));
}

export function putCopy(sql: Sql, copy: Copy): void {
  sql.run(
    `INSERT INTO copy (backup_id, place_id, location, level, present_at, intact_at, sound_at, proven_at, failure,
       site_id, started_at, bytes, whole)
     VALUES (:backupId, :placeId, :location, :level, :presentAt, :intactAt, :soundAt, :provenAt, :failure,
       (SELECT site_id FROM backup WHERE id = :backupId), (SELECT started_at FROM backup WHERE id = :backupId),
       (SELECT bytes FROM backup WHERE id = :backupId), (SELECT whole FROM backup WHERE id = :backupId))
     ON CONFLICT (backup_id, place_id) DO UPDATE SET location = excluded.location, level = excluded.level, present_at = excluded.present_at,
       intact_at = excluded.intact_at, sound_at = excluded.sound_at, proven_at = excluded.proven_at, failure = excluded.failure`,
    { backupId: copy.backupId, placeId: copy.placeId, location: copy.location, ...valuesOf(copy.proof) },
  );
}

/** Throws `backup.not-found` when there is no such copy. */
export function updateProof(sql: Sql, backupId: BackupId, placeId: PlaceId, proof: Proof): void {
  const changed = sql.run(
    `UPDATE copy SET level = :level, present_at = :presentAt, intact_at = :intactAt, sound_at = :soundAt, proven_at = :provenAt,
       failure = :failure
     WHERE backup_id = :backupId AND place_id = :placeId`,
    { backupId, placeId, ...valuesOf(proof) },
  );
  if (changed === 0) throw new AppError('backup.not-found', { detail: `${backupId} has no copy in place ${placeId}` });
}

/** Where the copies of a place lay and lie now. */
export interface Move {
  readonly from: string;
  readonly to: string;
  /** How paths are written there: as on this computer, or with `/` (S3, servers). */
  readonly paths: Pick<PlatformPath, 'basename' | 'dirname' | 'isAbsolute' | 'join' | 'relative'>;
  /** They are the same bytes under another path. */
  readonly keepsProof: boolean;
}

/**
 * The copies of a place that lies elsewhere now: looked for there, with nothing shown of them unless they are the same bytes. So are those that are being
 * deleted or lie in the bin: by where they lay is told what became of them.
 */
export function moveCopies(sql: Sql, placeId: PlaceId, move: Move): void {
  for (const copy of selectCopies(sql, 'WHERE place_id = :placeId', { placeId })) putCopy(sql, movedCopy(move, copy));
  const deletions = sql.all("SELECT id, copy FROM deletion WHERE place_id = :placeId AND state IN ('deleting', 'bin')", { placeId });
  for (const { id, copy } of decodeAll(DeletedRow, 'deletion', deletions)) {
    sql.run('UPDATE deletion SET copy = :copy WHERE id = :id', { id, copy: JSON.stringify(movedCopy(move, copy)) });
  }
}

function movedCopy(move: Move, copy: Copy): Copy {
  const proof: Proof = move.keepsProof ? copy.proof : { ...firstProof(copy.proof.presentAt), failure: copy.proof.failure };
  return { ...copy, location: move.paths.join(move.to, pathInside(move, copy.location)), proof };
}

/** From the place's folder to the copy. A location outside of it can only be told by its own name and that of its site. */
function pathInside({ from, paths }: Move, location: string): string {
  const path = paths.relative(from, location);
  const isOutside = path === '' || path.startsWith('..') || paths.isAbsolute(path);
  return isOutside ? paths.join(paths.basename(paths.dirname(location)), paths.basename(location)) : path;
}

function valuesOf({ level, presentAt, intactAt, soundAt, provenAt, failure }: Proof): SqlValues {
  return { level, presentAt, intactAt, soundAt, provenAt, failure: failure === null ? null : JSON.stringify(failure) };
}
