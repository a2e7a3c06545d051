import type { RowDataPacket } from 'mysql2/promise';
import type { Mariadb, Row } from './mariadb.ts';
import { quoteName } from './mariadb.ts';

export interface TableTruth {
  readonly engine: string;
  /** Counted, not estimated. */
  readonly rows: number;
  /** CHECKSUM TABLE ... EXTENDED: every column of every row. */
  readonly checksum: string;
  readonly create: string;
}

/** Everything a dump has to bring back, in a form in which two databases of different names compare equal. */
export interface DatabaseTruth {
  readonly characterSet: string;
  readonly collation: string;
  readonly tables: Readonly<Record<string, TableTruth>>;
  readonly views: Readonly<Record<string, string>>;
  /** By `FUNCTION name` and `PROCEDURE name`. */
  readonly routines: Readonly<Record<string, string>>;
  readonly triggers: Readonly<Record<string, string>>;
  readonly events: Readonly<Record<string, string>>;
}

/**
 * Asks MariaDB itself, as the administrator, so that a test can assert that two databases are identical:
 * `expect(await readTruth(mariadb, 'restored')).toEqual(await readTruth(mariadb, 'aurora_market'))`.
 */
export async function readTruth(mariadb: Mariadb, database: string): Promise<DatabaseTruth> {
  const connection = await mariadb.connect({ database });
  const ask = async (statement: string, values: readonly string[] = []): Promise<readonly Row[]> => {
    const [rows] = await connection.query<RowDataPacket[]>(statement, [...values]);
    return rows;
  };
  const one = async (statement: string): Promise<Row> => {
    const [row] = await ask(statement);
    if (!row) throw new Error(`No answer to: ${statement}`);
    return row;
  };
  /** Views name their database in front of every table. */
  const comparable = (text: unknown) => String(text).replaceAll(`${quoteName(database)}.`, '');
  try {
    const schema = await one(`SELECT default_character_set_name AS cs, default_collation_name AS co
      FROM information_schema.schemata WHERE schema_name = DATABASE()`);
    const tables: Record<string, TableTruth> = {};
    const views: Record<string, string> = {};
    for (const { name, type, engine } of await ask(
      'SELECT table_name AS name, table_type AS type, engine FROM information_schema.tables WHERE table_schema = ? ORDER BY table_name',
      [database],
    )) {
      const quoted = quoteName(String(name));
      if (type === 'VIEW') {
        const view = await one(`SHOW CREATE VIEW ${quoted}`);
        views[String(name)] = comparable(view['Create View']);
        continue;
      }
      const create = await one(`SHOW CREATE TABLE ${quoted}`);
      tables[String(name)] = {
        engine: String(engine),
        rows: Number((await one(`SELECT COUNT(*) AS n FROM ${quoted}`))['n']),
        checksum: String((await one(`CHECKSUM TABLE ${quoted} EXTENDED`))['Checksum']),
        create: comparable(create['Create Table']),
      };
    }
    return {
      characterSet: String(schema['cs']),
      collation: String(schema['co']),
      tables,
      views,
      routines: await readRoutines(ask, one, comparable),
      triggers: await readTriggers(ask, one, comparable),
      events: await readEvents(ask, one, comparable),
    };
  } finally {
    await connection.end();
  }
}

type Ask = (statement: string, values?: readonly string[]) => Promise<readonly Row[]>;
type One = (statement: string) => Promise<Row>;
type Comparable = (text: unknown) => string;

async function readRoutines(ask: Ask, one: One, comparable: Comparable): Promise<Record<string, string>> {
  const routines: Record<string, string> = {};
  for (const { type, name } of await ask(`SELECT routine_type AS type, routine_name AS name
    FROM information_schema.routines WHERE routine_schema = DATABASE() AND routine_type IN ('FUNCTION', 'PROCEDURE') ORDER BY 1, 2`)) {
    const row = await one(`SHOW CREATE ${String(type)} ${quoteName(String(name))}`);
    const create = row[type === 'FUNCTION' ? 'Create Function' : 'Create Procedure'];
    routines[`${String(type)} ${String(name)}`] = withContext(row, comparable(create));
  }
  return routines;
}

async function readTriggers(ask: Ask, one: One, comparable: Comparable): Promise<Record<string, string>> {
  const triggers: Record<string, string> = {};
  for (const { name, place } of await ask(`SELECT trigger_name AS name, action_order AS place
    FROM information_schema.triggers WHERE trigger_schema = DATABASE() ORDER BY 1`)) {
    const row = await one(`SHOW CREATE TRIGGER ${quoteName(String(name))}`);
    // SHOW CREATE repeats FOLLOWS as written, a dump replays the order instead: the order is what must stay true.
    const create = comparable(row['SQL Original Statement']).replace(/ (FOLLOWS|PRECEDES) \S+\s/, ' ');
    triggers[String(name)] = `${withContext(row, create)}\n-- ${String(place)} of its kind`;
  }
  return triggers;
}

async function readEvents(ask: Ask, one: One, comparable: Comparable): Promise<Record<string, string>> {
  const events: Record<string, string> = {};
  for (const { name } of await ask('SELECT event_name AS name FROM information_schema.events WHERE event_schema = DATABASE() ORDER BY 1')) {
    const row = await one(`SHOW CREATE EVENT ${quoteName(String(name))}`);
    events[String(name)] = `${withContext(row, comparable(row['Create Event']))}\n-- in ${String(row['time_zone'])}`;
  }
  return events;
}

/** The same text means something else under another sql_mode or character set. */
function withContext(row: Row, create: string): string {
  return `${create}\n-- ${String(row['sql_mode'])}; ${String(row['character_set_client'])}; ${String(row['collation_connection'])}`;
}
