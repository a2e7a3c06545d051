import type { DatabaseInventory, DatabaseKind, TableInventory } from '../../../shared/model/artifact.ts';
import type { Backup } from '../../../shared/model/backup.ts';
import type { DatabaseDifference, TableDifference } from '../../../shared/model/diff.ts';

/** A database as a backup holds it, in a dump of its own or in one inside a zip. */
interface DatabaseState {
  readonly kind: DatabaseKind;
  readonly inventory: DatabaseInventory;
}

/** Every database either backup holds, by name: a dump in a zip compares with one of our own. Pure. */
export function databaseDifferences(before: Pick<Backup, 'artifacts'>, after: Pick<Backup, 'artifacts'>): DatabaseDifference[] {
  const [old, now] = [statesOf(before), statesOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].toSorted();
  return names.map((database) => differenceOf(database, old.get(database), now.get(database)));
}

/** Of two dumps of one database the one that holds the most. */
function statesOf({ artifacts }: Pick<Backup, 'artifacts'>): ReadonlyMap<string, DatabaseState> {
  const states = new Map<string, DatabaseState>();
  const add = (database: string, state: DatabaseState): void => {
    const other = states.get(database);
    if (other === undefined || (other.kind !== 'full' && state.kind === 'full')) states.set(database, state);
  };
  for (const artifact of artifacts) {
    if (artifact.part === 'database') add(artifact.database, artifact);
    if (artifact.part === 'bundle') for (const { database, inventory } of artifact.dumps) add(database, { kind: 'full', inventory });
  }
  return states;
}

function differenceOf(database: string, before: DatabaseState | undefined, after: DatabaseState | undefined): DatabaseDifference {
  if (before === undefined || after === undefined) {
    const onlyIn = before === undefined ? 'after' : 'before';
    return { database, onlyIn, tables: [], sameTables: 0, objectsAdded: [], objectsRemoved: [] };
  }
  const tables = tableDifferences(before.inventory.tables, after.inventory.tables);
  const same = after.inventory.tables.length - tables.filter(({ change }) => change !== 'gone').length;
  // A dump of the data alone names no views and the like: that they are not in it says nothing.
  const saysObjects = before.kind !== 'data' && after.kind !== 'data';
  const [old, now] = saysObjects ? [objectsOf(before.inventory), objectsOf(after.inventory)] : [[], []];
  return {
    database,
    onlyIn: null,
    tables,
    sameTables: same,
    objectsAdded: now.filter((name) => !old.includes(name)),
    objectsRemoved: old.filter((name) => !now.includes(name)),
  };
}

/** New and gone tables, and those whose rows were counted in both and differ; by name. */
function tableDifferences(before: readonly TableInventory[], after: readonly TableInventory[]): TableDifference[] {
  const old = new Map(before.map((table) => [table.name, table]));
  const now = new Map(after.map((table) => [table.name, table]));
  const names = [...new Set([...old.keys(), ...now.keys()])].toSorted();
  return names.flatMap((name): TableDifference[] => {
    const rowsBefore = old.get(name)?.rows ?? null;
    const rowsAfter = now.get(name)?.rows ?? null;
    if (!old.has(name)) return [{ name, change: 'new', rowsBefore, rowsAfter }];
    if (!now.has(name)) return [{ name, change: 'gone', rowsBefore, rowsAfter }];
    if (rowsBefore === null || rowsAfter === null || rowsBefore === rowsAfter) return [];
    return [{ name, change: 'rows', rowsBefore, rowsAfter }];
  });
}

function objectsOf({ views, routines, triggers, events }: DatabaseInventory): readonly string[] {
  return [
    ...views.map((name) => `view ${name}`),
    ...routines,
    ...triggers.map((name) => `trigger ${name}`),
    ...events.map((name) => `event ${name}`),
  ];
}
