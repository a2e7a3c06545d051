import * as z from 'zod';
import type { SiteId } from '../../shared/model/ids.ts';
import { Instant } from '../../shared/model/instant.ts';
import { type ScheduledWork, Slot } from '../../shared/model/schedule.ts';
import { decode, decodeAll, decodeMaybe, json } from './decode.ts';
import type { Sql } from './sql.ts';

export interface SlotsRepository {
  /** A slot is known by its site, its work and its time: the same again replaces it. */
  put(slot: Slot): void;
  find(siteId: SiteId, work: ScheduledWork, dueAt: string): Slot | null;
  /** Waiting and running ones, oldest first. */
  open(): readonly Slot[];
  /** Due time of the newest that was due at `until` or before; null: none. */
  newestDueAt(siteId: SiteId, work: ScheduledWork, until: string): string | null;
  /** Newest that ran to some end and was due at `until` or before. */
  newestRun(siteId: SiteId, work: ScheduledWork, until: string): Slot | null;
  /** When one was last done (also with a warning), at `until` or before. */
  lastDoneAt(siteId: SiteId, work: ScheduledWork, until: string): string | null;
  /** Oldest first, both ends included. Nulls: of all sites, all work. */
  between(question: {
    readonly siteId: SiteId | null;
    readonly work: ScheduledWork | null;
    readonly from: string;
    readonly until: string;
  }): readonly Slot[];
  delete(slot: Pick<Slot, 'siteId' | 'work' | 'dueAt'>): void;
  /** Settled ones that were due before; returns how many. */
  forget(before: string): number;
}

const Row = z.object({ document: json(Slot) });
const DueRow = z.object({ dueAt: Instant.nullable() });
const SELECT = 'SELECT due_at AS id, document FROM slot';

export function createSlotsRepository(sql: Sql): SlotsRepository {
  const many = (text: string, values: Parameters<Sql['all']>[1]): readonly Slot[] =>
    decodeAll(Row, 'slot', sql.all(`${SELECT} ${text}`, values)).map(({ document }) => document);
  const one = (text: string, values: Parameters<Sql['get']>[1]): Slot | null =>
    decodeMaybe(Row, 'slot', sql.get(`${SELECT} ${text} LIMIT 1`, values))?.document ?? null;
  const OF = 'WHERE site_id = :siteId AND work = :work';
  return {
    put(slot) {
      const { siteId, work, dueAt, state, settledAt } = slot;
      sql.run(
        `INSERT INTO slot (site_id, work, due_at, state, settled_at, document) VALUES (:siteId, :work, :dueAt, :state, :settledAt, :document)
         ON CONFLICT (site_id, work, due_at) DO UPDATE SET state = excluded.state, settled_at = excluded.settled_at, document = excluded.document`,
        { siteId, work, dueAt, state, settledAt, document: JSON.stringify(slot) },
      );
    },
    find: (siteId, work, dueAt) => one(`${OF} AND due_at = :dueAt`, { siteId, work, dueAt }),
    open: () => many("WHERE state IN ('waiting', 'running') ORDER BY due_at", {}),
    newestDueAt: (siteId, work, until) =>
      decode(DueRow, 'slot', sql.get(`SELECT max(due_at) AS dueAt FROM slot ${OF} AND due_at <= :until`, { siteId, work, until })).dueAt,
    newestRun: (siteId, work, until) =>
      one(`${OF} AND due_at <= :until AND state IN ('done', 'warning', 'failed') ORDER BY due_at DESC`, { siteId, work, until }),
    lastDoneAt(siteId, work, until) {
      // One of a work is at work at a time, so the newest that was due is the newest that was done: the key finds it among a year of hours.
      const done = one(`${OF} AND settled_at <= :until AND state IN ('done', 'warning') ORDER BY due_at DESC`, { siteId, work, until });
      return done?.settledAt ?? null;
    },
    between: ({ siteId, work, from, until }) =>
      many(
        `WHERE due_at BETWEEN :from AND :until AND site_id = coalesce(:siteId, site_id) AND work = coalesce(:work, work)
         ORDER BY due_at, site_id, work`,
        { siteId, work, from, until },
      ),
    delete({ siteId, work, dueAt }) {
      sql.run('DELETE FROM slot WHERE site_id = :siteId AND work = :work AND due_at = :dueAt', { siteId, work, dueAt });
    },
    forget: (before) => sql.run("DELETE FROM slot WHERE due_at < :before AND state NOT IN ('waiting', 'running')", { before }),
  };
}
