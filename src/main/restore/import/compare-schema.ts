import type { DatabaseInventory } from '../../../shared/model/artifact.ts';
import type { DatabaseSession } from '../../sites/database-session.ts';
import { quoteName } from '../../sites/live-inventory.ts';
import { isTableBeside } from '../../sites/tables-beside.ts';
import { readObjects, type SchemaObjects } from './read-objects.ts';

export interface SchemaComparison {
  /** One sentence each; empty when nothing differs. */
  readonly differences: readonly string[];
  readonly tables: number;
  /** Counted exactly, of all tables. */
  readonly rows: number;
}

export interface CompareOptions {
  /** Null: all. Else only these tables are looked at, with their triggers. */
  readonly tables: readonly string[] | null;
  readonly content: 'all' | 'structure' | 'data';
  /** Names of the tables where they lie; absent: their own. */
  readonly placed?: (table: string) => string;
  readonly signal: AbortSignal;
  readonly onTable?: (done: number) => void;
}

/** What a schema holds against what the artifact's inventory says: every object by name, every table by its exact count of rows. */
export async function compareSchema(
  session: DatabaseSession,
  schema: string,
  inventory: DatabaseInventory,
  { tables, content, placed = (table) => table, signal, onTable }: CompareOptions,
): Promise<SchemaComparison> {
  const wanted = tables === null ? null : new Set(tables);
  const expected = inventory.tables.filter(({ name }) => (wanted === null ? !isTableBeside(name) : wanted.has(name)));
  const found = await readObjects(session, schema);
  const present = new Map([...found.tables, ...found.beside].map((name) => [foldedName(found, name), name]));
  const differences: string[] = [];
  let rows = 0;
  for (const [index, table] of expected.entries()) {
    signal.throwIfAborted();
    const name = present.get(foldedName(found, placed(table.name)));
    if (name === undefined) {
      differences.push(`table ${table.name} is missing`);
      continue;
    }
    const count = await countRows(session, schema, name);
    rows += count;
    const wantedRows = content === 'structure' ? 0 : table.rows;
    // A dump without rows says nothing of how many there are.
    if (wantedRows !== null && wantedRows !== count) differences.push(`table ${table.name}: ${count} rows, the backup has ${wantedRows}`);
    onTable?.(index + 1);
  }
  if (wanted === null) {
    const names = new Set(expected.map(({ name }) => foldedName(found, name)));
    for (const name of found.tables) if (!names.has(foldedName(found, name))) differences.push(`table ${name} is not in the backup`);
    differences.push(
      ...(content === 'data'
        ? []
        : [
            ...namedDifferences('view', inventory.views, found.views),
            ...namedDifferences('routine', inventory.routines, [...found.routines, ...found.sequences]),
            ...namedDifferences('trigger', inventory.triggers, found.triggers),
            ...namedDifferences('event', inventory.events, found.events),
          ]),
    );
  }
  return { differences, tables: expected.length, rows };
}

async function countRows(session: DatabaseSession, schema: string, table: string): Promise<number> {
  const [row] = await session.query(`SELECT COUNT(*) AS n FROM ${quoteName(schema)}.${quoteName(table)}`);
  return Number(row?.['n'] ?? 0);
}

/** A server that folds names keeps them in lower case, whatever the dump says. */
function foldedName({ foldsCase }: SchemaObjects, name: string): string {
  return foldsCase ? name.toLowerCase() : name;
}

function namedDifferences(what: string, expected: readonly string[], found: readonly string[]): readonly string[] {
  const has = new Set(found.map((name) => name.toLowerCase()));
  const wants = new Set(expected.map((name) => name.toLowerCase()));
  return [
    ...expected.filter((name) => !has.has(name.toLowerCase())).map((name) => `${what} ${name} is missing`),
    ...found.filter((name) => !wants.has(name.toLowerCase())).map((name) => `${what} ${name} is not in the backup`),
  ];
}
