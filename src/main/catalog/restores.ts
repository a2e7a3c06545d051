import * as z from 'zod';
import type { IncidentId, RestoreId, SiteId } from '../../shared/model/ids.ts';
import { Restore } from '../../shared/model/restore.ts';
import { decodeAll, decodeMaybe, json } from './decode.ts';
import type { Sql, SqlValues } from './sql.ts';

export interface RestoresRepository {
  insert(restore: Restore): void;
  /** Everything but the memo. */
  put(restore: Restore): void;
  /** Plans of an incident that never ran: the next one takes their place. */
  dropPlanned(incidentId: IncidentId): void;
  find(id: RestoreId): Restore | null;
  /** Newest first. Nulls: all. `siteId`: written to, or restored from a backup of it. */
  list(options: { readonly siteId: SiteId | null; readonly incidentId: IncidentId | null; readonly limit: number }): readonly Restore[];
  /** `running`, `deciding`, `interrupted` or `stuck`: something may lie half done on a server. Oldest first. */
  unsettled(): readonly Restore[];
  /** With old data that is still kept for an undo, oldest first. */
  armed(): readonly Restore[];
  /** What a step has written down about itself; undefined when it has not. */
  memoOf(id: RestoreId, stepId: string): unknown;
  /** Durable when it returns. `memo`: JSON; never a secret. */
  putMemo(id: RestoreId, stepId: string, memo: unknown): void;
}

const Row = z.object({ document: json(Restore) });
const MemoRow = z.object({ memo: json(z.record(z.string(), z.unknown())) });

export function createRestoresRepository(sql: Sql): RestoresRepository {
  const all = (rest: string, values: SqlValues): readonly Restore[] =>
    decodeAll(Row, 'restore', sql.all(`SELECT id, document FROM restore ${rest}`, values)).map(({ document }) => document);
  const memos = (id: RestoreId): Readonly<Record<string, unknown>> =>
    decodeMaybe(MemoRow, 'restore', sql.get('SELECT id, memo FROM restore WHERE id = :id', { id }))?.memo ?? {};
  return {
    insert(restore) {
      sql.run(
        `INSERT INTO restore (id, incident_id, site_id, target_site_id, state, undo, created_at, document)
         VALUES (:id, :incidentId, :siteId, :targetSiteId, :state, :undo, :createdAt, :document)`,
        columnsOf(restore),
      );
    },
    put(restore) {
      sql.run(
        `UPDATE restore SET incident_id = :incidentId, site_id = :siteId, target_site_id = :targetSiteId, state = :state, undo = :undo,
           created_at = :createdAt, document = :document
         WHERE id = :id`,
        columnsOf(restore),
      );
    },
    dropPlanned(incidentId) {
      sql.run("DELETE FROM restore WHERE incident_id = :incidentId AND state = 'planned'", { incidentId });
    },
    find: (id) => decodeMaybe(Row, 'restore', sql.get('SELECT id, document FROM restore WHERE id = :id', { id }))?.document ?? null,
    list: ({ siteId, incidentId, limit }) =>
      all(
        `WHERE (:siteId IS NULL OR site_id = :siteId OR target_site_id = :siteId) AND incident_id = coalesce(:incidentId, incident_id)
         ORDER BY created_at DESC, id LIMIT :limit`,
        { siteId, incidentId, limit },
      ),
    unsettled: () => all("WHERE state IN ('running', 'deciding', 'interrupted', 'stuck') ORDER BY created_at, id", {}),
    armed: () => all("WHERE undo = 'armed' ORDER BY created_at, id", {}),
    memoOf: (id, stepId) => memos(id)[stepId],
    putMemo(id, stepId, memo) {
      sql.atomically(() => {
        sql.run('UPDATE restore SET memo = :memo WHERE id = :id', { id, memo: JSON.stringify({ ...memos(id), [stepId]: memo }) });
      });
    },
  };
}

function columnsOf(restore: Restore) {
  const { id, incidentId, siteId, targetSiteId, state, createdAt } = restore;
  return { id, incidentId, siteId, targetSiteId, state, undo: restore.undo.state, createdAt, document: JSON.stringify(restore) };
}
