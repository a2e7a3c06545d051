import * as z from 'zod';
import type { SiteId } from '../../shared/model/ids.ts';
import { BackupSummary, type Copy } from '../../shared/model/backup.ts';
import { Instant } from '../../shared/model/instant.ts';
import { selectCopies } from './copies.ts';
import { decode, decodeAll, json } from './decode.ts';
import type { Sql, SqlValues } from './sql.ts';

/** Figures over all backups of a site. */
export type SiteTotals = z.infer<typeof SiteTotals>;
export const SiteTotals = z.object({
  count: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  oldestAt: Instant.nullable(),
  /** Start of the newest full backup with a copy whose last check did not fail. */
  newestGoodAt: Instant.nullable(),
});

const SummaryRow = BackupSummary.omit({ copies: true }).extend({
  databases: json(BackupSummary.shape.databases),
  warnings: json(BackupSummary.shape.warnings),
});

// A site that is still registered goes by its present name.
const SELECT = `
  SELECT backup.id, backup.site_id AS siteId, coalesce(site.name, backup.site_name) AS siteName, started_at AS startedAt,
    completed_at AS completedAt, occasion AS "trigger", label, backup.kind, bytes, databases, warnings
  FROM backup LEFT JOIN site ON site.id = backup.site_id`;
const NEWEST_FIRST = 'ORDER BY started_at DESC, backup.id DESC';

/** Newest first; without inventories. */
export function summaries(sql: Sql, siteId: SiteId | null, limit: number): readonly BackupSummary[] {
  return siteId === null ? select(sql, '', { limit }) : select(sql, 'WHERE backup.site_id = :siteId', { siteId, limit });
}

export function newest(sql: Sql, siteId: SiteId): BackupSummary | null {
  return select(sql, 'WHERE backup.site_id = :siteId', { siteId, limit: 1 })[0] ?? null;
}

export function newestFull(sql: Sql, siteId: SiteId): BackupSummary | null {
  return select(sql, "WHERE backup.site_id = :siteId AND backup.kind = 'full'", { siteId, limit: 1 })[0] ?? null;
}

export function totalsOf(sql: Sql, siteId: SiteId): SiteTotals {
  const row = sql.get(
    `SELECT count(*) AS count, coalesce(sum(bytes), 0) AS bytes, min(started_at) AS oldestAt,
       (SELECT max(started_at) FROM backup WHERE site_id = :siteId AND kind = 'full' AND holding_copies > 0) AS newestGoodAt
     FROM backup WHERE site_id = :siteId`,
    { siteId },
  );
  return decode(SiteTotals, 'backup', row);
}

function select(sql: Sql, where: string, values: SqlValues): readonly BackupSummary[] {
  const page = `${where} ${NEWEST_FIRST} LIMIT :limit`;
  const rows = decodeAll(SummaryRow, 'backup', sql.all(`${SELECT} ${page}`, values));
  const copies = new Map<string, Copy[]>();
  const whose = `WHERE copy.backup_id IN (SELECT id FROM backup ${page}) ORDER BY copy.place_id`;
  for (const copy of selectCopies(sql, whose, values)) {
    const others = copies.get(copy.backupId);
    if (others === undefined) copies.set(copy.backupId, [copy]);
    else others.push(copy);
  }
  return rows.map((row) => ({ ...row, copies: copies.get(row.id) ?? [] }));
}
