import { AppError } from '../../../errors/app-error.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import { compareSchema } from '../../import/compare-schema.ts';
import { readObjects } from '../../import/read-objects.ts';
import type { StepContext } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { importCopies } from '../import-copies.ts';
import { withDatabase } from '../open-work.ts';
import { workSchemas } from '../schema-names.ts';
import { giveRightsBack, refusedSentence } from '../swap/routine-rights.ts';
import { brokenKeys } from '../tables/set-keys.ts';
import { concerns, readForeignKeys } from '../tables/foreign-keys.ts';
import { dropTriggers, putTriggersRight } from '../tables/table-triggers.ts';
import { checkInPlace } from './check-in-place.ts';
import { clearLive, emptyTables } from './clear-live.ts';
import { begunMemo } from './in-place-memo.ts';
import { doomedBy, onlyCovered, scopeOf } from './plan-in-place.ts';
import { safetyDump } from './safety-dump.ts';

/**
 * Makes the live schema, or the chosen tables of it, what the backup holds. Run again after a stop it begins anew. Resolves with a warning or without. Throws
 * `restore.safety-copy-missing` and `restore.in-place-not-possible` with nothing changed; `restore.in-place-differs`, `import.*`, `database.*`, `ssh.*` when it has
 * to be taken back.
 */
export async function bringIn(work: DatabaseWork, context: StepContext): Promise<string | void> {
  const { job } = context;
  const { live, old } = workSchemas(work);
  const safety = safetyDump(work, context);
  const scope = scopeOf(work);
  const warnings: string[] = [];
  let memo = begunMemo(context);
  if (memo === null) {
    job.step('Looking whether everything live can be brought back');
    const plan = await withDatabase(work, context, ({ session }) => checkInPlace(session, work, safety));
    warnings.push(...plan.warnings);
    memo = plan.memo;
    await context.confirmTarget();
    context.keepMemo(memo);
  }
  const { triggers, rights } = memo;
  const inventories = [safety.artifact.inventory, work.artifact.inventory];
  const clear = async (session: DatabaseSession): Promise<void> => {
    await context.confirmTarget();
    const objects = await readObjects(session, live);
    const doomed = onlyCovered(doomedBy(scope, objects), objects, inventories);
    if (scope.rowsOnly) {
      await dropTriggers(session, live, new Set(doomed.tables));
      await emptyTables(session, live, doomed.tables, old);
    } else await clearLive(session, live, doomed, old);
  };
  const { content } = work.choice;
  const imported = await importCopies(work, context, { dump: work, schema: live, tables: scope.tables, content, clear });
  warnings.push(...imported.faults);
  job.step(`Comparing ${live} with the backup`);
  await withDatabase(work, context, async ({ session }) => {
    const tables = new Set(
      (await readObjects(session, live)).tables.filter((name) => scope.tables === null || scope.tables.includes(name)),
    );
    if (scope.rowsOnly) await putTriggersRight(session, live, tables, triggers);
    const found = await compareSchema(session, live, work.artifact.inventory, { tables: scope.tables, content, signal: job.signal });
    if (found.differences.length > 0) throw new AppError('restore.in-place-differs', { detail: found.differences.slice(0, 50).join('\n') });
    await enableEvents(session, live, imported.enabledEvents);
    const refused = await giveRightsBack(session, live, rights);
    if (refused.length > 0) context.keepMemo({ ...memo, rightsRefused: [...refused] });
    warnings.push(...[refusedSentence(refused)].filter((sentence) => sentence !== null));
    const keys = (await readForeignKeys(session, live)).filter((key) => concerns(key, tables, [live]));
    if (scope.tables !== null || content !== 'all') warnings.push(...(await brokenKeys(session, () => live, keys)));
    context.say(`${found.tables.toLocaleString('en-US')} tables and ${found.rows.toLocaleString('en-US')} rows, as in the backup`);
  });
  return warnings.length === 0 ? undefined : warnings.join(' ');
}

/** The import makes events disabled; these run where they were dumped. */
export async function enableEvents(session: DatabaseSession, schema: string, events: readonly string[]): Promise<void> {
  for (const name of events) await session.query(`ALTER EVENT ${quoteName(schema)}.${quoteName(name)} ENABLE`);
}
