import * as z from 'zod';
import { Drill } from '../../shared/model/drill.ts';
import type { DrillId, SiteId } from '../../shared/model/ids.ts';
import { decodeAll, decodeMaybe, json } from './decode.ts';
import type { Sql } from './sql.ts';

export interface DrillsRepository {
  insert(drill: Drill): void;
  find(id: DrillId): Drill | null;
  /** Newest first. Null: of all sites. */
  list(options: { readonly siteId: SiteId | null; readonly limit: number }): readonly Drill[];
  newestPassed(siteId: SiteId): Drill | null;
}

const Row = z.object({ document: json(Drill) });

export function createDrillsRepository(sql: Sql): DrillsRepository {
  return {
    insert(drill) {
      const { id, siteId, startedAt, outcome } = drill;
      sql.run('INSERT INTO drill (id, site_id, started_at, outcome, document) VALUES (:id, :siteId, :startedAt, :outcome, :document)', {
        id,
        siteId,
        startedAt,
        outcome,
        document: JSON.stringify(drill),
      });
    },
    find: (id) => decodeMaybe(Row, 'drill', sql.get('SELECT id, document FROM drill WHERE id = :id', { id }))?.document ?? null,
    list: ({ siteId, limit }) =>
      decodeAll(
        Row,
        'drill',
        sql.all('SELECT id, document FROM drill WHERE site_id = coalesce(:siteId, site_id) ORDER BY started_at DESC, id LIMIT :limit', {
          siteId,
          limit,
        }),
      ).map(({ document }) => document),
    newestPassed: (siteId) =>
      decodeMaybe(
        Row,
        'drill',
        sql.get("SELECT id, document FROM drill WHERE site_id = :siteId AND outcome = 'passed' ORDER BY started_at DESC LIMIT 1", {
          siteId,
        }),
      )?.document ?? null,
  };
}
