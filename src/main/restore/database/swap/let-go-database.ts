import { AppError } from '../../../errors/app-error.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import type { StepContext } from '../../step.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import type { DatabaseWork } from '../database-work.ts';
import { besideNames } from '../beside/beside-names.ts';
import { dropTables } from '../beside/import-beside-step.ts';
import { splitWork } from '../beside/split-work.ts';
import { tablesMemo } from '../tables/tables-memo.ts';
import { isWorkSchema, workSchemas } from '../schema-names.ts';
import { forgetEnv } from './env-file.ts';
import { placeOf } from './point-env.ts';
import { presenceOf } from './crossing.ts';
import { switchMemo } from './switch-memo.ts';
import { credentialsOf, withSession } from './sign-in.ts';

/**
 * Drops for good what a restore kept beside the live data: its old, side and aside schemas, those that are there. May be called again. With `switch-env` the
 * imported schema is live and stays, and so does the database the site had before: it is no schema of the restore.
 * Throws `restore.not-now` when a switch was neither finished nor taken back, `database.*`, `ssh.*`, `restore.target-differs`.
 */
export async function letGoDatabase(work: DatabaseWork, context: StepContext): Promise<void> {
  const { connections, target, job } = context;
  const { live, aside, old, side } = workSchemas(work);
  const named = await connections.withShell(target.server.id, job.signal, (shell) => credentialsOf(shell, work, context));
  // Whatever the method: what the site is pointed to is never dropped.
  const wanted = [old, side, aside].filter((schema) => schema !== named.database && isWorkSchema(schema));
  if (work.method === 'switch-env' && context.memoOf(`switch:${live}`) !== undefined) {
    const place = placeOf(work, context);
    await connections.withShell(target.server.id, job.signal, (shell) => forgetEnv(shell, place, job.signal));
  }
  await withSession(work, context, async (session) => {
    const half = await halfSwitched(work, context, session);
    if (half.length > 0)
      throw new AppError('restore.not-now', { detail: `Not all of ${live} was switched or taken back: ${half.join(', ')}` });
    for (const schema of wanted) {
      const [there] = await session.query('SELECT 1 AS found FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?', [schema]);
      if (there === undefined) continue;
      await context.confirmTarget();
      await session.query(`DROP DATABASE IF EXISTS ${quoteName(schema)}`);
      context.say(`DROP DATABASE ${quoteName(schema)}`);
    }
    await letGoTables(work, context, session);
  });
}

/** Tables that lie in the live schema itself: those the restore wrote down as its own, and that bear its mark. */
async function letGoTables(work: DatabaseWork, context: StepContext, session: DatabaseSession): Promise<void> {
  const { beside } = splitWork(work);
  if (beside === null) return;
  const { live } = workSchemas(work);
  const names = besideNames(beside);
  const keys = tablesMemo(context.memoOf(`switch:${live}`))?.merges.map((merge) => merge.keys) ?? [];
  await context.confirmTarget();
  for (const claim of [context.memoOf(`import:${live}`), { claimed: keys }])
    for (const name of await dropTables(session, live, names, claim)) context.say(`DROP TABLE ${quoteName(live)}.${quoteName(name)}`);
}

/** Tables whose switch stands in the middle: dropping anything now could drop the only one. */
async function halfSwitched(work: DatabaseWork, context: StepContext, session: DatabaseSession): Promise<readonly string[]> {
  const schemas = workSchemas(work);
  const memo = switchMemo(context.memoOf(`switch:${schemas.live}`));
  if (memo === null) return [];
  const now = await presenceOf(session, schemas);
  return memo.begun ? memo.new.tables.filter((table) => now.aside.has(table)) : [...now.old];
}
