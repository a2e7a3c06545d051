import { AppError } from '../../../errors/app-error.ts';
import { errorNumber, type DatabaseSession } from '../../../sites/database-session.ts';

/** Longest single statement of a look at the live side; what takes longer is estimated. Seconds. */
const LONGEST_LOOK_SECONDS = 20;
const LOCK_WAIT_SECONDS = 5;

/**
 * One consistent moment to read from. No table is locked: what is only read is let go of at the next savepoint, so that nobody who changes a table waits for
 * the end of the count.
 */
export async function beginReading(session: DatabaseSession): Promise<void> {
  await session.query("SET SESSION time_zone = '+00:00'");
  await session.query(
    session.isMariaDb
      ? `SET SESSION max_statement_time = ${LONGEST_LOOK_SECONDS}`
      : `SET SESSION max_execution_time = ${LONGEST_LOOK_SECONDS * 1000}`,
  );
  await session.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  await session.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
}

/** Reads, and then lets the tables go that were read. */
export async function reading<T>(session: DatabaseSession, read: () => Promise<T>): Promise<T> {
  await session.query('SAVEPOINT holdfast');
  try {
    return await read();
  } finally {
    await session.query('ROLLBACK TO SAVEPOINT holdfast').catch(() => {});
  }
}

/** For copying rows as they are: zero stays zero in a column that counts, times are told in UTC. */
export async function beginCopying(session: DatabaseSession): Promise<void> {
  await session.query("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00'");
  await readWithoutLocks(session);
}

/** For putting rows back: what does not fit is refused, instead of being cut until it does; a row somebody else is at work on is not waited for long. */
export async function beginPlacing(session: DatabaseSession): Promise<void> {
  await session.query("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES'");
  await session.query(`SET SESSION innodb_lock_wait_timeout = ${LOCK_WAIT_SECONDS}`);
  await readWithoutLocks(session);
}

/** Rows that a writing statement reads are not locked by it, where the binary log allows that. */
async function readWithoutLocks(session: DatabaseSession): Promise<void> {
  const [log] = await session.query('SELECT @@log_bin AS logs, @@binlog_format AS format');
  const needsLocks = Number(log?.['logs']) === 1 && String(log?.['format']) === 'STATEMENT';
  await session.query(`SET SESSION TRANSACTION ISOLATION LEVEL ${needsLocks ? 'REPEATABLE READ' : 'READ COMMITTED'}`);
}

/** Rows the statement before has written or deleted. */
export async function rowsDone(session: DatabaseSession): Promise<number> {
  const [row] = await session.query('SELECT ROW_COUNT() AS n');
  return Math.max(0, Number(row?.['n'] ?? 0));
}

/** The server said no to one statement, and goes on answering: the table it spoke of can be left out. */
export function isRefusal(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'database.refused' && errorNumber(error) > 0;
}

/** A statement was stopped because it took too long. */
export function isTimeout(error: unknown): boolean {
  return [1969, 3024].includes(errorNumber(error));
}

/** ROW_NUMBER() and its kind: MariaDB from 10.2, MySQL from 8. */
export function hasWindows({ serverVersion, isMariaDb }: Pick<DatabaseSession, 'serverVersion' | 'isMariaDb'>): boolean {
  const [, major = 0, minor = 0] = (/^(?:5\.5\.5-)?(\d+)\.(\d+)/.exec(serverVersion) ?? []).map(Number);
  return isMariaDb ? major > 10 || (major === 10 && minor >= 2) : major >= 8;
}
