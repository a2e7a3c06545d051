import * as z from 'zod';
import { BackupId, DrillId, IncidentId, SiteId } from '../../shared/model/ids.ts';
import { Instant } from '../../shared/model/instant.ts';
import { NEWEST_FIRST } from './backup-lists.ts';
import { decodeAll } from './decode.ts';
import type { Sql } from './sql.ts';

export type FoundBackup = z.infer<typeof FoundBackup>;
const FoundBackup = z.object({
  backupId: BackupId,
  siteId: SiteId,
  siteName: z.string(),
  startedAt: Instant,
  label: z.string().nullable(),
  note: z.string(),
});

export type FoundTable = z.infer<typeof FoundTable>;
const FoundTable = z.object({ backupId: BackupId, database: z.string(), table: z.string(), rows: z.int().nonnegative().nullable() });

export type NewestWhole = z.infer<typeof NewestWhole>;
const NewestWhole = z.object({ siteId: SiteId, siteName: z.string(), backupId: BackupId, startedAt: Instant });

export type FoundIncident = z.infer<typeof FoundIncident>;
const FoundIncident = z.object({
  incidentId: IncidentId,
  siteId: SiteId,
  siteName: z.string(),
  number: z.string(),
  openedAt: Instant,
  closedAt: Instant.nullable(),
  note: z.string(),
});

export type FoundDrill = z.infer<typeof FoundDrill>;
const FoundDrill = z.object({
  drillId: DrillId,
  siteId: SiteId,
  siteName: z.string(),
  startedAt: Instant,
  outcome: z.enum(['passed', 'failed', 'aborted']),
});

/** What a search over everything asks the catalog: each question is answered by an index, whatever the number of backups. */
export interface FindRepository {
  /** Backups somebody gave a name or a note, with every word in name, note, id, databases or the site's name; newest first. */
  namedBackups(words: readonly string[], limit: number): readonly FoundBackup[];
  /** Newest first. */
  backupsOf(siteIds: readonly SiteId[], limit: number): readonly FoundBackup[];
  /** Started in [from, until), with every word; newest first. */
  backupsBetween(days: { readonly from: string; readonly until: string }, words: readonly string[], limit: number): readonly FoundBackup[];
  /** Whose id begins so: lower-case hex digits and hyphens. */
  backupsById(prefix: string, limit: number): readonly FoundBackup[];
  /** The newest backup of each site that brings its whole data back and lies anywhere. */
  newestWhole(): readonly NewestWhole[];
  tablesOf(backupId: BackupId): readonly FoundTable[];
  /** Newest first. */
  incidents(limit: number): readonly FoundIncident[];
  /** Newest first. */
  drills(limit: number): readonly FoundDrill[];
}

const SELECT = `
  SELECT backup.id AS backupId, backup.site_id AS siteId, coalesce(site.name, backup.site_name) AS siteName, started_at AS startedAt,
    coalesce(label_now, label) AS label, note
  FROM backup LEFT JOIN site ON site.id = backup.site_id`;
/** As the partial index says it, so that it serves. */
const NAMED = "(label IS NOT NULL OR label_now IS NOT NULL OR note <> '')";

export function createFindRepository(sql: Sql): FindRepository {
  const backups = (where: string, values: Readonly<Record<string, string | number>>): readonly FoundBackup[] =>
    decodeAll(FoundBackup, 'backup', sql.all(`${SELECT} WHERE copy_count > 0 AND ${where} ${NEWEST_FIRST} LIMIT :limit`, values));
  return {
    namedBackups(words, limit) {
      const { text, values } = containsAll(words);
      return backups(`${NAMED} AND ${text}`, { ...values, limit });
    },
    backupsOf: (siteIds, limit) =>
      siteIds
        .flatMap((siteId) => backups('backup.site_id = :siteId', { siteId, limit }))
        .toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
        .slice(0, limit),
    backupsBetween({ from, until }, words, limit) {
      const { text, values } = containsAll(words);
      return backups(`started_at >= :from AND started_at < :until AND ${text}`, { ...values, from, until, limit });
    },
    // 'g' follows every digit of an id, so this range is exactly the ids that begin so.
    backupsById: (prefix, limit) => backups('backup.id >= :from AND backup.id < :to', { from: prefix, to: `${prefix}g`, limit }),
    newestWhole: () =>
      decodeAll(
        NewestWhole,
        'backup',
        sql.all(`
          SELECT site.id AS siteId, site.name AS siteName, backup.id AS backupId, started_at AS startedAt FROM site JOIN backup ON backup.id =
            (SELECT newest.id FROM backup AS newest WHERE newest.site_id = site.id AND newest.whole = 1 AND newest.copy_count > 0
             ORDER BY newest.started_at DESC, newest.id DESC LIMIT 1)`),
      ),
    tablesOf: (backupId) =>
      decodeAll(
        FoundTable,
        'manifest',
        sql.all(
          `SELECT backup_id AS backupId, json_extract(artifact.value, '$.database') AS database, json_extract(one.value, '$.name') AS "table",
             json_extract(one.value, '$.rows') AS rows
           FROM manifest, json_each(document, '$.backup.artifacts') AS artifact, json_each(artifact.value, '$.inventory.tables') AS one
           WHERE backup_id = :backupId
           UNION ALL
           SELECT backup_id, json_extract(dump.value, '$.database'), json_extract(one.value, '$.name'), json_extract(one.value, '$.rows')
           FROM manifest, json_each(document, '$.backup.artifacts') AS artifact, json_each(artifact.value, '$.dumps') AS dump,
             json_each(dump.value, '$.inventory.tables') AS one
           WHERE backup_id = :backupId`,
          { backupId },
        ),
      ),
    incidents: (limit) =>
      decodeAll(
        FoundIncident,
        'incident',
        sql.all(
          `SELECT incident.id AS incidentId, site_id AS siteId, coalesce(site.name, json_extract(document, '$.siteName')) AS siteName, number,
             opened_at AS openedAt, closed_at AS closedAt, json_extract(document, '$.note') AS note
           FROM incident LEFT JOIN site ON site.id = site_id ORDER BY opened_at DESC LIMIT :limit`,
          { limit },
        ),
      ),
    drills: (limit) =>
      decodeAll(
        FoundDrill,
        'drill',
        sql.all(
          `SELECT drill.id AS drillId, site_id AS siteId, coalesce(site.name, json_extract(document, '$.siteName')) AS siteName,
             started_at AS startedAt, outcome
           FROM drill LEFT JOIN site ON site.id = site_id ORDER BY started_at DESC LIMIT :limit`,
          { limit },
        ),
      ),
  };
}

/** Every word somewhere in what is written of a backup; `%` and `_` are ordinary characters. */
function containsAll(words: readonly string[]): { readonly text: string; readonly values: Readonly<Record<string, string>> } {
  const conditions = words.map(
    (_, index) =>
      String.raw`(search_text LIKE :word${index} ESCAPE '\' OR backup.site_id IN (SELECT id FROM site WHERE name LIKE :word${index} ESCAPE '\'))`,
  );
  return {
    text: ['1', ...conditions].join(' AND '),
    values: Object.fromEntries(words.map((word, index) => [`word${index}`, `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`])),
  };
}
