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

/** Of every place with a copy. Asked for at every look at the places: each figure is told by an index, and no copy is read for it. */
export function placeTotals(sql: Sql): readonly PlaceTotals[] {
  return decodeAll(
    PlaceTotals,
    'copy',
    sql.all(
      `SELECT place_id AS placeId, sum(copies) AS copies, sum(bytes) AS bytes,
         sum((SELECT count(*) FROM copy INDEXED BY copy_failed
            WHERE copy.site_id = holding.site_id AND copy.place_id = holding.place_id AND failure IS NOT NULL)) AS failedCopies,
         max((SELECT max(started_at) FROM copy WHERE copy.site_id = holding.site_id AND copy.place_id = holding.place_id)) AS newestCopyAt,
         (SELECT min(intact_at) FROM copy INDEXED BY copy_read WHERE copy.place_id = holding.place_id) AS oldestProofAt,
         (SELECT count(*) FROM copy INDEXED BY copy_unread
            WHERE copy.place_id = holding.place_id AND failure IS NULL AND level = 'present') AS neverRead
       FROM holding GROUP BY place_id`,
    ),
  );
}
