import * as z from 'zod';
import { Anomaly } from '../../shared/model/anomaly.ts';
import type { AnomalyId, SiteId } from '../../shared/model/ids.ts';
import { decodeAll, decodeMaybe, json } from './decode.ts';
import type { Sql } from './sql.ts';

export interface AnomaliesRepository {
  /** New, or changed: another backup joined it, or the operator said a word on it. */
  put(anomaly: Anomaly): void;
  find(id: AnomalyId): Anomaly | null;
  /** Open ones first, then newest first. Null: of all sites. */
  list(options: { readonly siteId: SiteId | null; readonly open: boolean; readonly limit: number }): readonly Anomaly[];
  /** Of one site, oldest first. */
  ofSite(siteId: SiteId): readonly Anomaly[];
  /** Sites that have an open one. */
  sitesWithOpen(): ReadonlySet<SiteId>;
}

const Row = z.object({ document: json(Anomaly) });

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
    sitesWithOpen: () =>
      new Set(
        decodeAll(
          z.object({ siteId: Anomaly.shape.siteId }),
          'anomaly',
          sql.all('SELECT DISTINCT site_id AS siteId FROM anomaly WHERE acknowledged_at IS NULL'),
        ).map(({ siteId }) => siteId),
      ),
  };
}
