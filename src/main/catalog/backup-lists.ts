import * as z from 'zod';
import type { SiteId } from '../../shared/model/ids.ts';
import { BackupSummary, type Copy } from '../../shared/model/backup.ts';
import { Instant } from '../../shared/model/instant.ts';
import { selectCopies } from './copies.ts';
import { decode, decodeAll, flag, json } from './decode.ts';
import type { Sql, SqlValues } from './sql.ts';

/** Figures over all backups of a site. */
export type SiteTotals = z.infer<typeof SiteTotals>;
export const SiteTotals = z.object({
  count: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  oldestAt: Instant.nullable(),
  /** Start of the newest whole backup with a copy whose last check did not fail. */
  newestGoodAt: Instant.nullable(),
});

const SummaryRow = BackupSummary.omit({ copies: true }).extend({
  databases: json(BackupSummary.shape.databases),
  warnings: json(BackupSummary.shape.warnings),
  parts: json(BackupSummary.shape.parts),
  media: z
    .string()
    .nullable()
    .transform((text) => text ?? 'null')
    .pipe(json(BackupSummary.shape.media)),
  held: flag,
});

// A site that is still registered goes by its present name, and so does a backup the operator named anew.
const SELECT = `
  SELECT backup.id, backup.site_id AS siteId, coalesce(site.name, backup.site_name) AS siteName, started_at AS startedAt,
    completed_at AS completedAt, occasion AS "trigger", coalesce(label_now, label) AS label, note, held, backup.kind, bytes, parts, media, databases,
    warnings
  FROM backup LEFT JOIN site ON site.id = backup.site_id`;

/** The order of every list. */
export const NEWEST_FIRST = 'ORDER BY started_at DESC, backup.id DESC';

/** Newest first; without inventories, and without what lies nowhere any more. */
export function summaries(sql: Sql, siteId: SiteId | null, limit: number): readonly BackupSummary[] {
  const there = 'WHERE copy_count > 0';
  return siteId === null
    ? selectSummaries(sql, there, { limit })
    : selectSummaries(sql, `${there} AND backup.site_id = :siteId`, { siteId, limit });
}

export function newest(sql: Sql, siteId: SiteId): BackupSummary | null {
  return selectSummaries(sql, 'WHERE backup.site_id = :siteId', { siteId, limit: 1 })[0] ?? null;
}

/** Newest that brings the whole data of the site back as far as its databases go. */
export function newestWhole(sql: Sql, siteId: SiteId): BackupSummary | null {
  return selectSummaries(sql, 'WHERE backup.site_id = :siteId AND whole = 1', { siteId, limit: 1 })[0] ?? null;
}

export function totalsOf(sql: Sql, siteId: SiteId): SiteTotals {
  const row = sql.get(
    `SELECT coalesce((SELECT backups FROM site_sum WHERE site_id = :siteId), 0) AS count,
       coalesce((SELECT bytes FROM site_sum WHERE site_id = :siteId), 0) AS bytes,
       (SELECT started_at FROM backup WHERE site_id = :siteId AND copy_count > 0 ORDER BY started_at LIMIT 1) AS oldestAt,
       (SELECT max(started_at) FROM backup WHERE site_id = :siteId AND whole = 1 AND holding_copies > 0) AS newestGoodAt`,
    { siteId },
  );
  return decode(SiteTotals, 'backup', row);
}

/** `where`: over `backup`, with its values beside `limit` (-1: all). */
export function selectSummaries(sql: Sql, where: string, values: SqlValues): readonly BackupSummary[] {
  const page = `${where} ${NEWEST_FIRST} LIMIT :limit`;
  const rows = decodeAll(SummaryRow, 'backup', sql.all(`${SELECT} ${page}`, values));
  // By their ids: the page is looked for once.
  const ids = JSON.stringify(rows.map(({ id }) => id));
  const whose = 'WHERE copy.backup_id IN (SELECT value FROM json_each(:ids)) ORDER BY copy.place_id';
  const copies = copiesByBackup(selectCopies(sql, whose, { ids }));
  return rows.map((row) => ({ ...row, copies: copies.get(row.id) ?? [] }));
}

/** In their order. */
export function copiesByBackup(copies: readonly Copy[]): ReadonlyMap<string, Copy[]> {
  const groups = new Map<string, Copy[]>();
  for (const copy of copies) {
    const others = groups.get(copy.backupId);
    if (others === undefined) groups.set(copy.backupId, [copy]);
    else others.push(copy);
  }
  return groups;
}
