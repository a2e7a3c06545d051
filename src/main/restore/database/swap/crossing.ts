import { AppError } from '../../../errors/app-error.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import type { WorkSchemas } from '../schema-names.ts';
import { convergeCode } from './converge-code.ts';
import { crossOver } from './cross-over.ts';
import { switchProblem } from './switch-problem.ts';
import { dropStatement } from './plan-code.ts';
import type { Move, Presence } from './plan-renames.ts';
import { readDefaults, readSchema, readTables, readTriggers } from './read-schema.ts';
import { type CodeObject, type ColumnDefault, inSchema, isSameCode, type SchemaContent } from './schema-content.ts';
import type { SwitchServer } from './switch-sessions.ts';

export async function presenceOf(session: DatabaseSession, { live, aside, old }: WorkSchemas): Promise<Presence> {
  return { live: await readTables(session, live), aside: await readTables(session, aside), old: await readTables(session, old) };
}

export interface TableCrossing {
  readonly schemas: WorkSchemas;
  readonly moves: readonly Move[];
  /** The code live is to have again when nothing was renamed; null: what it has now. */
  readonly from: readonly CodeObject[] | null;
  /** The code live is to have afterwards. */
  readonly to: readonly CodeObject[];
  /** Tables that come to live: a view may have the name of one. */
  readonly newTables: readonly string[];
}

/**
 * Everything from the last look to the renamed tables, and the code of live as it is to be behind them at once. When the server refuses the renames, live has the code
 * from before again. Throws as `crossOver`.
 */
export async function crossTables(server: SwitchServer, { schemas, moves, from, to, newTables }: TableCrossing): Promise<void> {
  const { session } = server;
  const { live, aside } = schemas;
  const now = await readSchema(session, live);
  const gone = new Set<CodeObject>();
  try {
    for (const trigger of await readTriggers(session, aside)) await session.query(dropStatement(aside, trigger));
    const coming = new Set(newTables);
    for (const object of now.code) {
      // An event that is not the same afterwards must not run on the other tables.
      const isLeaving = object.kind === 'event' && !to.some((other) => isSameCode(object, other));
      const isInTheWay = object.kind === 'view' && coming.has(object.name);
      if (!isLeaving && !isInTheWay) continue;
      await session.query(dropStatement(live, object));
      gone.add(object);
    }
    const triggers = now.code.filter(({ kind }) => kind === 'trigger');
    for (const trigger of triggers) gone.add(trigger);
    const sequences = new Set(now.sequences);
    await crossOver(server, { moves, live, triggers, lockable: now.tables.filter((table) => !sequences.has(table)) });
  } catch (error) {
    // A lost session says nothing of what the server did; whoever comes next reads it.
    if (!(error instanceof AppError) || !/^(restore\.|database\.refused)/.test(error.code)) throw error;
    await convergeCode(session, live, null, from ?? now.code);
    throw switchProblem(error);
  }
  await convergeCode(
    session,
    live,
    now.code.filter((object) => !gone.has(object)),
    to,
  );
}

/** Gives columns the defaults that are wanted; one names a sequence with its schema, and does not follow either when it is renamed. */
export async function setDefaults(session: DatabaseSession, schema: string, wanted: readonly ColumnDefault[]): Promise<void> {
  if (wanted.length === 0) return;
  const now = await readDefaults(session, schema);
  for (const { table, column, expression } of wanted) {
    if (now.some((one) => one.table === table && one.column === column && one.expression === expression)) continue;
    await session.query(
      `ALTER TABLE ${quoteName(schema)}.${quoteName(table)} ALTER COLUMN ${quoteName(column)} SET DEFAULT (${expression})`,
    );
  }
}

export function defaultsIn(defaults: readonly ColumnDefault[], from: string, to: string): readonly ColumnDefault[] {
  return defaults.map((one) => ({ ...one, expression: inSchema(one.expression, from, to) }));
}

/** The character set new tables of a schema get. */
export async function schemaDefaults(
  session: DatabaseSession,
  schema: string,
  { characterSet, collation }: Pick<SchemaContent, 'characterSet' | 'collation'>,
): Promise<void> {
  const [row] = await session.query(
    'SELECT DEFAULT_CHARACTER_SET_NAME AS cs, DEFAULT_COLLATION_NAME AS co FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?',
    [schema],
  );
  if (row?.['cs'] === characterSet && row['co'] === collation) return;
  await session.query(`ALTER DATABASE ${quoteName(schema)} CHARACTER SET ${characterSet} COLLATE ${collation}`);
}
