import type { DatabaseInventory } from '../../../../shared/model/artifact.ts';
import { AppError, problemOf } from '../../../errors/app-error.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import { compareSchema } from '../../import/compare-schema.ts';
import { readObjects } from '../../import/read-objects.ts';
import type { StepContext } from '../../step.ts';
import type { DatabaseWork, ReadableDump } from '../database-work.ts';
import { importCopies } from '../import-copies.ts';
import { withDatabase } from '../open-work.ts';
import { workSchemas } from '../schema-names.ts';
import { giveRightsBack, grantLine, readRoutineRights, refusedSentence } from '../swap/routine-rights.ts';
import { readTriggers } from '../swap/read-schema.ts';
import { triggersOf } from '../tables/table-triggers.ts';
import { enableEvents } from './bring-in.ts';
import { clearLive } from './clear-live.ts';
import { begunMemo, type InPlaceMemo } from './in-place-memo.ts';
import { clearNames, giveKeysBack } from './names-in-the-way.ts';
import { doomedBy, onlyCovered, tablesIn } from './plan-in-place.ts';
import { byHand, safetyDump } from './safety-dump.ts';

/**
 * Imports the safety copy and compares it. May be called again, days later too; what came into being since and is in neither of both stays. Throws
 * `restore.safety-copy-not-back` with where that copy lies, and the reason of the signal.
 */
export async function bringBack(work: DatabaseWork, context: StepContext): Promise<void> {
  const memo = begunMemo(context);
  if (memo === null) return;
  let safety: ReadableDump | null = null;
  try {
    safety = safetyDump(work, context);
    await importSafety(work, context, memo, safety);
  } catch (cause) {
    context.job.signal.throwIfAborted();
    const { title, detail } = problemOf(cause);
    const lines = [title, detail, ...(safety === null ? [] : [byHand(work, safety)])].filter((line) => line !== '');
    throw new AppError('restore.safety-copy-not-back', { detail: lines.join('\n'), cause });
  }
  context.keepMemo({ ...memo, begun: false });
}

async function importSafety(work: DatabaseWork, context: StepContext, memo: InPlaceMemo, safety: ReadableDump): Promise<void> {
  const { job } = context;
  const { tables } = memo;
  const { live, old } = workSchemas(work);
  const { inventory } = safety.artifact;
  const scope = { tables, rowsOnly: false };
  const inventories: readonly DatabaseInventory[] = [inventory, work.artifact.inventory];
  const foldsCase = await withDatabase(work, context, async ({ session }) => (await readObjects(session, live)).foldsCase);
  const former = tables === null ? null : tablesIn(inventory, tables, { foldsCase });
  let stayed: readonly string[] = [];
  const clear = async (session: DatabaseSession): Promise<void> => {
    await context.confirmTarget();
    const objects = await readObjects(session, live);
    const all = doomedBy(scope, objects);
    const doomed = onlyCovered(all, objects, inventories);
    await noteRights(session, live, memo, context);
    const left = new Set(all.tables.filter((name) => !doomed.tables.includes(name)));
    // A table that stays keeps its triggers.
    const own = triggersOf(await readTriggers(session, live), left);
    const triggers = await clearNames(session, { schema: live, tables: left, triggers: own, mark: old }, inventories, context, memo);
    stayed = [...leftOver(all, doomed), ...triggers.map(({ name }) => `trigger ${name}`)];
    await clearLive(session, live, doomed, old);
  };
  // A table that was not there before is only dropped.
  if (former?.length === 0) {
    await withDatabase(work, context, ({ session }) => clear(session));
    return;
  }
  const imported = await importCopies(work, context, { dump: safety, schema: live, tables: former, content: 'all', clear });
  job.step(`Comparing ${live} with the safety copy`);
  await withDatabase(work, context, async ({ session }) => {
    const found = await compareSchema(session, live, inventory, { tables: former, content: 'all', signal: job.signal });
    const kept = new Set(stayed.map((what) => `${what} is not in the backup`));
    const differences = found.differences.filter((difference) => !kept.has(difference));
    if (differences.length > 0) throw new AppError('restore.in-place-differs', { detail: differences.slice(0, 50).join('\n') });
    await enableEvents(session, live, imported.enabledEvents);
    const refused = refusedSentence(await giveRightsBack(session, live, memo.rights));
    if (refused !== null) context.say(refused);
    await giveKeysBack(session, live, memo.keys, old, context);
    context.say(`${found.tables.toLocaleString('en-US')} tables and ${found.rows.toLocaleString('en-US')} rows, as in the safety copy`);
  });
  for (const what of stayed) context.say(`The ${what} came since and was left where it is.`);
}

/** Rights that came since are written down before their routines go. */
async function noteRights(session: DatabaseSession, live: string, memo: InPlaceMemo, context: StepContext): Promise<void> {
  const now = (await readRoutineRights(session, live)) ?? [];
  const lines = new Set(memo.rights.map((right) => grantLine(live, right)));
  const since = now.filter((right) => !lines.has(grantLine(live, right)));
  if (since.length === 0) return;
  memo.rights = [...memo.rights, ...since];
  context.keepMemo(memo);
}

function leftOver(all: ReturnType<typeof doomedBy>, doomed: ReturnType<typeof doomedBy>): readonly string[] {
  const of = (what: string, names: readonly string[], gone: readonly string[]) =>
    names.filter((name) => !gone.includes(name)).map((name) => `${what} ${name}`);
  return [
    ...of('table', all.tables, doomed.tables),
    ...of('view', all.views, doomed.views),
    ...of('routine', all.routines, doomed.routines),
    ...of('event', all.events, doomed.events),
  ];
}
