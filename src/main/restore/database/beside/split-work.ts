import type { DatabaseWork } from '../database-work.ts';

/** A restore where one schema is all there is: what is imported over the live tables, and what is put beside them under names of its own. */
export interface SplitWork {
  readonly over: DatabaseWork | null;
  readonly beside: DatabaseWork | null;
}

/**
 * Single tables that are merged or kept lie beside the live ones; everything else goes in place. Rows alone have no table to lie in. What is replaced after both sides were
 * seen goes in place, and what was seen stays beside until it is let go. Pure.
 */
export function splitWork(work: DatabaseWork): SplitWork {
  const { choice, method } = work;
  if (method !== 'in-place' || choice.tables === null || choice.content === 'data')
    return method === 'in-place' ? { over: work, beside: null } : { over: null, beside: null };
  const only = (tables: typeof choice.tables): DatabaseWork | null =>
    tables.length === 0 ? null : { ...work, choice: { ...choice, tables } };
  return {
    over: only(choice.tables.filter(({ action }) => action === 'replace')),
    beside: only(
      choice.tables
        .filter(({ action, looked }) => action !== 'replace' || looked === true)
        .map((table) => (table.action === 'replace' ? { ...table, action: 'keep-aside' } : table)),
    ),
  };
}
