import * as z from 'zod';
import { PlaceId } from '../../shared/model/ids.ts';
import { Instant } from '../../shared/model/instant.ts';
import { decodeAll } from './decode.ts';
import type { Sql } from './sql.ts';

/** Figures over everything the catalog believes to lie in one place. */
export const PlaceTotals = z.object({
  placeId: PlaceId,
  copies: z.int().nonnegative(),
  failedCopies: z.int().nonnegative(),
  /** Of whole backups, as their manifests say. */
  bytes: z.int().nonnegative(),
  /** Start of the newest backup with a copy there. */
  newestCopyAt: Instant.nullable(),
  /** Of the copy that was re-read longest ago; null: none was ever. */
  oldestProofAt: Instant.nullable(),
  /** Copies whose last check did not fail because there was none. */
  neverRead: z.int().nonnegative(),
});
export type PlaceTotals = z.infer<typeof PlaceTotals>;

/** Of every place with a copy. */
export function placeTotals(sql: Sql): readonly PlaceTotals[] {
  return decodeAll(
    PlaceTotals,
    'copy',
    sql.all(
      `SELECT place_id AS placeId, count(*) AS copies, sum(failure IS NOT NULL) AS failedCopies, coalesce(sum(backup.bytes), 0) AS bytes,
         max(backup.started_at) AS newestCopyAt, min(intact_at) AS oldestProofAt,
         sum(failure IS NULL AND level = 'present') AS neverRead
       FROM copy JOIN backup ON backup.id = copy.backup_id GROUP BY place_id`,
    ),
  );
}
