import type { DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import { AppError } from '../../../errors/app-error.ts';
import type { StepContext } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { workSchemas, type WorkSchemas } from '../schema-names.ts';
import { readSwitchFacts, refuseFaults, switchFaults } from './check-switch.ts';
import { convergeCode } from './converge-code.ts';
import { endOthers } from './end-others.ts';
import { crossTables, defaultsIn, presenceOf, schemaDefaults, setDefaults } from './crossing.ts';
import { renamesForward } from './plan-renames.ts';
import { readSchema, readTables } from './read-schema.ts';
import { giveRightsBack, readRoutineRights, refusedSentence } from './routine-rights.ts';
import { codeIn, type CodeObject } from './schema-content.ts';
import { enabledInImport, switchMemo, type SwitchMemo } from './switch-memo.ts';
import { markOf, withServer } from './switch-sessions.ts';
import { verifySwitch } from './verify-switch.ts';

/** Makes the imported schema live, from wherever it stopped. Resolves with a warning or without. Throws `restore.swap-*`, `database.*`, `ssh.*`. */
export async function goLive(work: DatabaseWork, context: StepContext): Promise<string | void> {
  const { job } = context;
  const schemas = workSchemas(work);
  if (switchMemo(context.memo())?.begun !== true) {
    job.step(`Looking at ${schemas.live} and what was imported`);
    await withServer(work, context, 'job', ({ session }) => planSwitch(context, schemas, session));
  }
  job.signal.throwIfAborted();
  job.step(`Making the restored tables of ${schemas.live} live`);
  await withServer(work, context, 'nothing', async (server) => {
    const { session } = server;
    await endOthers(session, markOf(work));
    let memo = plannedMemo(context);
    const now = await presenceOf(session, schemas);
    const moves = renamesForward(schemas, plannedOf(memo), now);
    if (moves.length > 0) {
      await context.confirmTarget();
      if (!memo.begun) memo = keepBegun(context, memo);
      await session.query(
        `CREATE DATABASE IF NOT EXISTS ${quoteName(schemas.old)} CHARACTER SET ${memo.old.characterSet} COLLATE ${memo.old.collation}`,
      );
      await defaultsAhead(session, schemas, memo);
      await crossTables(server, { schemas, moves, from: memo.old.code, to: newCode(context, memo, schemas), newTables: memo.new.tables });
      context.say(`RENAME TABLE ...: ${moves.length} renames in one statement`);
    } else await convergeCode(session, schemas.live, null, newCode(context, memo, schemas));
    await setDefaults(session, schemas.live, defaultsIn(memo.new.defaults, schemas.aside, schemas.live));
    await schemaDefaults(session, schemas.live, memo.new);
  });
  job.step(`Looking at the restored tables of ${schemas.live}`);
  return withServer(work, context, 'job', async ({ session }) => {
    const found = await verify(work, context, session);
    const memo = plannedMemo(context);
    const refused = await giveRightsBack(session, schemas.live, memo.rights);
    context.keepMemo({ ...memo, rightsRefused: [...refused] });
    return [found, refusedSentence(refused)].filter((sentence) => typeof sentence === 'string').join(' ') || undefined;
  });
}

function verify(work: DatabaseWork, context: StepContext, session: DatabaseSession): Promise<string | void> {
  const schemas = workSchemas(work);
  const memo = plannedMemo(context);
  const code = newCode(context, memo, schemas);
  const eventsKnown = !code.some(({ kind }) => kind === 'event') || enabledInImport(context.memoOf(`import:${schemas.live}`)) !== null;
  return verifySwitch(work, session, { tables: memo.new.tables, code, eventsKnown }, context.job.signal);
}

/** What both schemas hold goes into the memo; read anew until the first change is made. Throws `restore.swap-not-possible`. */
async function planSwitch(context: StepContext, schemas: WorkSchemas, session: DatabaseSession): Promise<void> {
  const old = await readSchema(session, schemas.live);
  const imported = await readSchema(session, schemas.aside);
  const facts = await readSwitchFacts(session, schemas, await readTables(session, schemas.old));
  refuseFaults(switchFaults(old, imported, facts));
  const rights = [...((await readRoutineRights(session, schemas.live)) ?? [])];
  context.keepMemo({ old, new: imported, begun: false, rights, rightsSince: null, rightsRefused: [] } satisfies SwitchMemo);
  await noteRights(session, schemas.live, context);
}

/** The new tables take their numbers from the live sequences from the first moment on, where live has those already; else right behind the renames. */
async function defaultsAhead(session: DatabaseSession, { live, aside }: WorkSchemas, { new: { defaults } }: SwitchMemo): Promise<void> {
  const waiting = await readTables(session, aside);
  const ahead = defaultsIn(
    defaults.filter(({ table }) => waiting.has(table)),
    aside,
    live,
  );
  await setDefaults(session, aside, ahead).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'database.refused') throw error;
  });
}

function keepBegun(context: StepContext, memo: SwitchMemo): SwitchMemo {
  const begun = { ...memo, begun: true };
  context.keepMemo(begun);
  return begun;
}

function plannedMemo(context: StepContext): SwitchMemo {
  const memo = switchMemo(context.memo());
  if (memo === null) throw new AppError('restore.swap-failed', { detail: 'The switch was not planned.' });
  return memo;
}

export function plannedOf(memo: SwitchMemo): { readonly old: readonly string[]; readonly new: readonly string[] } {
  return { old: memo.old.tables, new: memo.new.tables };
}

/** As it is to be in live: events run that ran when the dump was made. */
function newCode(context: StepContext, memo: SwitchMemo, { aside, live }: WorkSchemas): readonly CodeObject[] {
  const enabled = new Set(enabledInImport(context.memoOf(`import:${live}`)) ?? []);
  return codeIn(memo.new.code, aside, live).map((object) =>
    object.kind === 'event' ? { ...object, enabled: enabled.has(object.name) } : object,
  );
}

/** Rights on single tables belong to names: they are those of the new tables afterwards. Said only where this user may see them. */
async function noteRights(session: DatabaseSession, live: string, context: StepContext): Promise<void> {
  const rows = await session.query(
    'SELECT DISTINCT GRANTEE AS who, TABLE_NAME AS tab FROM information_schema.TABLE_PRIVILEGES WHERE TABLE_SCHEMA = ?',
    [live],
  );
  if (rows.length > 0)
    context.say(`Rights on single tables stay with their names: ${rows.map((row) => `${row['who']} on ${row['tab']}`).join(', ')}`);
}
