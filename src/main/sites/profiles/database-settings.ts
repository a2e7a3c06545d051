import type { Profile } from '../../../shared/model/site.ts';
import type { DatabaseCredentials } from '../credentials.ts';

export type DatabaseSettings =
  | { readonly found: true; readonly credentials: DatabaseCredentials }
  /** `reason`: what is missing or not supported, for the operator; never a value of the file. */
  | { readonly found: false; readonly reason: string };

type Values = ReadonlyMap<string, string>;

/**
 * Finds the MySQL or MariaDB database a site uses in the values of its `.env`. `framework`: "Laravel 11.31"; null when unknown.
 * A URL comes before single entries, as it does for the frameworks.
 */
export function databaseSettings(profile: Profile, values: Values, framework: string | null): DatabaseSettings {
  const url = values.get(urlName(profile, values, framework));
  if (url !== undefined && url !== '') return fromUrl(url);
  if (profile === 'django') return fromNames(values, DJANGO_NAMES);
  const connection = values.get('DB_CONNECTION') ?? 'mysql';
  if (connection !== 'mysql' && connection !== 'mariadb')
    return { found: false, reason: `DB_CONNECTION is ${connection}, not mysql or mariadb.` };
  return fromNames(values, LARAVEL_NAMES);
}

/** Laravel reads DB_URL from version 11 on, DATABASE_URL before; the other one may stand there from before an update. */
function urlName(profile: Profile, values: Values, framework: string | null): 'DATABASE_URL' | 'DB_URL' {
  if (profile !== 'laravel') return 'DATABASE_URL';
  const [, major] = /^Laravel (\d+)/.exec(framework ?? '') ?? [];
  if (major !== undefined) return Number(major) >= 11 ? 'DB_URL' : 'DATABASE_URL';
  return values.has('DB_URL') ? 'DB_URL' : 'DATABASE_URL';
}

interface Names {
  readonly database: readonly string[];
  readonly host: readonly string[];
  readonly port: readonly string[];
  readonly socket: readonly string[];
  readonly user: readonly string[];
  readonly password: readonly string[];
}

const LARAVEL_NAMES: Names = {
  database: ['DB_DATABASE'],
  host: ['DB_HOST'],
  port: ['DB_PORT'],
  socket: ['DB_SOCKET'],
  user: ['DB_USERNAME'],
  password: ['DB_PASSWORD'],
};

// Django has no fixed names; these are the ones its tutorials and cookiecutters use.
const DJANGO_NAMES: Names = {
  database: ['DB_NAME', 'MYSQL_DATABASE', 'DATABASE_NAME', 'DB_DATABASE'],
  host: ['DB_HOST', 'MYSQL_HOST', 'DATABASE_HOST'],
  port: ['DB_PORT', 'MYSQL_PORT', 'DATABASE_PORT'],
  socket: ['DB_SOCKET', 'MYSQL_UNIX_SOCKET'],
  user: ['DB_USER', 'MYSQL_USER', 'DATABASE_USER', 'DB_USERNAME'],
  password: ['DB_PASSWORD', 'DB_PASS', 'MYSQL_PASSWORD', 'DATABASE_PASSWORD'],
};

function fromNames(values: Values, names: Names): DatabaseSettings {
  const first = (keys: readonly string[]) => keys.map((key) => values.get(key)).find((value) => value !== undefined && value !== '');
  const database = first(names.database);
  const user = first(names.user);
  if (database === undefined) return { found: false, reason: `${names.database.join(' or ')} is not set.` };
  if (user === undefined) return { found: false, reason: `${names.user.join(' or ')} is not set.` };
  const port = portOf(first(names.port) ?? '3306');
  if (port === null) return { found: false, reason: `${names.port.join(' or ')} is not a port number.` };
  return {
    found: true,
    credentials: {
      database,
      user,
      password: first(names.password) ?? '',
      address: { host: first(names.host) ?? '127.0.0.1', port, socket: first(names.socket) ?? null },
    },
  };
}

function fromUrl(text: string): DatabaseSettings {
  try {
    return readUrl(text);
  } catch (error) {
    if (error instanceof URIError) return { found: false, reason: 'DATABASE_URL has a % that encodes nothing.' };
    throw error;
  }
}

function readUrl(text: string): DatabaseSettings {
  if (!URL.canParse(text)) return { found: false, reason: 'DATABASE_URL is not a URL.' };
  const url = new URL(text);
  if (!/^(mysql2?|mariadb|mysqlgis|mysql-connector)(\+\w+)?:$/.test(url.protocol))
    return { found: false, reason: `DATABASE_URL is of the kind ${url.protocol.replace(/:$/, '')}, not mysql or mariadb.` };
  const database = decodeURIComponent(url.pathname.replace(/^\//, ''));
  const user = decodeURIComponent(url.username);
  if (database === '') return { found: false, reason: 'DATABASE_URL names no database.' };
  if (user === '') return { found: false, reason: 'DATABASE_URL names no user.' };
  const port = portOf(url.port === '' ? '3306' : url.port);
  if (port === null) return { found: false, reason: 'The port in DATABASE_URL is not a port number.' };
  // A percent-encoded path in the place of the host, or ?unix_socket=, is how URLs name a socket.
  const host = decodeURIComponent(url.hostname);
  const socket = url.searchParams.get('unix_socket') ?? (host.startsWith('/') ? host : null);
  return {
    found: true,
    credentials: {
      database,
      user,
      password: decodeURIComponent(url.password),
      address: { host: host === '' || host.startsWith('/') ? 'localhost' : host, port, socket },
    },
  };
}

function portOf(text: string): number | null {
  const port = Number(text);
  return Number.isInteger(port) && port >= 1 && port <= 65535 ? port : null;
}
