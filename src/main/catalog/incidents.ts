import * as z from 'zod';
import type { IncidentId, SiteId } from '../../shared/model/ids.ts';
import { Incident } from '../../shared/model/incident.ts';
import { decodeAll, decodeMaybe, json } from './decode.ts';
import { isUniqueViolation, type Sql } from './sql.ts';

export interface IncidentsRepository {
  /** Takes the next free number of the day: `number` of what is stored is `day` and `-1`, `-2`... `day`: `2026-11-21`. */
  open(incident: Omit<Incident, 'number'>, day: string): Incident;
  /** Replaces the whole document; numbers never change. */
  put(incident: Incident): void;
  find(id: IncidentId): Incident | null;
  /** Newest first. Null: of all sites. */
  list(options: { readonly siteId: SiteId | null; readonly limit: number }): readonly Incident[];
}

const Row = z.object({ document: json(Incident) });

export function createIncidentsRepository(sql: Sql): IncidentsRepository {
  const insert = (incident: Incident): void => {
    sql.run(
      `INSERT INTO incident (id, number, site_id, opened_at, closed_at, document) VALUES (:id, :number, :siteId, :openedAt, :closedAt, :document)`,
      columnsOf(incident),
    );
  };
  return {
    open(incident, day) {
      for (let count = 1; ; count += 1) {
        const numbered = { ...incident, number: `${day}-${count}` };
        try {
          insert(numbered);
          return numbered;
        } catch (error) {
          if (!isUniqueViolation(error)) throw error;
        }
      }
    },
    put(incident) {
      sql.run(
        `UPDATE incident SET number = :number, site_id = :siteId, opened_at = :openedAt, closed_at = :closedAt, document = :document WHERE id = :id`,
        columnsOf(incident),
      );
    },
    find: (id) => decodeMaybe(Row, 'incident', sql.get('SELECT id, document FROM incident WHERE id = :id', { id }))?.document ?? null,
    list: ({ siteId, limit }) =>
      decodeAll(
        Row,
        'incident',
        sql.all(
          'SELECT id, document FROM incident WHERE site_id = coalesce(:siteId, site_id) ORDER BY opened_at DESC, number DESC LIMIT :limit',
          { siteId, limit },
        ),
      ).map(({ document }) => document),
  };
}

function columnsOf(incident: Incident) {
  const { id, number, siteId, openedAt, closedAt } = incident;
  return { id, number, siteId, openedAt, closedAt, document: JSON.stringify(incident) };
}
