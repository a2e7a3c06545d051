import { AppError } from '../../../errors/app-error.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import { isWorkSchema } from '../schema-names.ts';
import { ROW_MARK } from './missing-rows.ts';
import { addressOf } from './pair-tables.ts';
import { isRefusal } from './rows-session.ts';
import { quotedTable, type TableShape } from './table-shapes.ts';

/** Makes the side schema where it is not there. Throws `restore.rows-not-kept`. */
export async function makeSide(session: DatabaseSession, side: string): Promise<void> {
  needWorkSchema(side);
  const [there] = await session.query('SELECT 1 AS found FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?', [side]);
  if (there === undefined) await keeping(side, session.query(`CREATE DATABASE IF NOT EXISTS ${quoteName(side)}`));
}

/** The side schema with all rows in it. True: it was there. */
export async function dropSide(session: DatabaseSession, side: string): Promise<boolean> {
  needWorkSchema(side);
  const [there] = await session.query('SELECT 1 AS found FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?', [side]);
  if (there === undefined) return false;
  await session.query(`DROP DATABASE IF EXISTS ${quoteName(side)}`);
  return true;
}

/**
 * An empty table for rows of `from`, with its columns and keys; without triggers and foreign keys, which would hold rows back, and without partitions. Rows
 * that no key tells apart are numbered in it. Throws `restore.rows-not-kept`.
 */
export async function makeSideTable(session: DatabaseSession, from: TableShape, schema: string): Promise<TableShape> {
  const side: TableShape = { ...from, schema };
  const name = quotedTable(side);
  await keeping(from.name, session.query(`CREATE TABLE ${name} LIKE ${quotedTable(from)}`));
  if (from.partitioned) await keeping(from.name, session.query(`ALTER TABLE ${name} REMOVE PARTITIONING`));
  if (addressOf(from) === null) {
    const mark = quoteName(ROW_MARK);
    const counts = isNumberedByUs(from) ? '' : ' AUTO_INCREMENT';
    await keeping(
      from.name,
      session.query(`ALTER TABLE ${name} ADD COLUMN ${mark} BIGINT UNSIGNED NOT NULL${counts}, ADD UNIQUE KEY ${mark} (${mark})`),
    );
  }
  return side;
}

/** The number a row gets in a side table whose rows no key tells apart, where the server gives none: one column alone may count. */
export async function rowNumber(
  session: DatabaseSession,
  from: TableShape,
  side: TableShape,
): Promise<{ readonly into: string; readonly value: string } | null> {
  if (addressOf(from) !== null || !isNumberedByUs(from)) return null;
  const mark = quoteName(ROW_MARK);
  const [last] = await session.query(`SELECT CAST(COALESCE(MAX(${mark}), 0) AS CHAR) AS n FROM ${quotedTable(side)}`);
  return { into: mark, value: `${BigInt(String(last?.['n'] ?? '0'))} + ROW_NUMBER() OVER ()` };
}

function isNumberedByUs({ columns }: TableShape): boolean {
  return columns.some(({ counts }) => counts);
}

/** Whatever the server refuses while rows are brought aside ends the step: nothing is taken away that was to be kept. */
export async function keeping<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (!isRefusal(cause)) throw cause;
    throw new AppError('restore.rows-not-kept', { detail: `${what}: ${cause.detail}`, cause });
  }
}

function needWorkSchema(name: string): void {
  if (!isWorkSchema(name)) throw new RangeError(`${name} is no schema of a restore`);
}
