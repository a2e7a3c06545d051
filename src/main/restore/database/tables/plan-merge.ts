import { createHash } from 'node:crypto';
import { pairOf, type Pair } from '../rows/pair-tables.ts';
import { columnIn } from '../rows/pair-tables.ts';
import type { TableShape } from '../rows/table-shapes.ts';
import type { MergeMemo } from './tables-memo.ts';

/** How missing rows come into a table, or why they cannot. */
export type MergePlan = { readonly kind: 'merge'; readonly memo: MergeMemo } | { readonly kind: 'not'; readonly why: string };

/**
 * Rows are told by the primary key both tables have; it is compared as the live table does. Pure. `backup`: of the imported table; undefined where one of the two is not there. `keysOf`: what the table is called that their keys are kept in.
 */
export function planMerge(
  table: string,
  live: TableShape | undefined,
  backup: TableShape | undefined,
  keysOf: (table: string) => string = ownKeys,
): MergePlan {
  const not = (why: string): MergePlan => ({ kind: 'not', why: `${table}: ${why}` });
  if (live === undefined) return not('it is not in the live database, so rows cannot be merged into it. Choose to replace it.');
  if (backup === undefined) return not('it was not imported.');
  const pair = pairOf(backup, live);
  const key = primaryKeyOf(pair);
  if (key === null) return not('it has no primary key that both sides have, so no row can be told from another.');
  const columns = pair.columns.map(({ name }) => columnIn(live, name).name);
  return { kind: 'merge', memo: { table: live.name, keys: keysOf(live.name), key: [...key], columns } };
}

/** In a schema of its own nothing else has such a name. */
function ownKeys(table: string): string {
  return `hf_added_${createHash('sha256').update(table).digest('hex').slice(0, 16)}`;
}

/** The columns of the primary key, as `pair` compares rows by it; null: there is none, or the two sides do not have the same. */
export function primaryKeyOf({ by }: Pair): readonly string[] | null {
  if (by.kind === 'rows' || by.index !== 'PRIMARY' || by.otherIndex !== 'PRIMARY') return null;
  return by.key.map(({ name }) => name);
}
