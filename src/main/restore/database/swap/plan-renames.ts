import { quoteName } from '../../../sites/live-inventory.ts';
import type { WorkSchemas } from '../schema-names.ts';

/** Tables that lie in the three schemas now. */
export interface Presence {
  readonly live: ReadonlySet<string>;
  readonly aside: ReadonlySet<string>;
  readonly old: ReadonlySet<string>;
}

/** Tables as they were when the switch was planned. */
export interface Planned {
  readonly old: readonly string[];
  readonly new: readonly string[];
}

export interface Move {
  readonly table: string;
  readonly from: string;
  readonly to: string;
}

export type Renames =
  | { readonly state: 'moves'; readonly moves: readonly Move[] }
  | { readonly state: 'gone'; readonly tables: readonly string[] };

/**
 * The renames that are left to make the imported tables live, from wherever it stopped. Pure. A table of live is the new one only when it is not in aside any more,
 * so each of them is told without a record of what was done. Also tables that came up since the plan go to old.
 */
export function renamesForward({ live, aside, old }: WorkSchemas, planned: Planned, now: Presence): readonly Move[] {
  const waiting = planned.new.filter((table) => now.aside.has(table));
  const isOver = planned.new.length > 0 ? waiting.length === 0 : planned.old.every((table) => !now.live.has(table) || now.old.has(table));
  const isNew = new Set(planned.new.filter((table) => !now.aside.has(table)));
  // When all new ones are live, tables beside them may have been made since, by a migration: only those known from before are still to go.
  const leaving = isOver ? planned.old : [...now.live];
  const away = leaving.filter((table) => now.live.has(table) && !now.old.has(table) && !isNew.has(table));
  return [...away.map((table) => ({ table, from: live, to: old })), ...waiting.map((table) => ({ table, from: aside, to: live }))];
}

/**
 * The renames that bring the tables from before back, from wherever it stopped. Pure. What is live beside them goes to aside, also what a migration made since.
 * `gone`: tables from before that are nowhere any more; then nothing is to be renamed.
 */
export function renamesBack({ live, aside, old }: WorkSchemas, planned: Planned, now: Presence): Renames {
  const isNew = new Set(planned.new);
  /** Never left: it is not in old, and the one in live cannot be the new one. */
  const stayed = new Set(
    planned.old.filter((table) => !now.old.has(table) && now.live.has(table) && (!isNew.has(table) || now.aside.has(table))),
  );
  const gone = planned.old.filter((table) => !now.old.has(table) && !stayed.has(table));
  const happened = planned.old.length > 0 ? now.old.size > 0 : planned.new.some((table) => !now.aside.has(table) && now.live.has(table));
  if (!happened) return gone.length > 0 && planned.old.length > 0 ? { state: 'gone', tables: gone } : { state: 'moves', moves: [] };
  if (gone.length > 0) return { state: 'gone', tables: gone };
  const leaving = [...now.live].filter((table) => !stayed.has(table));
  return {
    state: 'moves',
    moves: [
      ...leaving.map((table) => ({ table, from: live, to: aside })),
      ...[...now.old].map((table) => ({ table, from: old, to: live })),
    ],
  };
}

/** One statement: the server makes all of them or none, and nobody sees a state in between. */
export function renameStatement(moves: readonly Move[]): string {
  const named = (schema: string, table: string) => `${quoteName(schema)}.${quoteName(table)}`;
  return `RENAME TABLE ${moves.map(({ table, from, to }) => `${named(from, table)} TO ${named(to, table)}`).join(', ')}`;
}
