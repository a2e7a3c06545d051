import * as z from 'zod';
import { BackupId, PlaceId } from '../../shared/model/ids.ts';
import { Instant } from '../../shared/model/instant.ts';
import { Problem } from '../../shared/model/problem.ts';
import { decodeAll, decodeMaybe, json } from './decode.ts';
import type { Sql } from './sql.ts';

/** The last attempt to bring a backup to a place, which did not succeed. */
export const CopyAttempt = z.object({
  backupId: BackupId,
  placeId: PlaceId,
  /** In a row. */
  failures: z.int().positive(),
  problem: Problem,
  triedAt: Instant,
  /** Not tried by itself before this. */
  nextAt: Instant,
});
export type CopyAttempt = z.infer<typeof CopyAttempt>;

export interface CopyAttemptsRepository {
  list(): readonly CopyAttempt[];
  find(backupId: BackupId, placeId: PlaceId): CopyAttempt | null;
  /** Replaces what was known of this backup and place. */
  put(attempt: CopyAttempt): void;
  /** The copy is there by now, or is not wanted any more. */
  forget(backupId: BackupId, placeId: PlaceId): void;
}

const AttemptRow = CopyAttempt.extend({ problem: json(Problem) });

const SELECT = `
  SELECT backup_id AS backupId, place_id AS placeId, failures, problem, tried_at AS triedAt, next_at AS nextAt FROM copy_attempt`;

export function createCopyAttemptsRepository(sql: Sql): CopyAttemptsRepository {
  return {
    list: () => decodeAll(AttemptRow, 'copy_attempt', sql.all(`${SELECT} ORDER BY next_at, backup_id, place_id`)),
    find: (backupId, placeId) =>
      decodeMaybe(
        AttemptRow,
        'copy_attempt',
        sql.get(`${SELECT} WHERE backup_id = :backupId AND place_id = :placeId`, { backupId, placeId }),
      ),
    put(attempt) {
      sql.run(
        `INSERT INTO copy_attempt (backup_id, place_id, failures, problem, tried_at, next_at)
         VALUES (:backupId, :placeId, :failures, :problem, :triedAt, :nextAt)
         ON CONFLICT (backup_id, place_id) DO UPDATE SET failures = excluded.failures, problem = excluded.problem,
           tried_at = excluded.tried_at, next_at = excluded.next_at`,
        { ...attempt, problem: JSON.stringify(attempt.problem) },
      );
    },
    forget(backupId, placeId) {
      sql.run('DELETE FROM copy_attempt WHERE backup_id = :backupId AND place_id = :placeId', { backupId, placeId });
    },
  };
}
