import type { DumpIndex } from '../../dump-index/dump-index.ts';
import type { DumpPlan } from './plan-dump.ts';

/**
 * The completeness gate: everything the plan expects is in the dump and nothing else. Returns one sentence per difference; an empty list opens it.
 * `tablesWithRows`: tables of which the server says that they held rows before and hold rows now. Pure.
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
        found.push(`table ${table.name}: no rows in the dump, the server has some`);
    }
  }
  return found;
}

/** Tables whose rows are worth a look at the server: it says there are some, and the dump has none. */
export function suspiciouslyEmpty(plan: DumpPlan, index: DumpIndex, approximateRows: ReadonlyMap<string, number>): string[] {
  if (!plan.withData) return [];
  const rows = new Map(index.inventory.tables.map((table) => [table.name, table.rows ?? 0]));
  return plan.expected.tables.filter((name) => (rows.get(name) ?? 0) === 0 && (approximateRows.get(name) ?? 0) > 0);
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
