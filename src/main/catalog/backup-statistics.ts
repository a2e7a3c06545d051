import * as z from 'zod';
import { Part } from '../../shared/model/artifact.ts';
import { BackupKind, BackupStatistics } from '../../shared/model/backup.ts';
import { PlaceId, type SiteId } from '../../shared/model/ids.ts';
import { decode, decodeAll } from './decode.ts';
import type { Sql, SqlValues } from './sql.ts';

const Totals = BackupStatistics.pick({ count: true, bytes: true, oldestAt: true, newestAt: true });
const KindRow = BackupStatistics.shape.byKind.element;
const PartRow = BackupStatistics.shape.byPart.element;
const PlacesRow = z.object({
  places: z
    .string()
    .transform((ids) => ids.split(' '))
    .pipe(z.array(PlaceId)),
  count: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
});
const FailedRow = z.object({ placeId: PlaceId, failed: z.int().nonnegative() });
const DayRow = z.object({ day: z.iso.date(), addedBytes: z.int().nonnegative(), fullBytes: z.int().nonnegative().nullable() });

/**
 * Figures over the backups of one site, or of all (null), that lie anywhere. Days are days of UTC: figures over sites in several zones need one. A
 * day without a full recovery point shows the size of the last one before it; 0 when there was none yet.
 */
export function statisticsOf(sql: Sql, siteId: SiteId | null): BackupStatistics {
  const values = siteId === null ? {} : { siteId };
  const there = siteId === null ? 'copy_count > 0' : 'backup.site_id = :siteId AND copy_count > 0';
  const totals = decode(
    Totals,
    'backup',
    sql.get(
      `SELECT count(*) AS count, coalesce(sum(bytes), 0) AS bytes, min(started_at) AS oldestAt, max(started_at) AS newestAt
       FROM backup WHERE ${there}`,
      values,
    ),
  );
  const byKind = decodeAll(
    KindRow,
    'backup',
    sql.all(`SELECT kind, count(*) AS count, sum(bytes) AS bytes FROM backup WHERE ${there} GROUP BY kind`, values),
  );
  // Those of all sites are read from an index alone: the few that lie nowhere are left out, instead of looking each one up.
  const whose = siteId === null ? 'NOT IN (SELECT id FROM backup WHERE copy_count = 0)' : `IN (SELECT id FROM backup WHERE ${there})`;
  const byPart = decodeAll(
    PartRow,
    'artifact',
    sql.all(
      `SELECT part, count(*) AS count, sum(bytes) AS bytes, sum(uncompressed_bytes) AS uncompressedBytes
       FROM artifact WHERE backup_id ${whose} GROUP BY part`,
      values,
    ),
  );
  return {
    ...totals,
    uncompressedBytes: byPart.reduce((sum, { uncompressedBytes }) => sum + uncompressedBytes, 0),
    byKind: inOrder(byKind, BackupKind.options, ({ kind }) => kind),
    byPart: inOrder(byPart, Part.options, ({ part }) => part),
    byPlace: placesOf(sql, siteId, there, values),
    growth: growthOf(sql, there, values),
  };
}

/** Backups by the places they lie in are few groups, which are then added up for each place. */
function placesOf(sql: Sql, siteId: SiteId | null, there: string, values: SqlValues): BackupStatistics['byPlace'] {
  const groups = sql.all(`SELECT places, count(*) AS count, sum(bytes) AS bytes FROM backup WHERE ${there} GROUP BY places`, values);
  const ofSite = siteId === null ? '' : 'AND site_id = :siteId';
  const failed = new Map(
    decodeAll(
      FailedRow,
      'copy',
      sql.all(`SELECT place_id AS placeId, count(*) AS failed FROM copy WHERE failure IS NOT NULL ${ofSite} GROUP BY place_id`, values),
    ).map((row) => [row.placeId, row.failed]),
  );
  const sums = new Map<PlaceId, { count: number; bytes: number }>();
  for (const { places, count, bytes } of decodeAll(PlacesRow, 'backup', groups)) {
    for (const placeId of places) {
      const before = sums.get(placeId) ?? { count: 0, bytes: 0 };
      sums.set(placeId, { count: before.count + count, bytes: before.bytes + bytes });
    }
  }
  return [...sums]
    .map(([placeId, sum]) => ({ placeId, ...sum, failed: failed.get(placeId) ?? 0 }))
    .toSorted((a, b) => (a.placeId < b.placeId ? -1 : 1));
}

function growthOf(sql: Sql, there: string, values: SqlValues): BackupStatistics['growth'] {
  // Beside max(), SQLite takes the other columns from the row that holds the maximum: "bare columns" (sqlite.org/lang_select.html).
  const days = decodeAll(
    DayRow,
    'backup',
    sql.all(
      `SELECT day, sum(added) AS addedBytes, sum(CASE isFull WHEN 1 THEN last END) AS fullBytes FROM (
         SELECT substr(started_at, 1, 10) AS day, kind = 'full' AS isFull, sum(bytes) AS added, bytes AS last, max(started_at)
         FROM backup WHERE ${there} GROUP BY day, isFull, site_id
       ) GROUP BY day ORDER BY day`,
      values,
    ),
  );
  let last = 0;
  return days.map(({ day, addedBytes, fullBytes }) => {
    last = fullBytes ?? last;
    return { day, bytes: last, addedBytes };
  });
}

function inOrder<T, K>(rows: readonly T[], order: readonly K[], keyOf: (row: T) => K): T[] {
  return rows.toSorted((a, b) => order.indexOf(keyOf(a)) - order.indexOf(keyOf(b)));
}
