import * as z from 'zod';
import { Anomaly } from '../../shared/model/anomaly.ts';
import { BackupId, type AnomalyId, type SiteId } from '../../shared/model/ids.ts';
import { decodeAll, decodeMaybe, json } from './decode.ts';
import type { Sql } from './sql.ts';
import { Watched } from '../../shared/model/watched.ts';

export interface AnomaliesRepository {
  /** New, or changed: another backup joined it, or the operator said a word on it. */
  put(anomaly: Anomaly): void;
  find(id: AnomalyId): Anomaly | null;
  /** Open ones first, then newest first. Null: of all sites. */
  list(options: { readonly siteId: SiteId | null; readonly open: boolean; readonly limit: number }): readonly Anomaly[];
  /** Of one site, oldest first. */
  ofSite(siteId: SiteId): readonly Anomaly[];
  /** Of one site, those nobody has acknowledged, oldest first. */
  openOf(siteId: SiteId): readonly Anomaly[];
  /** Backups nobody has looked at yet, oldest first. */
  unwatched(): readonly { readonly backupId: BackupId; readonly siteId: SiteId }[];
  putWatched(watched: Watched): void;
  /** The newest of a site, oldest first. */
  watched(siteId: SiteId, limit: number): readonly Watched[];
}

const Row = z.object({ document: json(Anomaly) });
const WatchedRow = z.object({ document: json(Watched) });
const UnwatchedRow = z.object({ backupId: BackupId, siteId: Anomaly.shape.siteId });

export function createAnomaliesRepository(sql: Sql): AnomaliesRepository {
  return {
    put(anomaly) {
      sql.run(
        `INSERT INTO anomaly (id, site_id, at, acknowledged_at, document) VALUES (:id, :siteId, :at, :acknowledgedAt, :document)
         ON CONFLICT (id) DO UPDATE SET acknowledged_at = excluded.acknowledged_at, document = excluded.document`,
        {
          id: anomaly.id,
          siteId: anomaly.siteId,
          at: anomaly.at,
          acknowledgedAt: anomaly.acknowledged?.at ?? null,
          document: JSON.stringify(anomaly),
        },
      );
    },
    find: (id) => decodeMaybe(Row, 'anomaly', sql.get('SELECT id, document FROM anomaly WHERE id = :id', { id }))?.document ?? null,
    list: ({ siteId, open, limit }) =>
      decodeAll(
        Row,
        'anomaly',
        sql.all(
          `SELECT id, document FROM anomaly WHERE site_id = coalesce(:siteId, site_id) AND (:open = 0 OR acknowledged_at IS NULL)
           ORDER BY acknowledged_at IS NOT NULL, at DESC, id LIMIT :limit`,
          { siteId, open: open ? 1 : 0, limit },
        ),
      ).map(({ document }) => document),
    ofSite: (siteId) =>
      decodeAll(Row, 'anomaly', sql.all('SELECT id, document FROM anomaly WHERE site_id = :siteId ORDER BY at, id', { siteId })).map(
        ({ document }) => document,
      ),
    openOf: (siteId) =>
      decodeAll(
        Row,
        'anomaly',
        sql.all('SELECT id, document FROM anomaly WHERE site_id = :siteId AND acknowledged_at IS NULL ORDER BY at, id', { siteId }),
      ).map(({ document }) => document),
    unwatched: () =>
      decodeAll(
        UnwatchedRow,
        'backup',
        sql.all(
          `SELECT id AS backupId, site_id AS siteId FROM backup
           WHERE NOT EXISTS (SELECT 1 FROM trend_point WHERE trend_point.backup_id = backup.id) ORDER BY started_at, id`,
        ),
      ),
    putWatched(watched) {
      sql.run(
        `INSERT INTO trend_point (backup_id, site_id, started_at, document) VALUES (:backupId, :siteId, :at, :document)
         ON CONFLICT (backup_id) DO UPDATE SET document = excluded.document`,
        { backupId: watched.backupId, siteId: watched.siteId, at: watched.at, document: JSON.stringify(watched) },
      );
    },
    watched: (siteId, limit) =>
      decodeAll(
        WatchedRow,
        'trend_point',
        sql.all(
          'SELECT backup_id AS id, document FROM trend_point WHERE site_id = :siteId ORDER BY started_at DESC, backup_id LIMIT :limit',
          {
            siteId,
            limit,
          },
        ),
      )
        .map(({ document }) => document)
        .toReversed(),
  };
}
