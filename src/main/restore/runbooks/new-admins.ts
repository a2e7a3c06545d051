import type { Sign } from '../../../shared/model/proposal.ts';
import type { DatabaseSession, Row } from '../../sites/database-session.ts';

const TABLES = /(?:^|_)(?:users?|admins?|administrators?|staff|members?|accounts?|customers?|auth_user|employees?)$/i;
const ONLY_ADMINS = /(?:^|_)(?:admins?|administrators?)$/i;
const CREATED = ['created_at', 'date_joined', 'created', 'user_registered', 'registered_at', 'created_on', 'createdat'];
const FLAGS = ['is_admin', 'is_superuser', 'is_super_admin', 'is_staff', 'admin', 'superuser', 'isadmin'];
const ROLES = ['role', 'user_role', 'role_name', 'user_type', 'type', 'usertype'];
const NAMES = ['email', 'user_email', 'username', 'user_login', 'login', 'name'];
const MOST_TABLES = 20;
const MOST_ROWS = 20;

/** A table that holds accounts with a time and a mark of rights, and how to ask it. */
export interface AccountTable {
  readonly table: string;
  readonly created: string;
  /** Columns whose number says that an account has rights. */
  readonly flags: readonly string[];
  readonly role: string | null;
  /** What an account is called by; null: nothing that is known. */
  readonly name: string | null;
}

/** Accounts with rights that were made lately, in tables that look like those of accounts. Only reads. Throws `database.*`. */
export async function findNewAdmins(session: DatabaseSession, database: string, days: number, now: number): Promise<readonly Sign[]> {
  // Times of type TIMESTAMP are told in the zone of the session.
  await session.query("SET SESSION time_zone = '+00:00'");
  const columns = await session.query(
    'SELECT TABLE_NAME AS t, COLUMN_NAME AS c, DATA_TYPE AS d FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? ORDER BY TABLE_NAME, ORDINAL_POSITION',
    [database],
  );
  const signs: Sign[] = [];
  const since = new Date(now - days * 86_400_000).toISOString().slice(0, 19).replace('T', ' ');
  for (const table of accountTables(columns).slice(0, MOST_TABLES)) {
    const rows = await session.query(statementFor(table), [since]);
    for (const row of rows) signs.push(...signOf(table, row, now));
  }
  return signs;
}

/** Rows: `t` table, `c` column, `d` its type. Pure. */
export function accountTables(columns: readonly Row[]): readonly AccountTable[] {
  const tables = Map.groupBy(columns, ({ t }) => String(t));
  return [...tables].flatMap(([table, rows]) => {
    if (!TABLES.test(table)) return [];
    const ofType = (names: readonly string[], type: RegExp) =>
      names
        .flatMap((name) => rows.filter(({ c, d }) => String(c).toLowerCase() === name && type.test(String(d))))
        .map(({ c }) => String(c));
    const [created] = ofType(CREATED, /^(?:datetime|timestamp|date)$/i);
    const flags = ofType(FLAGS, /int$|^(?:bit|boolean)$/i);
    const [role = null] = ofType(ROLES, /char$|^(?:enum|set|text)$/i);
    const [name = null] = ofType(NAMES, /char$|text$/i);
    if (created === undefined || (flags.length === 0 && role === null && !ONLY_ADMINS.test(table))) return [];
    return [{ table, created, flags, role, name }];
  });
}

function statementFor({ table, created, flags, role, name }: AccountTable): string {
  const hasRights = [
    ...flags.map((flag) => `${quoted(flag)} = 1`),
    ...(role === null
      ? []
      : [`LOWER(${quoted(role)}) REGEXP '(^|[^a-z])(admin|administrator|superadmin|super|root|owner|staff)([^a-z]|$)'`]),
  ];
  const where = hasRights.length === 0 ? '' : ` AND (${hasRights.join(' OR ')})`;
  const who = name === null ? "''" : `LEFT(${quoted(name)}, 100)`;
  return `SELECT ${quoted(created)} AS at, ${who} AS who FROM ${quoted(table)} WHERE ${quoted(created)} >= ?${where} ORDER BY ${quoted(created)} LIMIT ${MOST_ROWS}`;
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

function signOf({ table }: AccountTable, { at, who }: Row, now: number): readonly Sign[] {
  // Sites keep such times in UTC, as frameworks do unless they are told otherwise.
  const time = Date.parse(`${String(at).slice(0, 19).replace(' ', 'T')}${String(at).length > 10 ? '' : 'T00:00:00'}Z`);
  if (Number.isNaN(time)) return [];
  const name = who === null || who === '' ? 'An account' : `The account ${String(who)}`;
  return [{ at: new Date(Math.min(time, now)).toISOString(), code: 'new-admin', text: `${name} with rights was made in ${table}.` }];
}
