import type { DumpIndex } from '../../dump-index/dump-index.ts';
import type { LiveTable } from '../../sites/live-inventory.ts';
import type { DumpPlan } from './plan-dump.ts';

/**
 * The completeness gate: everything the plan expects is in the dump and nothing else. Returns one sentence per difference; an empty list opens it.
 * `tablesWithRows`: tables that held many rows before the dump and hold many now (see suspiciouslyEmpty). Pure.
 */
export function differences(plan: DumpPlan, index: DumpIndex, tablesWithRows: ReadonlySet<string>): string[] {
  const { inventory } = index;
  const tablesInDump = inventory.tables.filter((table) => (plan.withStructure ? table.definition !== null : true)).map(({ name }) => name);
  const found: string[] = [];
  if (plan.withStructure) found.push(...compare('table', plan.expected.tables, tablesInDump));
  else found.push(...compareDataOnly(plan.expected.tables, tablesInDump));
  found.push(
    ...compare('view', plan.expected.views, inventory.views),
    ...compare('', plan.expected.routines, inventory.routines),
    ...compare('trigger', plan.expected.triggers, inventory.triggers),
    ...compare('event', plan.expected.events, inventory.events),
  );
  if (plan.withData) {
    for (const table of inventory.tables) {
      if (tablesWithRows.has(table.name) && (table.rows ?? 0) === 0)
        found.push(`table ${table.name}: no rows in the dump, many on the server`);
    }
  }
  return found;
}

/**
 * From how many rows on an empty table in the dump is a difference. A queue, a cache or a table of sessions may well have a few rows before, none in
 * the one moment of the dump, and some afterwards; and what information_schema says before is an estimate.
 */
export const MANY_ROWS = 100;

/** Tables worth a look at the server: it said there were many rows, and the dump has none. */
export function suspiciouslyEmpty(plan: DumpPlan, index: DumpIndex, tables: readonly LiveTable[]): string[] {
  if (!plan.withData) return [];
  const rows = new Map(index.inventory.tables.map((table) => [table.name, table.rows ?? 0]));
  return tables
    .filter((table) => !table.rowsElsewhere && table.approximateRows >= MANY_ROWS && (rows.get(table.name) ?? 0) === 0)
    .map(({ name }) => name);
}

function compare(what: string, expected: readonly string[], inDump: readonly string[]): string[] {
  const label = (name: string) => `${what} ${name}`.trim();
  const have = new Set(inDump);
  const want = new Set(expected);
  return [
    ...expected.filter((name) => !have.has(name)).map((name) => `${label(name)}: on the server, not in the dump`),
    ...inDump.filter((name) => !want.has(name)).map((name) => `${label(name)}: in the dump, not on the server when the dump began`),
  ];
}

/** A dump of data alone names only tables that have rows, so a missing name proves nothing by itself (see suspiciouslyEmpty). */
function compareDataOnly(expected: readonly string[], inDump: readonly string[]): string[] {
  const want = new Set(expected);
  return inDump.filter((name) => !want.has(name)).map((name) => `table ${name}: in the dump, not on the server when the dump began`);
}
