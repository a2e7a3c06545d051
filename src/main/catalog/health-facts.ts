import * as z from 'zod';
import type { ProofLevel } from '../../shared/model/backup.ts';
import { BackupId, JobId, type SiteId } from '../../shared/model/ids.ts';
import { Instant } from '../../shared/model/instant.ts';
import { decode, decodeAll, decodeMaybe, json } from './decode.ts';
import type { Sql } from './sql.ts';

/** A backup of the last weeks, as far as health asks. */
export interface RecentBackup {
  readonly id: BackupId;
  readonly startedAt: Instant;
  readonly bytes: number;
  /** Best proof of its copies whose last check did not fail; null: there is none. */
  readonly level: ProofLevel | null;
  readonly kind: string;
  readonly parts: readonly string[];
  readonly dumps: number;
  /** Dumps that are not compressed. */
  readonly plainDumps: number;
}

/** Attempts that ended by themselves, and those of them that failed. */
export interface Tried {
  readonly recent: { readonly ended: number; readonly failed: number };
  readonly before: { readonly ended: number; readonly failed: number };
  /** When backups and adoptions began that failed. */
  readonly failedAt: readonly string[];
}

/** What the score and the history strip of a site rest on. All of it is told by indexes, however many backups there are. */
export interface HealthFactsRepository {
  /** Backups that lie somewhere and no copy of which was shown to be intact, or fails now. */
  unproved(siteId: SiteId): { readonly count: number; readonly newestId: BackupId | null };
  /** Whole backups with a copy whose last check did not fail, counted up to `limit`. */
  recoveryPoints(siteId: SiteId, limit: number): number;
  /** Backups that lie somewhere and started at or after `since`, newest first. */
  recent(siteId: SiteId, since: string): readonly RecentBackup[];
  /** Of jobs that keep the site safe: created at or after `week`, between `before` and that, and failed backups from `since` on, the earliest of the three. */
  tried(siteId: SiteId, times: { readonly week: string; readonly before: string; readonly since: string }): Tried;
  /** The newest such job that failed, created at or after `since`. */
  newestFailed(siteId: SiteId, since: string): JobId | null;
  /** How many backups in a row failed, the newest the last one; counted up to `limit`. `since`: when the first of them began. */
  failedInARow(siteId: SiteId, limit: number): { readonly count: number; readonly since: string | null };
  /** Backups off the site's own trend, seen at or after `since`; what the operator called wanted is left out. */
  offRange(siteId: SiteId, since: string): ReadonlySet<BackupId>;
}

const Unproved = z.object({ count: z.int().nonnegative(), newestId: BackupId.nullable() });
const Count = z.object({ count: z.int().nonnegative() });
/** Many rows with every look at the dashboard: what this app wrote is told by its type alone. */
const Recent = z.object({
  id: z.string(),
  startedAt: z.string(),
  bytes: z.number(),
  level: z.string().nullable(),
  kind: z.string(),
  parts: z.string(),
  dumps: z.number(),
  plainDumps: z.number(),
});
const Parts = z.array(z.string());
const Counts = z.object({
  recentEnded: z.int(),
  recentFailed: z.int(),
  beforeEnded: z.int(),
  beforeFailed: z.int(),
  failedAt: json(z.array(Instant)),
});
const Outcome = z.object({ state: z.string(), createdAt: Instant });

/** What is done to keep a site safe; restores and drills are told of elsewhere. */
const KEEPS = "kind IN ('backup', 'adopt', 'copy', 'heal', 'verify', 'synthesize', 'prune')";
const ENDED = "state IN ('succeeded', 'warning', 'failed')";
const LEVEL = "CASE best_level WHEN 4 THEN 'proven' WHEN 3 THEN 'sound' WHEN 2 THEN 'intact' WHEN 1 THEN 'present' END";

