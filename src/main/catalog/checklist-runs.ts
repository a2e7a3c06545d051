import * as z from 'zod';
import { type ChecklistName, type ChecklistPeriod, ChecklistRun } from '../../shared/model/checklist.ts';
import { decodeAll, decodeMaybe, json } from './decode.ts';
import type { Sql } from './sql.ts';

export interface ChecklistRunsRepository {
  find(list: ChecklistName, period: ChecklistPeriod): ChecklistRun | null;
  /** Newest period first. */
  list(list: ChecklistName, options: { readonly limit: number }): readonly ChecklistRun[];
  put(run: ChecklistRun): void;
  remove(list: ChecklistName, period: ChecklistPeriod): void;
}

const Row = z.object({ document: json(ChecklistRun) });
const SELECT = "SELECT list || ' ' || period AS id, document FROM checklist_run";

export function createChecklistRunsRepository(sql: Sql): ChecklistRunsRepository {
  return {
    find: (list, period) =>
      decodeMaybe(Row, 'checklist_run', sql.get(`${SELECT} WHERE list = :list AND period = :period`, { list, period }))?.document ?? null,
    list: (list, { limit }) =>
      decodeAll(Row, 'checklist_run', sql.all(`${SELECT} WHERE list = :list ORDER BY period DESC LIMIT :limit`, { list, limit })).map(
        ({ document }) => document,
      ),
    put(run) {
      const { list, period, startedAt, completedAt } = run;
      sql.run(
        `INSERT INTO checklist_run (list, period, started_at, completed_at, document)
         VALUES (:list, :period, :startedAt, :completedAt, :document)
         ON CONFLICT (list, period) DO UPDATE SET started_at = excluded.started_at, completed_at = excluded.completed_at,
           document = excluded.document`,
        { list, period, startedAt, completedAt, document: JSON.stringify(run) },
      );
    },
    remove(list, period) {
      sql.run('DELETE FROM checklist_run WHERE list = :list AND period = :period', { list, period });
    },
  };
}
