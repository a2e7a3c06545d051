import type { DatabaseArtifact, DatabaseInventory } from '../../shared/model/artifact.ts';
import type { DumpIndex } from '../dump-index/dump-index.ts';

/**
 * How a dump differs from what its manifest says of it, one sentence each; empty when it does not. Byte ranges are not compared. A dump without a heading, which
 * only a server itself makes, has no end mark either: its backup says so. Pure.
 */
export function inventoryDifferences(
  expected: Pick<DatabaseArtifact, 'uncompressedBytes' | 'inventory' | 'dumpTool'>,
  found: Pick<DumpIndex, 'uncompressedBytes' | 'trailer' | 'inventory'>,
): readonly string[] {
  return [
    ...(found.uncompressedBytes === expected.uncompressedBytes
      ? []
      : [`${found.uncompressedBytes} bytes of SQL, the manifest says ${expected.uncompressedBytes}`]),
    ...(found.trailer || expected.dumpTool === null ? [] : ['the end mark is missing']),
    ...objectDifferences(expected.inventory, found.inventory),
  ];
}

/** The objects of a dump and their rows, against those of the manifest. Pure. */
export function objectDifferences(expected: DatabaseInventory, inventory: DatabaseInventory): readonly string[] {
  const rows = new Map(inventory.tables.map((table) => [table.name, table.rows]));
  return [
    ...compareNames('table', namesOf(expected.tables), namesOf(inventory.tables)),
    ...expected.tables
      .filter(({ name, rows: wanted }) => rows.has(name) && rows.get(name) !== wanted)
      .map(({ name, rows: wanted }) => `table ${name}: ${rows.get(name) ?? 'no'} rows, the manifest says ${wanted ?? 'none'}`),
    ...compareNames('view', expected.views, inventory.views),
    ...compareNames('routine', expected.routines, inventory.routines),
    ...compareNames('trigger', expected.triggers, inventory.triggers),
    ...compareNames('event', expected.events, inventory.events),
  ];
}

function namesOf(tables: readonly { readonly name: string }[]): readonly string[] {
  return tables.map(({ name }) => name);
}

function compareNames(what: string, expected: readonly string[], found: readonly string[]): readonly string[] {
  const has = new Set(found);
  const wants = new Set(expected);
  return [
    ...expected.filter((name) => !has.has(name)).map((name) => `${what} ${name}: in the manifest, not in the dump`),
    ...found.filter((name) => !wants.has(name)).map((name) => `${what} ${name}: in the dump, not in the manifest`),
  ];
}
