import type { DatabaseSession } from '../../sites/database-session.ts';

/** What an import must know of the server it imports into. */
export interface TargetFacts {
  readonly serverVersion: string;
  readonly isMariaDb: boolean;
  /** 101114 for 10.11.14, as conditional comments write it. */
  readonly version: number;
  /** Bytes. */
  readonly maxPacket: number;
  readonly collations: ReadonlySet<string>;
  readonly characterSets: ReadonlySet<string>;
  /** Most connections of this user at once; 0: no limit. */
  readonly maxConnections: number;
  /** `user@host` of the session. */
  readonly currentUser: string;
  /** May make objects in the name of others. */
  readonly setsDefiners: boolean;
  /** Accounts there are, `user@host`; empty where the user may not see them. */
  readonly accounts: ReadonlySet<string>;
  /** Functions and triggers are refused to this user, because a binary log is written and nobody said that they are trusted. */
  readonly codeRefused: boolean;
  /** Lines of SHOW GRANTS. */
  readonly grants: readonly string[];
}

export async function readTargetFacts(session: DatabaseSession): Promise<TargetFacts> {
  const { serverVersion, isMariaDb } = session;
  const [settings] = await session.query(
    `SELECT @@max_allowed_packet AS packet, @@max_user_connections AS own, @@max_connections AS all_of_them, CURRENT_USER() AS user,
       @@log_bin AS logs, @@log_bin_trust_function_creators AS trusts`,
  );
  const collations = await session.query('SHOW COLLATION');
  const full = isMariaDb ? await fullNames(session) : [];
  const characterSets = await session.query('SHOW CHARACTER SET');
  const grants = (await session.query('SHOW GRANTS')).flatMap((row) => Object.values(row).map(String));
  const everywhere = grants.filter((line) => / ON \*\.\* TO /i.test(line)).join('\n');
  const isSuper = /\bALL PRIVILEGES\b|\bSUPER\b/i.test(everywhere);
  const [, major = 0, minor = 0, patch = 0] = (/^(?:5\.5\.5-)?(\d+)\.(\d+)\.(\d+)/.exec(serverVersion) ?? []).map(Number);
  return {
    serverVersion,
    isMariaDb,
    version: major * 10_000 + minor * 100 + patch,
    maxPacket: Number(settings?.['packet']),
    collations: new Set([...collations.map((row) => String(row['Collation']).toLowerCase()), ...full]),
    characterSets: new Set(characterSets.map((row) => String(row['Charset']).toLowerCase())),
    maxConnections: Number(settings?.['own']),
    currentUser: String(settings?.['user']),
    accounts: isSuper ? await readAccounts(session) : new Set(),
    setsDefiners: isSuper || /\bSET USER\b|\bSET_USER_ID\b|\bSET_ANY_DEFINER\b/i.test(everywhere),
    codeRefused: Number(settings?.['logs']) === 1 && Number(settings?.['trusts']) === 0 && !isSuper,
    grants,
  };
}

async function readAccounts(session: DatabaseSession): Promise<ReadonlySet<string>> {
  try {
    const rows = await session.query("SELECT CONCAT(User, '@', Host) AS account FROM mysql.user");
    return new Set(rows.map((row) => String(row['account'])));
  } catch {
    return new Set();
  }
}

/** MariaDB lists collations that several character sets share without the name of one. Its versions before 10.10 have none of these. */
async function fullNames(session: DatabaseSession): Promise<readonly string[]> {
  try {
    const rows = await session.query('SELECT FULL_COLLATION_NAME AS name FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY');
    return rows.map((row) => String(row['name']).toLowerCase());
  } catch {
    return [];
  }
}

/** Whether the server runs a conditional comment: MariaDB leaves out those that speak of MySQL 5.7 and later, MySQL those that are MariaDB's own. */
export function runsOn({ isMariaDb, version }: Pick<TargetFacts, 'isMariaDb' | 'version'>) {
  return (mariaDb: boolean, wanted: number | null): boolean => {
    if (mariaDb && !isMariaDb) return false;
    if (wanted === null) return true;
    if (isMariaDb && !mariaDb && wanted >= 50_700 && wanted <= 99_999) return false;
    return wanted <= version;
  };
}

/** Modes one of the two servers does not have; naming one is refused. */
const NOT_MYSQL = new Set(
  'NO_AUTO_CREATE_USER DB2 MAXDB MSSQL MYSQL323 MYSQL40 ORACLE POSTGRESQL NO_FIELD_OPTIONS NO_KEY_OPTIONS NO_TABLE_OPTIONS EMPTY_STRING_IS_NULL SIMULTANEOUS_ASSIGNMENT TIME_ROUND_FRACTIONAL'.split(
    ' ',
  ),
);
const NOT_MARIADB = new Set(['TIME_TRUNCATE_FRACTIONAL']);

/** The modes of a list the server knows. */
export function knownModes(modes: string, { isMariaDb, version }: Pick<TargetFacts, 'isMariaDb' | 'version'>): string {
  const unknown = isMariaDb ? NOT_MARIADB : version >= 80_000 ? NOT_MYSQL : new Set<string>();
  return modes
    .split(',')
    .map((one) => one.trim().toUpperCase())
    .filter((one) => one !== '' && !unknown.has(one))
    .join(',');
}
