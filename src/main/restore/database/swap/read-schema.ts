import { errorNumber, type DatabaseSession, type Row } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import type { CodeObject, ColumnDefault, SchemaContent } from './schema-content.ts';

/** Everything a schema holds but its rows, as it can be made again. Throws `database.*`. */
export async function readSchema(session: DatabaseSession, schema: string): Promise<SchemaContent> {
  const list = await listerOf(session, schema);
  const named = await list(
    'SELECT TABLE_SCHEMA AS db, TABLE_NAME AS name, TABLE_TYPE AS type FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME',
  );
  const tables = named.filter(({ type }) => type !== 'VIEW');
  const [defaults] = await session.query(
    'SELECT DEFAULT_CHARACTER_SET_NAME AS cs, DEFAULT_COLLATION_NAME AS co FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?',
    [schema],
  );
  return {
    schema,
    tables: tables.map((row) => text(row, 'name')),
    sequences: tables.filter(({ type }) => type === 'SEQUENCE').map((row) => text(row, 'name')),
    code: [
      ...(await readTriggers(session, schema)),
      ...(await readRoutines(session, schema)),
      ...(await readViews(session, schema)),
      ...(await readEvents(session, schema)),
    ],
    characterSet: text(defaults ?? {}, 'cs'),
    collation: text(defaults ?? {}, 'co'),
    defaults: [...(await readDefaults(session, schema))],
  };
}

/** Defaults that take their value from a sequence. */
export async function readDefaults(session: DatabaseSession, schema: string): Promise<readonly ColumnDefault[]> {
  const list = await listerOf(session, schema);
  const columns = await list(
    `SELECT TABLE_SCHEMA AS db, TABLE_NAME AS tab, COLUMN_NAME AS col, COLUMN_DEFAULT AS expression FROM information_schema.COLUMNS
       WHERE TABLE_SCHEMA = ? AND COLUMN_DEFAULT LIKE '%nextval(%'`,
  );
  return columns.map((row) => ({ table: text(row, 'tab'), column: text(row, 'col'), expression: text(row, 'expression') }));
}

/** Names of the tables and sequences of a schema; empty also where there is no such schema. */
export async function readTables(session: DatabaseSession, schema: string): Promise<ReadonlySet<string>> {
  const list = await listerOf(session, schema);
  const rows = await list(
    "SELECT TABLE_SCHEMA AS db, TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_TYPE <> 'VIEW'",
  );
  return new Set(rows.map((row) => text(row, 'name')));
}

/** Triggers in the order they run. The place among others goes by that order, never by name: the other one may not be there yet when this one is made. */
export async function readTriggers(session: DatabaseSession, schema: string): Promise<readonly CodeObject[]> {
  const list = await listerOf(session, schema);
  const rows = await list(
    `SELECT TRIGGER_SCHEMA AS db, TRIGGER_NAME AS name, EVENT_OBJECT_TABLE AS tab, ACTION_STATEMENT AS body, DEFINER AS definer
       FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ? ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER`,
  );
  const triggers: CodeObject[] = [];
  for (const row of rows) {
    const shown = await show(session, 'TRIGGER', schema, text(row, 'name'));
    if (shown === null) continue;
    const create = withoutPlace(text(shown, 'SQL Original Statement'), text(row, 'body'));
    triggers.push({ ...objectOf('trigger', row, shown, create), table: text(row, 'tab') });
  }
  return triggers;
}

async function readRoutines(session: DatabaseSession, schema: string): Promise<readonly CodeObject[]> {
  const list = await listerOf(session, schema);
  const rows = await list(
    `SELECT ROUTINE_SCHEMA AS db, LOWER(ROUTINE_TYPE) AS type, ROUTINE_NAME AS name, DEFINER AS definer
       FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ? ORDER BY ROUTINE_TYPE, ROUTINE_NAME`,
  );
  const routines: CodeObject[] = [];
  for (const row of rows) {
    const kind = text(row, 'type') as 'procedure' | 'function' | 'package' | 'package body';
    const shown = await show(session, kind.toUpperCase(), schema, text(row, 'name'));
    if (shown === null) continue;
    const [, create = null] = Object.entries(shown).find(([column]) => /^Create /i.test(column)) ?? [];
    routines.push(objectOf(kind, row, shown, create === null ? '' : String(create)));
  }
  return routines;
}

