import type { DatabaseWork } from '../database-work.ts';
import { workSchemas } from '../schema-names.ts';

/** Schemas between which rows are looked for. */
export interface RowHomes {
  /** Before the switch: rows of `from` that `against` lacks are what it would take away. */
  readonly before: { readonly from: string; readonly against: string };
  /** After it. */
  readonly after: { readonly from: string; readonly against: string };
  /** What the site works on after the switch. */
  readonly current: string;
  readonly side: string;
  /** Tables whose rows the switch takes away; null: all. */
  readonly tables: readonly string[] | null;
}

/** With `switch-env` no table moves: the site is pointed to the imported schema, and what was live stays where it is. Pure. */
export function rowHomes(work: Pick<DatabaseWork, 'restoreId' | 'artifact' | 'database' | 'choice' | 'method'>): RowHomes {
  const { live, aside, old, side } = workSchemas(work);
  const chosen = work.choice.tables;
  const before = { from: live, against: aside };
  const tables = chosen?.filter(({ action }) => action === 'replace').map(({ name }) => name) ?? null;
  if (work.method === 'switch-env' && chosen === null) return { before, after: before, current: aside, side, tables };
  return { before, after: { from: old, against: live }, current: live, side, tables };
}
