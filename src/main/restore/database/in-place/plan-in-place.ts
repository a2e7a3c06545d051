import type { DatabaseInventory } from '../../../../shared/model/artifact.ts';
import { isTableBeside } from '../../../sites/tables-beside.ts';
import type { SchemaObjects } from '../../import/read-objects.ts';
import type { DatabaseWork } from '../database-work.ts';

/** What an import in place is about. */
export interface Scope {
  /** Null: the whole schema. */
  readonly tables: readonly string[] | null;
  /** Definitions stay; only the rows of the tables are replaced. */
  readonly rowsOnly: boolean;
}

/** Rows alone are put into the tables the backup has, and all others are left as they are. Pure. */
export function scopeOf({ choice, artifact }: Pick<DatabaseWork, 'choice' | 'artifact'>): Scope {
  const rowsOnly = choice.content === 'data';
  const chosen = choice.tables?.map(({ name }) => name) ?? null;
  return {
    tables: chosen ?? (rowsOnly ? artifact.inventory.tables.map(({ name }) => name).filter((name) => !isTableBeside(name)) : null),
    rowsOnly,
  };
}

/** Names of what an import would drop. */
export interface Doomed {
  readonly tables: readonly string[];
  readonly views: readonly string[];
  /** `procedure name`, `function name`, `sequence name`... */
  readonly routines: readonly string[];
  readonly events: readonly string[];
}

/** What there is in live of the scope, as the server spells it. Pure. */
export function doomedBy({ tables }: Scope, live: SchemaObjects): Doomed {
  if (tables === null)
    return { tables: live.tables, views: live.views, routines: [...live.routines, ...live.sequences], events: live.events };
  const has = namesOf(live, tables);
  return { tables: live.tables.filter((name) => has.has(folded(live, name))), views: [], routines: [], events: [] };
}

/**
 * What would be gone for good: things that are dropped and that no inventory has. Pure. Triggers go with their tables; `triggers` are those of the tables that are
 * dropped.
 */
export function uncovered(
  doomed: Doomed,
  triggers: readonly string[],
  live: SchemaObjects,
  inventories: readonly DatabaseInventory[],
): readonly string[] {
  const lacks = (what: string, names: readonly string[], of: (inventory: DatabaseInventory) => readonly string[]) => {
    const held = new Set(inventories.flatMap(of).map((name) => (what === 'table' ? folded(live, name) : name.toLowerCase())));
    return names.filter((name) => !held.has(what === 'table' ? folded(live, name) : name.toLowerCase())).map((name) => `${what} ${name}`);
  };
  return [
    ...lacks('table', doomed.tables, ({ tables }) => tables.map(({ name }) => name)),
    ...lacks('view', doomed.views, ({ views }) => views),
    ...lacks('routine', doomed.routines, ({ routines }) => routines),
    ...lacks('event', doomed.events, ({ events }) => events),
    ...lacks('trigger', triggers, (inventory) => inventory.triggers),
  ];
}

/** The part of what is doomed that some inventory has; the rest came by itself and is left alone. Pure. */
export function onlyCovered(doomed: Doomed, live: SchemaObjects, inventories: readonly DatabaseInventory[]): Doomed {
  const gone = new Set(uncovered(doomed, [], live, inventories));
  const kept = (what: string, names: readonly string[]) => names.filter((name) => !gone.has(`${what} ${name}`));
  return {
    tables: kept('table', doomed.tables),
    views: kept('view', doomed.views),
    routines: kept('routine', doomed.routines),
    events: kept('event', doomed.events),
  };
}

/** Those of the tables that an inventory has, as it spells them. Pure. */
export function tablesIn(
  inventory: DatabaseInventory,
  tables: readonly string[],
  live: Pick<SchemaObjects, 'foldsCase'>,
): readonly string[] {
  const wanted = namesOf(live, tables);
  return inventory.tables.map(({ name }) => name).filter((name) => wanted.has(folded(live, name)));
}

function namesOf(live: Pick<SchemaObjects, 'foldsCase'>, names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => folded(live, name)));
}

/** A server that folds names keeps them in lower case, whatever the dump says. */
function folded({ foldsCase }: Pick<SchemaObjects, 'foldsCase'>, name: string): string {
  return foldsCase ? name.toLowerCase() : name;
}
