import type { Assertion, AssertionResult } from '../../shared/model/drill.ts';
import { AppError } from '../errors/app-error.ts';
import { type DatabaseSession, errorNumber } from '../sites/database-session.ts';
import { holds, refusalOf } from './assertions.ts';

/** What is looked at for a minute is no condition any more. */
const LIMIT_SECONDS = 60;
/** Of what was found, as much as tells it. */
const SHOWN = 200;
/** No such table, no such column, no such function: what was restored lacks something. */
const LACKING = new Set([1146, 1054, 1305, 1356]);

/**
 * Asks one condition of a restored schema: one statement, in a transaction that only reads, with NOW() at the time of the backup where the server allows it.
 * A table or column that is not there is an answer. Throws `drill.assertion-refused` for what the server does not understand or allow, which says nothing of
 * the backup, and `database.*` when the session ends. `others`: databases it must not name.
 */
export async function askAssertion(
  session: DatabaseSession,
  assertion: Assertion,
  backupAt: string,
  others: readonly string[],
): Promise<AssertionResult> {
  const refusal = refusalOf(assertion.sql, others);
  if (refusal !== null) throw new AppError('drill.assertion-refused', { detail: `${assertion.title}: ${refusal}` });
  await prepare(session, backupAt);
  await session.query('START TRANSACTION READ ONLY');
  try {
    const [row] = await session.query(assertion.sql);
    const values = row === undefined ? [null] : Object.values(row);
    if (values.length !== 1) throw new AppError('drill.assertion-refused', { detail: `${assertion.title}: it gives more than one value.` });
    const [value = null] = values;
    const found = value === null ? null : String(value);
    return { ...assertion, found: found === null ? 'nothing' : found.slice(0, SHOWN), ok: holds(assertion, found, backupAt) };
  } catch (error) {
    const number = errorNumber(error);
    if (!(error instanceof AppError) || number === 0) throw error;
    if (LACKING.has(number)) return { ...assertion, found: error.detail.slice(0, SHOWN), ok: false };
    throw new AppError('drill.assertion-refused', { detail: `${assertion.title}: ${error.detail}`, cause: error });
  } finally {
    // A session that was lost has no transaction either.
    await session.query('ROLLBACK').catch(() => {});
  }
}

async function prepare(session: DatabaseSession, backupAt: string): Promise<void> {
  await session.query("SET time_zone = '+00:00'");
  await session.query(
    session.isMariaDb ? `SET SESSION max_statement_time = ${LIMIT_SECONDS}` : `SET SESSION max_execution_time = ${LIMIT_SECONDS * 1000}`,
  );
  try {
    await session.query(`SET SESSION timestamp = ${Math.floor(Date.parse(backupAt) / 1000)}`);
  } catch (error) {
    // Some servers keep it for administrators; NOW() is then the time of the drill.
    if (errorNumber(error) === 0) throw error;
  }
}
