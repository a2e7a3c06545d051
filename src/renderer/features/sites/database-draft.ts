import type { DatabaseDraft, DatabaseSource } from '../../../shared/model/source.ts';

/** What stands in the fields of a database that is typed in. */
export interface DatabaseFields {
  readonly database: string;
  readonly host: string;
  readonly port: string;
  readonly socket: string;
  readonly user: string;
  readonly password: string;
}

export const NO_FIELDS: DatabaseFields = { database: '', host: '127.0.0.1', port: '3306', socket: '', user: '', password: '' };

export type FieldProblems = Readonly<Partial<Record<keyof DatabaseFields, string>>>;

/** What is wrong with the fields; empty when they can be used. */
export function checkFields(fields: DatabaseFields): FieldProblems {
  const problems: { -readonly [K in keyof DatabaseFields]?: string } = {};
  if (fields.database.trim() === '') problems.database = 'A database has a name.';
  else if (fields.database.trim().length > 64) problems.database = 'A name has 64 characters at most.';
  if (fields.user.trim() === '') problems.user = 'Enter the user Holdfast signs in with.';
  if (fields.socket.trim() === '') {
    if (fields.host.trim() === '') problems.host = 'Enter the host, or a socket.';
    if (portOf(fields.port) === null) problems.port = 'A port is a number from 1 to 65535.';
  }
  return problems;
}

/**
 * The draft that fields without problems stand for: signed in with the typed password. An empty one keeps the password that is stored; where
 * none is, the user has an empty password.
 */
export function draftOf(fields: DatabaseFields, hasPassword: boolean): DatabaseDraft {
  return {
    database: fields.database.trim(),
    address: {
      host: fields.host.trim() === '' ? '127.0.0.1' : fields.host.trim(),
      port: portOf(fields.port) ?? 3306,
      socket: fields.socket.trim() === '' ? null : fields.socket.trim(),
    },
    user: fields.user.trim(),
    access: { from: 'keychain' },
    ...(fields.password === '' && hasPassword ? {} : { password: fields.password }),
  };
}

export function fieldsOf(source: DatabaseSource): DatabaseFields {
  return {
    database: source.database,
    host: source.address.host,
    port: String(source.address.port),
    socket: source.address.socket ?? '',
    user: source.user,
    password: '',
  };
}

function portOf(typed: string): number | null {
  const port = Number(typed.trim());
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : null;
}
