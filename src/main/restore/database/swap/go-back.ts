import { AppError } from '../../../errors/app-error.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import type { StepContext } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { isWorkSchema, workSchemas } from '../schema-names.ts';
import { codeSince, nameOfCode } from './code-since.ts';
import { convergeCode } from './converge-code.ts';
import { crossTables, presenceOf, schemaDefaults, setDefaults } from './crossing.ts';
import { endOthers } from './end-others.ts';
import { plannedOf } from './go-live.ts';
import { renamesBack } from './plan-renames.ts';
import { readSchema, readTables } from './read-schema.ts';
import type { SchemaContent } from './schema-content.ts';
import { giveRightsBack, readRoutineRights, refusedSentence } from './routine-rights.ts';
import { switchMemo, type SwitchMemo } from './switch-memo.ts';
import { markOf, withServer } from './switch-sessions.ts';

/**
 * Brings the tables and the code from before back, from wherever the switch or an earlier undo stopped. What was live instead lies in the aside schema afterwards,
 * with what a migration added. Throws `restore.swap-*`, `database.*`, `ssh.*`.
 */
export async function goBack(work: DatabaseWork, context: StepContext): Promise<void> {
  const begun = switchMemo(context.memo());
  if (begun === null || !begun.begun) return;
  const schemas = workSchemas(work);
  const { live, aside, old } = schemas;
  await withServer(work, context, 'nothing', async (server) => {
    const { session } = server;
    await endOthers(session, markOf(work));
    const memo = await noteRightsSince(session, live, begun, context);
    const renames = renamesBack(schemas, plannedOf(memo), await presenceOf(session, schemas));
    if (renames.state === 'gone')
      throw new AppError('restore.swap-old-gone', { detail: `${old}: ${renames.tables.slice(0, 20).join(', ')}` });
    await context.confirmTarget();
    for (const object of codeSince(live, (await readSchema(session, live)).code, memo))
      context.say(`Made or changed since the switch and dropped now: ${nameOfCode(object)}. Its text:\n${object.create}`);
    if (renames.moves.length > 0) {
      await session.query(
        `CREATE DATABASE IF NOT EXISTS ${quoteName(aside)} CHARACTER SET ${memo.new.characterSet} COLLATE ${memo.new.collation}`,
      );
      await crossTables(server, { schemas, moves: renames.moves, from: null, to: memo.old.code, newTables: memo.old.tables });
      context.say(`RENAME TABLE ...: ${renames.moves.length} renames in one statement`);
    } else await convergeCode(session, live, null, memo.old.code);
    await schemaDefaults(session, live, memo.old);
    await restoreAside(session, aside, memo.new);
    await dropOld(session, old);
    const refused = refusedSentence(await giveRightsBack(session, live, [...memo.rights, ...(memo.rightsSince ?? [])]));
    if (refused !== null) context.say(refused);
    context.keepMemo({ ...memo, begun: false, rightsSince: null });
  });
}

/** Rights that came since the switch, written down before a routine goes with them. */
async function noteRightsSince(session: DatabaseSession, live: string, memo: SwitchMemo, context: StepContext): Promise<SwitchMemo> {
  const known = switchMemo(context.memo());
  if (known !== null && known.rightsSince !== null) return known;
  const noted = { ...memo, rightsSince: [...((await readRoutineRights(session, live)) ?? [])] };
  context.keepMemo(noted);
  return noted;
}

/** What was imported is in aside as it was, so that it can be looked at, and switched to once more. */
async function restoreAside(session: DatabaseSession, aside: string, { code, defaults }: SchemaContent): Promise<void> {
  const tables = await readTables(session, aside);
  const triggers = code.filter(({ kind, table }) => kind === 'trigger' && table !== null && tables.has(table));
  const others = (await readSchema(session, aside)).code.filter(({ kind }) => kind !== 'trigger');
  await convergeCode(session, aside, null, [...others, ...triggers]);
  await setDefaults(
    session,
    aside,
    defaults.filter(({ table }) => tables.has(table)),
  );
}

/** An empty schema says nothing to anybody. */
async function dropOld(session: DatabaseSession, old: string): Promise<void> {
  if (!isWorkSchema(old) || (await readTables(session, old)).size > 0) return;
  await session.query(`DROP DATABASE IF EXISTS ${quoteName(old)}`);
}
