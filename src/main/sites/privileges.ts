import { errorNumber, type DatabaseSession } from './database-session.ts';

/** What a user needs for a whole backup of one database. PROCESS and LOCK TABLES are not among them: the dump does without. */
export const NEEDED_PRIVILEGES = ['SELECT', 'SHOW VIEW', 'TRIGGER', 'EVENT'] as const;

/** Any of these shows that a procedure or function exists; without one it is as if there were none. */
export const ROUTINE_PRIVILEGES = ['EXECUTE', 'CREATE ROUTINE', 'ALTER ROUTINE', 'SHOW_ROUTINE', 'SHOW CREATE ROUTINE'] as const;

const PRIVILEGES = [...NEEDED_PRIVILEGES, ...ROUTINE_PRIVILEGES] as const;
export type Privilege = (typeof PRIVILEGES)[number];

const ON = /^GRANT (.+?) ON (\*\.\*|(`(?:[^`]|``)+`|\S+)\.\*) TO /i;

/** Which privileges that matter for a backup the lines of SHOW GRANTS give on a database. Pure. */
export function grantedPrivileges(grants: readonly string[], database: string): ReadonlySet<Privilege> {
  const granted = new Set<Privilege>();
  for (const line of grants) {
    const match = ON.exec(line);
    if (match === null || !coversDatabase(match[2] ?? '', database)) continue;
    const list = (match[1] ?? '').toUpperCase();
    const names = new Set(list.split(',').map((name) => name.replace(/\(.*\)/, '').trim()));
    for (const privilege of PRIVILEGES) {
      if (names.has(privilege) || /^ALL( PRIVILEGES)?$/.test(list.trim())) granted.add(privilege);
    }
  }
  return granted;
}

export async function readPrivileges(session: DatabaseSession, database: string): Promise<ReadonlySet<Privilege>> {
  const rows = await session.query('SHOW GRANTS');
  const lines = rows.flatMap((row) => Object.values(row).map(String));
  const direct = grantedPrivileges(lines, database);
  const roles = lines.flatMap((line) => roleOf(line));
  if (direct.size === PRIVILEGES.length || roles.length === 0) return direct;
  const viaRoles = await grantsOfRoles(session, roles);
  return grantedPrivileges([...lines, ...viaRoles], database);
}

/** `GRANT \`backup\`@\`%\` TO ...` (MySQL) and `GRANT \`backup\` TO ...` (MariaDB) hand out a role: no ON in the line. */
function roleOf(line: string): string[] {
  const match = /^GRANT ((?:`(?:[^`]|``)+`|'[^']+')(?:@(?:`[^`]+`|'[^']+'))?(?:\s*,\s*.+)?) TO /.exec(line);
  return match === null || / ON /.test(line) ? [] : [match[1] ?? ''];
}

async function grantsOfRoles(session: DatabaseSession, roles: readonly string[]): Promise<string[]> {
  const statements = session.isMariaDb
    ? roles.map((role) => `SHOW GRANTS FOR ${role}`)
    : [`SHOW GRANTS FOR CURRENT_USER() USING ${roles.join(', ')}`];
  const lines: string[] = [];
  for (const statement of statements) {
    try {
      const rows = await session.query(statement);
      lines.push(...rows.flatMap((row) => Object.values(row).map(String)));
    } catch (error) {
      // A role whose grants may not be read counts as giving nothing: the backup then says what it leaves out.
      if (errorNumber(error) === 0) throw error;
    }
  }
  return lines;
}

/** `on` is `*.*` or a quoted pattern with `_` and `%` as wildcards, `\_` and `\%` as themselves. */
function coversDatabase(on: string, database: string): boolean {
  if (on === '*.*') return true;
  const pattern = on.replace(/\.\*$/, '').replace(/^`|`$/g, '').replace(/``/g, '`');
  const source = pattern.replace(/\\([_%])|([_%])|([^\\_%]+|\\)/g, (_all, escaped?: string, wild?: string, plain?: string) => {
    if (escaped !== undefined) return escaped;
    if (wild !== undefined) return wild === '_' ? '.' : '.*';
    return (plain ?? '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 'is').test(database);
}
