import type { DatabaseSession, Row } from '../../sites/database-session.ts';
import { isTableBeside } from '../../sites/tables-beside.ts';

/** Names of everything a schema holds, as the server spells them. */
export interface SchemaObjects {
  readonly tables: readonly string[];
  /** Tables a restore put beside the others; nothing but it drops them. */
  readonly beside: readonly string[];
  readonly views: readonly string[];
  /** `procedure name`, `function name`, `package name`, `package body name`. */
  readonly routines: readonly string[];
  /** `sequence name`. */
  readonly sequences: readonly string[];
  readonly triggers: readonly string[];
  readonly events: readonly string[];
  /** The server keeps names of tables in lower case, or compares them without regard to case. */
  readonly foldsCase: boolean;
}

export async function readObjects(session: DatabaseSession, schema: string): Promise<SchemaObjects> {
  const [settings] = await session.query('SELECT @@lower_case_table_names AS folded');
  const foldsCase = Number(settings?.['folded']) !== 0;
  // information_schema compares names without regard to case, although two schemas may differ in nothing else.
  const list = async (sql: string): Promise<readonly Row[]> => {
    const rows = await session.query(sql, [schema]);
    return foldsCase ? rows : rows.filter((row) => row['db'] === schema);
  };
  const tables = await list(
    'SELECT TABLE_SCHEMA AS db, TABLE_NAME AS name, TABLE_TYPE AS type FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?',
  );
  const routines = await list(
    'SELECT ROUTINE_SCHEMA AS db, LOWER(ROUTINE_TYPE) AS type, ROUTINE_NAME AS name FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ?',
  );
  const triggers = await list(
    'SELECT TRIGGER_SCHEMA AS db, TRIGGER_NAME AS name FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ?',
  );
  const events = await list('SELECT EVENT_SCHEMA AS db, EVENT_NAME AS name FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ?');
  const name = (row: Row): string => String(row['name']);
  const all = tables.filter(({ type }) => type !== 'VIEW' && type !== 'SEQUENCE').map(name);
  return {
    tables: all.filter((table) => !isTableBeside(table)),
    beside: all.filter(isTableBeside),
    views: tables.filter(({ type }) => type === 'VIEW').map(name),
    sequences: tables.filter(({ type }) => type === 'SEQUENCE').map((row) => `sequence ${name(row)}`),
    routines: routines.map((row) => `${String(row['type'])} ${name(row)}`),
    triggers: triggers.map(name),
    events: events.map(name),
    foldsCase,
  };
}