export function createHealthFactsRepository(sql: Sql): HealthFactsRepository {
  return {
    unproved: (siteId) =>
      decode(
        Unproved,
        'backup',
        sql.get(
          `SELECT coalesce((SELECT unproved FROM site_sum WHERE site_id = :siteId), 0) AS count,
             (SELECT id FROM backup INDEXED BY backup_unproved
              WHERE site_id = :siteId AND copy_count > 0 AND best_level < 2 ORDER BY started_at DESC LIMIT 1) AS newestId`,
          { siteId },
        ),
      ),
    recoveryPoints: (siteId, limit) =>
      decode(
        Count,
        'backup',
        sql.get(
          `SELECT count(*) AS count FROM
             (SELECT 1 FROM backup INDEXED BY backup_good WHERE site_id = :siteId AND whole = 1 AND holding_copies > 0 LIMIT :limit)`,
          { siteId, limit },
        ),
      ).count,
    recent(siteId, since) {
      const rows = sql.all(
        `SELECT id, started_at AS startedAt, bytes, ${LEVEL} AS level, kind, parts,
           (SELECT count(*) FROM artifact WHERE backup_id = backup.id AND part = 'database') AS dumps,
           (SELECT count(*) FROM artifact WHERE backup_id = backup.id AND part = 'database' AND compression = 'none') AS plainDumps
         FROM backup WHERE site_id = :siteId AND started_at >= :since AND copy_count > 0 ORDER BY started_at DESC, id DESC`,
        { siteId, since },
      );
      const partsOf = new Map<string, readonly string[]>();
      return decodeAll(Recent, 'backup', rows).map((row) => {
        const parts = partsOf.get(row.parts) ?? decode(json(Parts), 'backup', row.parts);
        partsOf.set(row.parts, parts);
        return { ...row, id: row.id as BackupId, startedAt: row.startedAt as Instant, level: row.level as ProofLevel | null, parts };
      });
    },
    tried(siteId, times) {
      const row = sql.get(
        `SELECT count(*) FILTER (WHERE created_at >= :week) AS recentEnded,
           count(*) FILTER (WHERE created_at >= :week AND state = 'failed') AS recentFailed,
           count(*) FILTER (WHERE created_at >= :before AND created_at < :week) AS beforeEnded,
           count(*) FILTER (WHERE created_at >= :before AND created_at < :week AND state = 'failed') AS beforeFailed,
           json_group_array(created_at) FILTER (WHERE state = 'failed' AND kind IN ('backup', 'adopt')) AS failedAt
         FROM job WHERE site_id = :siteId AND created_at >= :since AND ${KEEPS} AND ${ENDED}`,
        { siteId, ...times },
      );
      const { recentEnded, recentFailed, beforeEnded, beforeFailed, failedAt } = decode(Counts, 'job', row);
      return {
        recent: { ended: recentEnded, failed: recentFailed },
        before: { ended: beforeEnded, failed: beforeFailed },
        failedAt,
      };
    },
    newestFailed: (siteId, since) =>
      decodeMaybe(
        z.object({ id: JobId }),
        'job',
        sql.get(
          `SELECT id FROM job WHERE site_id = :siteId AND created_at >= :since AND ${KEEPS} AND state = 'failed'
           ORDER BY created_at DESC, rowid DESC LIMIT 1`,
          { siteId, since },
        ),
      )?.id ?? null,
    offRange: (siteId, since) =>
      new Set(
        decodeAll(
          z.object({ backupId: BackupId }),
          'anomaly',
          sql.all(
            `SELECT json_extract(sighting.value, '$.backupId') AS backupId FROM anomaly, json_each(document, '$.sightings') AS sighting
             WHERE site_id = :siteId AND json_extract(sighting.value, '$.at') >= :since
               AND coalesce(json_extract(document, '$.acknowledged.verdict'), '') <> 'new-level'`,
            { siteId, since },
          ),
        ).map(({ backupId }) => backupId),
      ),
    failedInARow(siteId, limit) {
      const outcomes = decodeAll(
        Outcome,
        'job',
        sql.all(
          `SELECT state, created_at AS createdAt FROM job INDEXED BY job_outcome
           WHERE site_id = :siteId AND kind = 'backup' AND state IN ('succeeded', 'warning', 'failed', 'interrupted')
           ORDER BY created_at DESC LIMIT :limit`,
          { siteId, limit },
        ),
      );
      const good = outcomes.findIndex(({ state }) => state !== 'failed');
      const failed = good < 0 ? outcomes : outcomes.slice(0, good);
      return { count: failed.length, since: failed.at(-1)?.createdAt ?? null };
    },
  };
}
