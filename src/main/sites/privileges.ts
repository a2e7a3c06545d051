import type { DatabaseSession } from './database-session.ts';

/** What a user needs for a whole backup of one database. PROCESS and LOCK TABLES are not among them: the dump does without. */
export const NEEDED_PRIVILEGES = ['SELECT', 'SHOW VIEW', 'TRIGGER', 'EVENT'] as const;

/** Any of these shows that a procedure or function exists; without one it is as if there were none. */
export const ROUTINE_PRIVILEGES = ['EXECUTE', 'CREATE ROUTINE', 'ALTER ROUTINE', 'SHOW_ROUTINE', 'SHOW CREATE ROUTINE'] as const;

const PRIVILEGES = [...NEEDED_PRIVILEGES, ...ROUTINE_PRIVILEGES] as const;
export type Privilege = (typeof PRIVILEGES)[number];

interface Grant<T extends string> {
  readonly kind: 'GRANT' | 'REVOKE';
  readonly privileges: ReadonlySet<T>;
  /** Null: everything (`*.*`). Else the name or pattern of databases as it is meant, `_` and `%` being wildcards unless escaped. */
  readonly pattern: string | null;
  /** The account or role the line speaks of. */
  readonly who: string;
}

const LINE = /^(GRANT|REVOKE) (.+?) ON (?:(\*\.\*)|(`(?:[^`]|``)+`|[^`\s.]+)\.\*) (?:TO|FROM) (`(?:[^`]|``)+`|'(?:[^']|'')+'|\S+)/i;

/**
 * Which privileges that matter for a backup the lines of SHOW GRANTS give on a database. Pure.
 *
 * As the server decides: for each account or role, what it has on everything, and of all patterns that match the database only the most specific
 * one. Lines of REVOKE (MySQL's partial revokes) take away from what is granted on everything. `foldCase`: the server compares database names
 * without regard to case (lower_case_table_names is not 0).
 */
export function grantedPrivileges(lines: readonly string[], database: string, foldCase: boolean): ReadonlySet<Privilege> {
  return grantedOf(PRIVILEGES, lines, database, foldCase);
}

/** As `grantedPrivileges`, of any privileges one asks for. */
function grantedOf<T extends string>(asked: readonly T[], lines: readonly string[], database: string, foldCase: boolean): ReadonlySet<T> {
  const grants = lines.map((line) => readGrant(asked, line)).filter((grant) => grant !== null);
  const granted = new Set<T>();
  for (const who of new Set(grants.map((grant) => grant.who))) {
    const own = grants.filter((grant) => grant.who === who);
    const revoked = own.filter((grant) => grant.kind === 'REVOKE' && grant.pattern !== null && matches(grant.pattern, database, foldCase));
    const everywhere = own.filter((grant) => grant.kind === 'GRANT' && grant.pattern === null);
    for (const privilege of everywhere.flatMap((grant) => [...grant.privileges])) {
      if (!revoked.some((grant) => grant.privileges.has(privilege))) granted.add(privilege);
    }
    for (const privilege of mostSpecific(own, database, foldCase)) granted.add(privilege);
  }
  return granted;
}

/** The session's own privileges, with those of the roles that are active in it: the dump program signs in alike and has the same. */
export async function readPrivileges(session: DatabaseSession, database: string): Promise<ReadonlySet<Privilege>> {
  return readGranted(session, PRIVILEGES, database);
}

/** Which of `asked` the session has on a database, whether it is there or not. */
export async function readGranted<T extends string>(
  session: DatabaseSession,
  asked: readonly T[],
  database: string,
): Promise<ReadonlySet<T>> {
  const [settings] = await session.query('SELECT @@lower_case_table_names AS folded');
  const rows = await session.query(`SHOW GRANTS${await usingActiveRoles(session)}`);
  const lines = rows.flatMap((row) => Object.values(row).map(String));
  return grantedOf(asked, lines, database, Number(settings?.['folded']) !== 0);
}

/** MariaDB lists the grants of the active role by itself; MySQL wants the roles named. */
async function usingActiveRoles(session: DatabaseSession): Promise<string> {
  if (session.isMariaDb || session.serverVersion.startsWith('5.')) return '';
  const [row] = await session.query('SELECT CURRENT_ROLE() AS roles');
  const roles = String(row?.['roles'] ?? 'NONE');
  return roles === 'NONE' || roles === '' ? '' : ` FOR CURRENT_USER() USING ${roles}`;
}

function readGrant<T extends string>(asked: readonly T[], line: string): Grant<T> | null {
  const match = LINE.exec(line);
  if (match === null) return null;
  const list = (match[2] ?? '').toUpperCase();
  const names = new Set(list.split(',').map((name) => name.replace(/\(.*\)/, '').trim()));
  const all = /^ALL( PRIVILEGES)?$/.test(list.trim());
  const pattern = match[4] === undefined ? null : match[4].replace(/^`|`$/g, '').replaceAll('``', '`');
  return {
    kind: match[1]?.toUpperCase() === 'REVOKE' ? 'REVOKE' : 'GRANT',
    privileges: new Set(asked.filter((privilege) => all || names.has(privilege))),
    pattern,
    who: match[5] ?? '',
  };
}

function mostSpecific<T extends string>(grants: readonly Grant<T>[], database: string, foldCase: boolean): ReadonlySet<T> {
  const matching = grants.filter((grant) => grant.kind === 'GRANT' && grant.pattern !== null && matches(grant.pattern, database, foldCase));
  const [first] = matching.toSorted((a, b) => literalLength(b.pattern ?? '') - literalLength(a.pattern ?? ''));
  return first?.privileges ?? new Set();
}

/** How far a pattern is exact: to its first wildcard, or without end when it has none. */
function literalLength(pattern: string): number {
  const match = /(?<!\\)[_%]/.exec(pattern);
  return match === null ? Number.POSITIVE_INFINITY : match.index;
}

function matches(pattern: string, database: string, foldCase: boolean): boolean {
  const source = pattern.replace(/\\([_%])|([_%])|([^\\_%]+|\\)/g, (_all, escaped?: string, wild?: string, plain?: string) => {
    if (escaped !== undefined) return escaped;
    if (wild !== undefined) return wild === '_' ? '.' : '.*';
    return (plain ?? '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, foldCase ? 'isu' : 'su').test(database);
}
