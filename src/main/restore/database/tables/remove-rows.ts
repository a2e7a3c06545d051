import type { DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import type { StepContext } from '../../step.ts';
import { beginCopying, rowsDone } from '../rows/rows-session.ts';
import { isWorkSchema, type WorkSchemas } from '../schema-names.ts';
import { readTables } from '../swap/read-schema.ts';
import { readForeignKeys } from './foreign-keys.ts';
import { countAdded, groupsOf, keysOf, mergesOf, rowsText } from './merge-rows.ts';
import { removable, removeRows, type Merge } from './merge-statements.ts';
import type { TablesMemo } from './tables-memo.ts';
import { dropTriggers, putTriggersRight } from './table-triggers.ts';

/**
 * Deletes the rows that were added: those that are as they were added and that no other row needs. What was changed since stays, and is said. No trigger runs.
 * May be called again.
 */
export async function removeAdded(session: DatabaseSession, memo: TablesMemo, schemas: WorkSchemas, context: StepContext): Promise<void> {
  const { live, old } = schemas;
  const tables = new Set(memo.merges.map(({ table }) => table));
  const there = await readTables(session, old);
  const begun = { ...memo, merges: memo.merges.filter(({ keys }) => there.has(keys)) };
  if (begun.merges.length > 0) {
    await session.query(`USE ${quoteName(old)}`);
    await beginCopying(session);
    const merges = await mergesOf(session, begun, schemas);
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
  await putTriggersRight(session, live, tables, memo.mergeTriggers);
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
  if (isWorkSchema(merge.keys.schema)) await session.query(`DROP TABLE IF EXISTS ${keysOf(merge)}`);
  context.say(`DELETE FROM ${quoteName(merge.table)}: the rows that were added and are unchanged since`);
}
