import type { DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import { AppError } from '../../../errors/app-error.ts';
import type { StepContext } from '../../step.ts';
import { orderTables } from '../rows/order-tables.ts';
import { pairOf } from '../rows/pair-tables.ts';
import { beginCopying, rowsDone } from '../rows/rows-session.ts';
import type { TableShape } from '../rows/table-shapes.ts';
import type { TablePlaces } from './table-places.ts';
import { shapeOf } from './compare-tables.ts';
import { addChunk, createKeys, fillKeys, takenByUnique, withoutParents, type Merge } from './merge-statements.ts';
import { readSides, type Sides } from './read-sides.ts';
import { keeperOf, type MergeMemo, type TablesMemo } from './tables-memo.ts';
import { dropTriggers, putTriggersRight } from './table-triggers.ts';

/** Rows in one transaction: the site waits for none of them long. */
const CHUNK_ROWS = 1000;

/**
 * Adds the rows that only the backup has, in a way that another call goes on with. No trigger runs for them: what triggers made of these rows once is in the other
 * tables already. Rows that no foreign or unique key would let in are left out. Resolves with a sentence for each table that got fewer rows than it lacked.
 */
export async function addRows(
  session: DatabaseSession,
  memo: TablesMemo,
  schemas: TablePlaces,
  context: StepContext,
): Promise<readonly string[]> {
  const { live, old } = schemas;
  if (schemas.beside === null)
    await session.query(
      `CREATE DATABASE IF NOT EXISTS ${quoteName(old)} CHARACTER SET ${memo.old.characterSet} COLLATE ${memo.old.collation}`,
    );
  // A row is deleted by the alias of its table, which the server looks for in the schema it is in.
  await session.query(`USE ${quoteName(old)}`);
  await beginCopying(session);
  await session.query("SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO,STRICT_ALL_TABLES'");
  const merges = await mergesOf(session, memo, schemas);
  const leftOut = new Map<string, number>();
  for (const merge of merges) {
    context.job.signal.throwIfAborted();
    if (!(await findRows(session, merge))) continue;
    leftOut.set(merge.table, await countLeftOut(session, merge));
  }
  await leaveOrphansOut(session, merges, leftOut);
  await context.confirmTarget();
  const tables = new Set(merges.map(({ table }) => table));
  await dropTriggers(session, live, tables);
  for (const group of groupsOf(merges)) await addGroup(session, group, context);
  await putTriggersRight(session, live, tables, memo.mergeTriggers);
  keeperOf(context)({ merged: true });
  for (const merge of merges) context.say(`INSERT INTO ${merge.table}: ${rowsText(await countAdded(session, merge))} added`);
  return [...leftOut]
    .filter(([, count]) => count > 0)
    .map(
      ([table, count]) =>
        `${rowsText(count)} of the backup's ${table} could not be added, because what they refer to is not there or another row has their unique value.`,
    );
}

/** The tables rows are merged into, as they are now. Throws `restore.tables-not-possible` when one is not there any more. */
async function mergesOf(session: DatabaseSession, { merges }: TablesMemo, schemas: TablePlaces): Promise<readonly Merge[]> {
  const shapes = await readSides(session, schemas);
  return merges.map((memo) => {
    const merge = mergeOf(memo, shapes, schemas);
    if (merge === null) throw new AppError('restore.tables-not-possible', { detail: `${memo.table}: it is not there any more.` });
    return merge;
  });
}

/** Null: one of the two tables, or a column its rows are told by, is not there any more. Pure. */
export function mergeOf({ table, keys, key, columns }: MergeMemo, shapes: Sides, { old }: TablePlaces): Merge | null {
  const [live, backup] = [shapeOf(shapes.live, table), shapeOf(shapes.aside, table)];
  if (live === undefined || backup === undefined) return null;
  if (![live, backup].every((shape) => key.every((name) => namesOf(shape).has(name.toLowerCase())))) return null;
  const pair = pairOf(backup, live);
  const has = namesOf(pair);
  return {
    table,
    live,
    backup,
    pair,
    keys: { schema: old, name: keys },
    key,
    columns: columns.filter((name) => has.has(name.toLowerCase())),
  };
}

function namesOf({ columns }: Pick<TableShape, 'columns'>): ReadonlySet<string> {
  return new Set(columns.map(({ name }) => name.toLowerCase()));
}

/** Parents come first. Tables that need each other stand in one group. */
export function groupsOf(merges: readonly Merge[]): readonly (readonly Merge[])[] {
  const byName = new Map(merges.map((merge) => [merge.table, merge]));
  const dependences = merges.flatMap(({ table, live }) => live.foreignKeys.map(({ parent }) => ({ table, parent })));
  return orderTables([...byName.keys()], dependences).map((group) => group.flatMap((name) => byName.get(name) ?? []));
}

/** Writes down the keys of the missing rows, once. False: that was done before. */
async function findRows(session: DatabaseSession, merge: Merge): Promise<boolean> {
  await session.query(createKeys(merge));
  const [row] = await session.query(`SELECT COUNT(*) AS n FROM ${keysOf(merge)}`);
  if (Number(row?.['n'] ?? 0) > 0) return false;
  await session.query(fillKeys(merge));
  return true;
}

async function countLeftOut(session: DatabaseSession, merge: Merge): Promise<number> {
  let count = 0;
  for (const statement of takenByUnique(merge)) {
    await session.query(statement);
    count += await rowsDone(session);
  }
  return count;
}

/** A row that goes may be the parent of another: until nothing goes any more. */
async function leaveOrphansOut(session: DatabaseSession, merges: readonly Merge[], leftOut: Map<string, number>): Promise<void> {
  for (let found = true; found;) {
    found = false;
    for (const merge of merges) {
      for (const select of withoutParents(merge, merges)) {
        const rows = await session.query(select);
        if (rows.length === 0) continue;
        found = true;
        await session.query(`DELETE FROM ${keysOf(merge)} WHERE hf_n IN (${rows.map((row) => Number(row['n'])).join(', ')})`);
        leftOut.set(merge.table, (leftOut.get(merge.table) ?? 0) + rows.length);
      }
    }
  }
}

async function addGroup(session: DatabaseSession, group: readonly Merge[], context: StepContext): Promise<void> {
  const isCircle = group.length > 1 || group.some(({ live }) => live.foreignKeys.some(({ parent }) => parent === live.name));
  // Rows of a circle wait for each other; that each finds its parent was looked at before.
  await session.query(`SET SESSION foreign_key_checks = ${isCircle ? 0 : 1}`);
  for (const merge of group) {
    const [row] = await session.query(`SELECT COALESCE(MAX(hf_n), 0) AS n FROM ${keysOf(merge)}`);
    const last = Number(row?.['n'] ?? 0);
    for (let from = 1; from <= last; from += CHUNK_ROWS) {
      context.job.signal.throwIfAborted();
      await session.query('START TRANSACTION');
      for (const statement of addChunk(merge, from, from + CHUNK_ROWS - 1)) await session.query(statement);
      await session.query('COMMIT');
    }
  }
}

export async function countAdded(session: DatabaseSession, merge: Pick<Merge, 'keys'>): Promise<number> {
  const [row] = await session.query(`SELECT COUNT(*) AS n FROM ${keysOf(merge)} WHERE hf_row IS NOT NULL`);
  return Number(row?.['n'] ?? 0);
}

export function keysOf({ keys }: Pick<Merge, 'keys'>): string {
  return `${quoteName(keys.schema)}.${quoteName(keys.name)}`;
}

export function rowsText(count: number): string {
  return count === 1 ? 'One row' : `${count.toLocaleString('en-US')} rows`;
}
