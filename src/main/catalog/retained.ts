import * as z from 'zod';
import { BackupKind, type Copy } from '../../shared/model/backup.ts';
import { BackupId, type PlaceId, SiteId } from '../../shared/model/ids.ts';
import { Instant } from '../../shared/model/instant.ts';
import { adoptedNeeds } from './adopted-needs.ts';
import { copiesByBackup } from './backup-lists.ts';
import { selectCopies } from './copies.ts';
import { decodeAll, flag, json } from './decode.ts';
import type { Sql } from './sql.ts';

/** What retention must know of a backup. */
export interface BackupFacts {
  readonly id: BackupId;
  readonly siteId: SiteId;
  readonly siteName: string;
  readonly startedAt: string;
  readonly kind: BackupKind;
  readonly label: string | null;
  readonly bytes: number;
  readonly held: boolean;
  /** One name for each thing it holds the whole state of: a database by its source and kind, the files of a source, the settings. */
  readonly holds: readonly string[];
  /** Backups whose archives it needs to be restored, itself not among them; of an adopted one those that need others in turn stand for them. */
  readonly needs: readonly BackupId[];
  readonly copies: readonly Copy[];
}

export interface RetainedRepository {
  /** Sites with a copy in the place, registered or not. */
  sitesIn(placeId: PlaceId): readonly SiteId[];
  /** Every backup of a site that has a copy anywhere, oldest first. */
  ofSite(siteId: SiteId): readonly BackupFacts[];
}

const SiteRow = z.object({ siteId: SiteId });
const FactsRow = z.object({
  id: BackupId,
  siteId: SiteId,
  siteName: z.string(),
  startedAt: Instant,
  kind: BackupKind,
  label: z.string().nullable(),
  bytes: z.int().nonnegative(),
  held: flag,
  holds: json(z.array(z.string())),
  needs: json(z.array(BackupId)),
  adoptedFiles: json(z.array(z.string())),
});

// A dump of the structure alone does not stand in for a whole one, so the kind is part of a database's name; files are whole in both kinds. What a server
// calls incremental is the exception: it holds changed files alone, without a chain to the full one it needs, and must not stand in for that.
const FACTS = `
  SELECT backup.id, site_id AS siteId, coalesce((SELECT name FROM site WHERE site.id = site_id), site_name) AS siteName, started_at AS startedAt,
    kind, coalesce(label_now, label) AS label, bytes, held,
    (SELECT json_group_array(DISTINCT CASE
        WHEN part = 'database' THEN part || ' ' || artifact.kind
        WHEN occasion = 'adopted' AND backup.kind = 'incremental' THEN part || ' incremental'
        ELSE part END || ' ' || source_id)
     FROM artifact WHERE backup_id = backup.id) AS holds,
    (SELECT json_group_array(DISTINCT needs_id) FROM chain_link WHERE backup_id = backup.id AND needs_id <> backup.id) AS needs,
    (SELECT json_group_array(part || ' ' || source_id) FROM artifact
     WHERE backup_id = backup.id AND occasion = 'adopted' AND part IN ('media', 'bundle')) AS adoptedFiles
  FROM backup WHERE site_id = :siteId AND copy_count > 0 ORDER BY started_at, backup.id`;

export function createRetainedRepository(sql: Sql): RetainedRepository {
  return {
    sitesIn: (placeId) =>
      decodeAll(
        SiteRow,
        'backup',
        sql.all(
          'SELECT DISTINCT site_id AS siteId FROM backup WHERE id IN (SELECT backup_id FROM copy WHERE place_id = :placeId) ORDER BY site_id',
          { placeId },
        ),
      ).map(({ siteId }) => siteId),
    ofSite(siteId) {
      const copies = copiesByBackup(
        selectCopies(sql, 'WHERE copy.backup_id IN (SELECT id FROM backup WHERE site_id = :siteId) ORDER BY place_id', { siteId }),
      );
      const rows = decodeAll(FactsRow, 'backup', sql.all(FACTS, { siteId }));
      const needed = adoptedNeeds(rows);
      return rows.map(({ adoptedFiles: _adoptedFiles, ...row }) => ({
        ...row,
        needs: [...row.needs, ...(needed.get(row.id) ?? [])],
        copies: copies.get(row.id) ?? [],
      }));
    },
  };
}
