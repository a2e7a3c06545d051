import type { DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import type { StepContext } from '../../step.ts';
import { beginCopying, rowsDone } from '../rows/rows-session.ts';
import { isWorkSchema } from '../schema-names.ts';
import { isTableBeside } from '../../../sites/tables-beside.ts';
import { readSides } from './read-sides.ts';
import type { TablePlaces } from './table-places.ts';
import { readTables, readTriggers } from '../swap/read-schema.ts';
import type { CodeObject } from '../swap/schema-content.ts';
import { readForeignKeys } from './foreign-keys.ts';
import { countAdded, groupsOf, keysOf, mergeOf, rowsText } from './merge-rows.ts';
import { removable, removeRows, type Merge } from './merge-statements.ts';
import { keeperOf, type MergeMemo, type TablesMemo } from './tables-memo.ts';
import { dropTriggers, putTriggersRight, triggersOf } from './table-triggers.ts';

/**
 * Deletes the rows that were added: those that are as they were added and that no other row needs. What was changed since stays, and is said; so do all rows of a
 * table that is not there any more as it was. No trigger runs. May be called again.
 */
export async function removeAdded(session: DatabaseSession, memo: TablesMemo, schemas: TablePlaces, context: StepContext): Promise<void> {
  const { live, old } = schemas;
  const there = await readTables(session, old);
  const shapes = await readSides(session, schemas);
  const isBegun = ({ keys }: MergeMemo) => there.has(keys);
  const lost = memo.merges.filter((merge) => mergeOf(merge, shapes, schemas) === null);
  const found = memo.merges.filter((merge) => !lost.includes(merge));
  const tables = new Set(found.map(({ table }) => table));
  const triggers = await triggersToLeave(session, memo, live, tables, context);
  const merges = found.filter(isBegun).flatMap((merge) => mergeOf(merge, shapes, schemas) ?? []);
  if (merges.length > 0) {
    await session.query(`USE ${quoteName(old)}`);
    await beginCopying(session);
    await context.confirmTarget();
    await dropTriggers(session, live, tables);
    const inbound = await readForeignKeys(session, live);
    // Children go before their parents; in a circle each look finds what the last one has set free.
    for (const group of groupsOf(merges).toReversed()) {
      let gone = 0;
      do {
        gone = 0;
        for (const merge of group)
          gone += await removeFrom(
            session,
            merge,
            inbound.filter(({ parent, parentSchema }) => parent === merge.table && parentSchema === live),
          );
      } while (gone > 0 && group.length > 0);
    }
    for (const merge of merges) await dropKeys(session, merge, context);
  }
  for (const { table, keys } of lost.filter(isBegun)) await forgetKeys(session, table, { keys: { schema: old, name: keys } }, context);
  await putTriggersRight(session, live, tables, triggers);
}

/** After a merge that came to its end the triggers are those of today: one may be gone with its column. Written down before they are taken off. */
async function triggersToLeave(
  session: DatabaseSession,
  memo: TablesMemo,
  live: string,
  tables: ReadonlySet<string>,
  context: StepContext,
): Promise<readonly CodeObject[]> {
  if (!memo.merged) return triggersOf(memo.mergeTriggers, tables);
  if (memo.undoTriggers !== null) return triggersOf(memo.undoTriggers, tables);
  const triggers = triggersOf(await readTriggers(session, live), tables);
  keeperOf(context)({ undoTriggers: [...triggers] });
  return triggers;
}

async function removeFrom(
  session: DatabaseSession,
  merge: Merge,
  inbound: readonly { readonly table: string; readonly columns: readonly string[]; readonly parentColumns: readonly string[] }[],
): Promise<number> {
  let gone = 0;
  for (;;) {
    const rows = await session.query(
      removable(
        merge,
        inbound.map((key) => ({ ...key, schema: merge.live.schema })),
      ),
    );
    if (rows.length === 0) return gone;
    const [remove = '', forget = ''] = removeRows(
      merge,
      rows.map((row) => Number(row['n'])),
    );
    await session.query('START TRANSACTION');
    await session.query(remove);
    gone += await rowsDone(session);
    await session.query(forget);
    await session.query('COMMIT');
  }
}

async function dropKeys(session: DatabaseSession, merge: Merge, context: StepContext): Promise<void> {
  const left = await countAdded(session, merge);
  if (left > 0)
    context.say(
      `${rowsText(left)} that ${left === 1 ? 'was' : 'were'} added to ${merge.table} stayed: changed or deleted since, or needed by other rows.`,
    );
  await dropKeysOf(session, merge);
  context.say(`DELETE FROM ${quoteName(merge.table)}: the rows that were added and are unchanged since`);
}

/** Of a table whose rows cannot be found any more. Its triggers are as whoever changed it left them. */
async function forgetKeys(session: DatabaseSession, table: string, merge: Pick<Merge, 'keys'>, context: StepContext): Promise<void> {
  const left = await countAdded(session, merge);
  context.say(
    `${table}: the table or its key is not there any more as it was. ${rowsText(left)} that ${left === 1 ? 'was' : 'were'} added to it ${left === 1 ? 'was' : 'were'} not taken back.`,
  );
  await dropKeysOf(session, merge);
}

async function dropKeysOf(session: DatabaseSession, merge: Pick<Merge, 'keys'>): Promise<void> {
  if (isWorkSchema(merge.keys.schema) || isTableBeside(merge.keys.name)) await session.query(`DROP TABLE IF EXISTS ${keysOf(merge)}`);
}
