import { errorNumber, type DatabaseSession, type Row } from './database-session.ts';
import { isTableBeside } from './tables-beside.ts';
import { readPrivileges, type Privilege } from './privileges.ts';

/** What the server says a database has, as far as the user may see. */
export interface LiveInventory {
  readonly serverVersion: string;
  readonly isMariaDb: boolean;
  readonly privileges: ReadonlySet<Privilege>;
  readonly tables: readonly LiveTable[];
  /** Names of tables that a restore put beside the others: they belong to no site. */
  readonly beside: readonly string[];
  readonly views: readonly LiveView[];
  /** `procedure name`, `function name`. */
  readonly routines: readonly LiveRoutine[];
  /** MariaDB's sequences, `sequence name`: listed among the tables by the server, dumped with every structure. */
  readonly sequences: readonly string[];
  readonly triggers: readonly string[];
  readonly events: readonly string[];
  readonly schemaDefaults: { readonly characterSet: string; readonly collation: string };
  /** Bytes of data and indexes, information_schema's estimate. */
  readonly approximateBytes: number;
}

export interface LiveTable {
  readonly name: string;
  readonly engine: string;
  readonly transactional: boolean;
  /** The dump program keeps only its definition, because its rows lie in other tables or on another server. */
  readonly rowsElsewhere: boolean;
  /** Holds former states of its rows (WITH SYSTEM VERSIONING). */
  readonly versioned: boolean;
  /** information_schema's estimate; exact only for engines without transactions. */
  readonly approximateRows: number;
}

export interface LiveView {
  readonly name: string;
  /** Why the server itself cannot use it (a table or definer that is gone); null when it works. */
  readonly broken: string | null;
}

export interface LiveRoutine {
  readonly name: string;
  /** False: the user may see that it exists, not what it says. */
  readonly readable: boolean;
}

/** Engines whose tables take part in the one consistent moment of --single-transaction. */
const TRANSACTIONAL = new Set(['innodb', 'rocksdb', 'tokudb', 'ndbcluster', 'xtradb']);

/** Engines whose rows the dump programs leave out by design. */
const ROWS_ELSEWHERE = new Set(['mrg_myisam', 'mrg_isam', 'federated', 'connect', 'oqgraph', 'spider', 'vp']);

/** A MERGE table shows rows of other tables of the same server, which are dumped themselves. */
export const MERGE_ENGINES: ReadonlySet<string> = new Set(['mrg_myisam', 'mrg_isam']);

export async function readLiveInventory(session: DatabaseSession, database: string): Promise<LiveInventory> {
  const privileges = await readPrivileges(session, database);
  const [settings] = await session.query(
    'SELECT @@lower_case_table_names AS folded, @@character_set_database AS character_set, @@collation_database AS collation_name',
  );
  const exact = Number(settings?.['folded']) === 0;
  // information_schema compares names without regard to case, although two databases may differ in nothing else.
  const list = async (sql: string): Promise<readonly Row[]> => {
    const rows = await session.query(sql, [database]);
    return exact ? rows.filter((row) => row['db'] === database) : rows;
  };
  // Column names come back in upper or lower case depending on the version, so each has a name of its own.
  const tables = await list(
    `SELECT TABLE_SCHEMA AS db, TABLE_NAME AS name, TABLE_TYPE AS type, ENGINE AS engine, TABLE_ROWS AS row_count,
       COALESCE(DATA_LENGTH, 0) + COALESCE(INDEX_LENGTH, 0) AS size FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?`,
  );
  const routines = await list(
    `SELECT ROUTINE_SCHEMA AS db, LOWER(ROUTINE_TYPE) AS type, ROUTINE_NAME AS name, ROUTINE_DEFINITION IS NOT NULL AS readable
       FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ?`,
  );
  const triggers = await list(
    'SELECT TRIGGER_SCHEMA AS db, TRIGGER_NAME AS name FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ?',
  );
  const events = await list('SELECT EVENT_SCHEMA AS db, EVENT_NAME AS name FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ?');
  const views = tables.filter((row) => row['type'] === 'VIEW').map((row) => text(row, 'name'));
  const all = tables.filter((row) => row['type'] !== 'VIEW' && row['type'] !== 'SEQUENCE').map(liveTable);
  return {
    serverVersion: session.serverVersion,
    isMariaDb: session.isMariaDb,
    privileges,
    tables: all.filter(({ name }) => !isTableBeside(name)),
    beside: all.map(({ name }) => name).filter(isTableBeside),
    sequences: tables.filter((row) => row['type'] === 'SEQUENCE').map((row) => `sequence ${text(row, 'name')}`),
    views: await Promise.all(views.map(async (name) => ({ name, broken: await whyBroken(session, database, name) }))),
    routines: routines.map((row) => ({ name: `${text(row, 'type')} ${text(row, 'name')}`, readable: Number(row['readable']) === 1 })),
    triggers: triggers.map((row) => text(row, 'name')),
    events: events.map((row) => text(row, 'name')),
    schemaDefaults: { characterSet: String(settings?.['character_set']), collation: String(settings?.['collation_name']) },
    approximateBytes: tables.reduce((sum, row) => sum + Number(row['size'] ?? 0), 0),
  };
}

/** Whether a table holds at least so many rows now. */
export async function hasRows(session: DatabaseSession, database: string, table: string, atLeast: number): Promise<boolean> {
  const [row] = await session.query(
    `SELECT COUNT(*) AS n FROM (SELECT 1 FROM ${quoteName(database)}.${quoteName(table)} LIMIT ?) AS some`,
    [atLeast],
  );
  return Number(row?.['n'] ?? 0) >= atLeast;
}

export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

function liveTable(row: Row): LiveTable {
  const engine = row['engine'] === null ? 'unknown' : text(row, 'engine');
  return {
    name: text(row, 'name'),
    engine,
    transactional: TRANSACTIONAL.has(engine.toLowerCase()),
    rowsElsewhere: ROWS_ELSEWHERE.has(engine.toLowerCase()),
    versioned: row['type'] === 'SYSTEM VERSIONED',
    approximateRows: Number(row['row_count'] ?? 0),
  };
}

/** The dump program asks the same of every view and stops at the first that fails. */
async function whyBroken(session: DatabaseSession, database: string, view: string): Promise<string | null> {
  try {
    await session.query(`SHOW FIELDS FROM ${quoteName(database)}.${quoteName(view)}`);
    return null;
  } catch (error) {
    if (error instanceof Error && errorNumber(error) > 0) return error.message;
    throw error;
  }
}

function text(row: Row, column: string): string {
  return String(row[column] ?? '');
}