async function readViews(session: DatabaseSession, schema: string): Promise<readonly CodeObject[]> {
  const list = await listerOf(session, schema);
  const rows = await list(
    'SELECT TABLE_SCHEMA AS db, TABLE_NAME AS name, DEFINER AS definer FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME',
  );
  const views: CodeObject[] = [];
  for (const row of rows) {
    const shown = await show(session, 'VIEW', schema, text(row, 'name'));
    if (shown === null) continue;
    const broken = await isBroken(session, schema, text(row, 'name'));
    views.push({ ...objectOf('view', row, shown, text(shown, 'Create View')), sqlMode: null, broken });
  }
  return views;
}

async function isBroken(session: DatabaseSession, schema: string, view: string): Promise<boolean> {
  try {
    await session.query(`SHOW FIELDS FROM ${quoteName(schema)}.${quoteName(view)}`);
    return false;
  } catch (error) {
    if (errorNumber(error) > 0) return true;
    throw error;
  }
}

async function readEvents(session: DatabaseSession, schema: string): Promise<readonly CodeObject[]> {
  const list = await listerOf(session, schema);
  const rows = await list(
    `SELECT EVENT_SCHEMA AS db, EVENT_NAME AS name, DEFINER AS definer, STATUS AS status
       FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ? ORDER BY EVENT_NAME`,
  );
  const events: CodeObject[] = [];
  for (const row of rows) {
    const shown = await show(session, 'EVENT', schema, text(row, 'name'));
    if (shown === null) continue;
    const create = disabledEvent(text(shown, 'Create Event'));
    events.push({ ...objectOf('event', row, shown, create), timeZone: text(shown, 'time_zone'), enabled: row['status'] === 'ENABLED' });
  }
  return events;
}

function objectOf(kind: CodeObject['kind'], row: Row, shown: Row, create: string): CodeObject {
  return {
    kind,
    name: text(row, 'name'),
    table: null,
    create,
    definer: text(row, 'definer'),
    sqlMode: text(shown, 'sql_mode'),
    characterSet: sendable(text(shown, 'character_set_client'), create),
    collation: text(shown, 'collation_connection'),
    timeZone: null,
    enabled: false,
    broken: false,
  };
}

/** Null: it went away meanwhile. */
async function show(session: DatabaseSession, what: string, schema: string, name: string): Promise<Row | null> {
  try {
    const [row] = await session.query(`SHOW CREATE ${what} ${quoteName(schema)}.${quoteName(name)}`);
    return row ?? null;
  } catch (error) {
    // No such trigger, routine, event, table.
    if ([1360, 1305, 1539, 1146].includes(errorNumber(error))) return null;
    // Denied: without a text it could not be made again, and whoever plans says so.
    if ([1044, 1142, 1227, 1370].includes(errorNumber(error))) return {};
    throw error;
  }
}

/**
 * Statements are sent as UTF-8. A text that is more than ASCII and was written in another character set is made again as UTF-8: its letters are the same, and
 * what they are compared by is kept.
 */
function sendable(characterSet: string, create: string): string {
  // ASCII begins with its control characters.
  // oxlint-disable-next-line no-control-regex
  return /^utf8/i.test(characterSet) || /^[\x00-\x7f]*$/.test(create) ? characterSet : 'utf8mb4';
}

/** Whether an event runs is kept apart: what is imported is disabled in any case. */
export function disabledEvent(create: string): string {
  return create.replace(/( ON COMPLETION (?:NOT )?PRESERVE) (?:ENABLE|DISABLE ON SLAVE|DISABLE ON REPLICA|DISABLE)\b/, '$1 DISABLE');
}

/** The place of a trigger stands right before its body, as it was written. */
export function withoutPlace(create: string, body: string): string {
  if (!create.endsWith(body)) return create;
  const head = create.slice(0, create.length - body.length);
  return `${head.replace(/\s(?:FOLLOWS|PRECEDES)\s+(?:`(?:[^`]|``)+`|"[^"]+"|\S+)\s*$/iu, ' ')}${body}`;
}

/** information_schema compares names without regard to case, although two schemas may differ in nothing else. */
async function listerOf(session: DatabaseSession, schema: string): Promise<(sql: string) => Promise<readonly Row[]>> {
  const [settings] = await session.query('SELECT @@lower_case_table_names AS folded');
  const isExact = Number(settings?.['folded']) === 0;
  return async (sql) => {
    const rows = await session.query(sql, [schema]);
    return isExact ? rows.filter((row) => row['db'] === schema) : rows;
  };
}

function text(row: Row, column: string): string {
  return String(row[column] ?? '');
}
