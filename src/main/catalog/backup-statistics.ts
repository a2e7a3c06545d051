import * as z from 'zod';
import { Part } from '../../shared/model/artifact.ts';
import { BackupKind, BackupStatistics } from '../../shared/model/backup.ts';
import type { SiteId } from '../../shared/model/ids.ts';
import { decode, decodeAll } from './decode.ts';
import type { Sql } from './sql.ts';

const Totals = BackupStatistics.pick({ count: true, bytes: true, oldestAt: true, newestAt: true });
const KindRow = BackupStatistics.shape.byKind.element;
const PartRow = BackupStatistics.shape.byPart.element;
const PlaceRow = BackupStatistics.shape.byPlace.element;
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
  const byPart = decodeAll(
    PartRow,
    'artifact',
    sql.all(
      `SELECT part, count(*) AS count, sum(artifact.bytes) AS bytes, sum(uncompressed_bytes) AS uncompressedBytes
       FROM artifact WHERE backup_id IN (SELECT id FROM backup WHERE ${there}) GROUP BY part`,
      values,
    ),
  );
  const byPlace = decodeAll(
    PlaceRow,
    'copy',
    sql.all(
      `SELECT place_id AS placeId, count(*) AS count, sum(backup.bytes) AS bytes, count(failure) AS failed
       FROM backup JOIN copy ON copy.backup_id = backup.id WHERE ${there} GROUP BY place_id ORDER BY place_id`,
      values,
    ),
  );
  return {
    ...totals,
    uncompressedBytes: byPart.reduce((sum, { uncompressedBytes }) => sum + uncompressedBytes, 0),
    byKind: inOrder(byKind, BackupKind.options, ({ kind }) => kind),
    byPart: inOrder(byPart, Part.options, ({ part }) => part),
    byPlace,
    growth: growthOf(sql, there, values),
  };
}

function growthOf(sql: Sql, there: string, values: { readonly siteId?: SiteId }): BackupStatistics['growth'] {
  // Beside max(), SQLite takes the other columns from the row that holds the maximum: "bare columns" (sqlite.org/lang_select.html).
  const days = decodeAll(
    DayRow,
    'backup',
    sql.all(
      `SELECT day, sum(added) AS addedBytes, max(fulls) AS fullBytes FROM (
         SELECT substr(started_at, 1, 10) AS day, sum(bytes) AS added, NULL AS fulls FROM backup WHERE ${there} GROUP BY day
         UNION ALL
         SELECT day, 0, sum(bytes) FROM (
           SELECT substr(started_at, 1, 10) AS day, bytes, max(started_at) FROM backup WHERE ${there} AND kind = 'full' GROUP BY day, site_id
         ) GROUP BY day
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
