import * as z from 'zod';
import { ProofLevel } from '../../shared/model/backup.ts';
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

/** How many attempts ended by themselves since a time, and how many of them failed. */
export type Tried = z.infer<typeof Tried>;
const Tried = z.object({ ended: z.int().nonnegative(), failed: z.int().nonnegative() });

/** What the score and the history strip of a site rest on. All of it is told by indexes, however many backups there are. */
export interface HealthFactsRepository {
  /** Backups that lie somewhere and no copy of which was shown to be intact, or fails now. */
  unproved(siteId: SiteId): { readonly count: number; readonly newestId: BackupId | null };
  /** Whole backups with a copy whose last check did not fail, counted up to `limit`. */
  recoveryPoints(siteId: SiteId, limit: number): number;
  /** Backups that lie somewhere and started at or after `since`, newest first. */
  recent(siteId: SiteId, since: string): readonly RecentBackup[];
  /** Of jobs that keep the site safe, created at or after `from` and before `until`. */
  tried(siteId: SiteId, from: string, until: string): Tried;
  /** The newest such job that failed, created at or after `since`. */
  newestFailed(siteId: SiteId, since: string): JobId | null;
  /** When backups and adoptions began that failed, at or after `since`. */
  failedBackupsSince(siteId: SiteId, since: string): readonly string[];
  /** How many backups in a row failed, the newest the last one; counted up to `limit`. `since`: when the first of them began. */
  failedInARow(siteId: SiteId, limit: number): { readonly count: number; readonly since: string | null };
  /** Backups off the site's own trend, seen at or after `since`; what the operator called wanted is left out. */
  offRange(siteId: SiteId, since: string): ReadonlySet<BackupId>;
}

const Unproved = z.object({ count: z.int().nonnegative(), newestId: BackupId.nullable() });
const Count = z.object({ count: z.int().nonnegative() });
const Recent = z.object({
  id: BackupId,
  startedAt: Instant,
  bytes: z.int().nonnegative(),
  level: ProofLevel.nullable(),
  kind: z.string(),
  parts: json(z.array(z.string())),
  dumps: z.int().nonnegative(),
  plainDumps: z.int().nonnegative(),
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
          `SELECT count(*) AS count, (SELECT id FROM backup INDEXED BY backup_unproved
             WHERE site_id = :siteId AND copy_count > 0 AND best_level < 2 ORDER BY started_at DESC LIMIT 1) AS newestId
           FROM backup INDEXED BY backup_unproved WHERE site_id = :siteId AND copy_count > 0 AND best_level < 2`,
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
    recent: (siteId, since) =>
      decodeAll(
        Recent,
        'backup',
        sql.all(
          `SELECT id, started_at AS startedAt, bytes, ${LEVEL} AS level, kind, parts,
             (SELECT count(*) FROM artifact WHERE backup_id = backup.id AND part = 'database') AS dumps,
             (SELECT count(*) FROM artifact WHERE backup_id = backup.id AND part = 'database' AND compression = 'none') AS plainDumps
           FROM backup WHERE site_id = :siteId AND started_at >= :since AND copy_count > 0 ORDER BY started_at DESC, id DESC`,
          { siteId, since },
        ),
      ),
    tried: (siteId, from, until) =>
      decode(
        Tried,
        'job',
        sql.get(
          `SELECT count(*) AS ended, count(*) FILTER (WHERE state = 'failed') AS failed
           FROM job WHERE site_id = :siteId AND created_at >= :from AND created_at < :until AND ${KEEPS} AND ${ENDED}`,
          { siteId, from, until },
        ),
      ),
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
    failedBackupsSince: (siteId, since) =>
      decodeAll(
        z.object({ createdAt: Instant }),
        'job',
        sql.all(
          `SELECT created_at AS createdAt FROM job
           WHERE site_id = :siteId AND created_at >= :since AND kind IN ('backup', 'adopt') AND state = 'failed'`,
          { siteId, since },
        ),
      ).map(({ createdAt }) => createdAt),
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
