import { AppError } from '../../../errors/app-error.ts';
import { errorNumber, type DatabaseSession } from '../../../sites/database-session.ts';
import { LOCK_WAIT_SECONDS } from '../swap/cross-over.ts';
import { type ForeignKey, type KeyChange, keyStatements, orphansStatement } from './foreign-keys.ts';

const LOCK_WAIT_TIMEOUT = 1205;

/**
 * Drops and makes foreign keys without looking at rows: a key is only a rule for the rows to come. Throws `restore.swap-locked`, `restore.tables-keys-failed`,
 * `database.*`.
 */
export async function setKeys(session: DatabaseSession, schema: string, change: KeyChange, mark: string): Promise<void> {
  await session.query(`SET SESSION foreign_key_checks = 0, lock_wait_timeout = ${LOCK_WAIT_SECONDS}`);
  for (const statement of keyStatements(schema, change, session.isMariaDb, mark)) {
    try {
      await session.query(statement);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'database.refused') throw error;
      const isLocked = errorNumber(error) === LOCK_WAIT_TIMEOUT;
      const detail = `${statement}\n${error.detail}`;
      throw new AppError(isLocked ? 'restore.swap-locked' : 'restore.tables-keys-failed', { detail, cause: error });
    }
  }
}

/** A sentence for each foreign key that rows break: `3 rows of order_items refer to rows of orders that are not there (items_order).` */
export async function brokenKeys(
  session: DatabaseSession,
  schemaOf: (key: ForeignKey) => string,
  keys: readonly ForeignKey[],
): Promise<readonly string[]> {
  const sentences: string[] = [];
  for (const key of keys) {
    const count = await countOrphans(session, schemaOf(key), key);
    if (count === null) sentences.push(`${key.table} refers to ${key.parent}, which is not there (${key.name}).`);
    else if (count > 0)
      sentences.push(
        `${count === 1 ? 'One row' : `${count.toLocaleString('en-US')} rows`} of ${key.table} ${count === 1 ? 'refers' : 'refer'} to rows of ${key.parent} that are not there (${key.name}).`,
      );
  }
  return sentences;
}

const NO_SUCH_TABLE = 1146;

/** Null: the parent is not there at all. */
async function countOrphans(session: DatabaseSession, schema: string, key: ForeignKey): Promise<number | null> {
  try {
    const [row] = await session.query(orphansStatement(schema, key));
    return Number(row?.['n'] ?? 0);
  } catch (error) {
    if (errorNumber(error) === NO_SUCH_TABLE) return null;
    throw error;
  }
}
