export interface DatabaseUser {
  readonly name: string;
  readonly password: string;
}

/**
 * - `full`: everything on every schema.
 * - `shared`: what ordinary shared hosting gives: one schema, no PROCESS, nothing global.
 * - `read-only`: SELECT and SHOW VIEW on one schema.
 */
export type Access = 'full' | 'shared' | 'read-only';

export interface UserRequest {
  readonly access: Access;
  /** The one schema of `shared` and `read-only`. */
  readonly database: string;
  readonly name?: string;
  readonly password?: string;
  /** Taken from `shared` on request: some hosts do not grant these. */
  readonly without?: readonly SchemaPrivilege[];
}

const SCHEMA_PRIVILEGES = [
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'CREATE',
  'DROP',
  'REFERENCES',
  'INDEX',
  'ALTER',
  'CREATE TEMPORARY TABLES',
  'LOCK TABLES',
  'CREATE VIEW',
  'SHOW VIEW',
  'CREATE ROUTINE',
  'ALTER ROUTINE',
  'EXECUTE',
  'EVENT',
  'TRIGGER',
] as const;

export type SchemaPrivilege = (typeof SCHEMA_PRIVILEGES)[number];

/** The user signs in from the socket and over TCP alike. */
export function grantStatements(user: DatabaseUser, request: UserRequest): readonly string[] {
  const account = `${quoteText(user.name)}@'%'`;
  return [
    `CREATE OR REPLACE USER ${account} IDENTIFIED BY ${quoteText(user.password)}`,
    `GRANT ${privileges(request).join(', ')} ON ${scope(request)} TO ${account}${request.access === 'full' ? ' WITH GRANT OPTION' : ''}`,
  ];
}

function privileges(request: UserRequest): readonly string[] {
  switch (request.access) {
    case 'full':
      return ['ALL PRIVILEGES'];
    case 'shared':
      return SCHEMA_PRIVILEGES.filter((privilege) => !request.without?.includes(privilege));
    case 'read-only':
      return ['SELECT', 'SHOW VIEW'];
  }
}

/** In a grant `_` and `%` of a schema name are wildcards. */
function scope(request: UserRequest): string {
  return request.access === 'full' ? '*.*' : `\`${request.database.replaceAll('`', '``').replaceAll(/[_%]/g, '\\$&')}\`.*`;
}

/** For a server with the default sql_mode, where a backslash escapes. */
function quoteText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
