import { AppError } from '../../../errors/app-error.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import type { StepContext } from '../../step.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import type { DatabaseWork } from '../database-work.ts';
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
  });
}

/** Tables whose switch stands in the middle: dropping anything now could drop the only one. */
async function halfSwitched(work: DatabaseWork, context: StepContext, session: DatabaseSession): Promise<readonly string[]> {
  const schemas = workSchemas(work);
  const memo = switchMemo(context.memoOf(`switch:${schemas.live}`));
  if (memo === null) return [];
  const now = await presenceOf(session, schemas);
  return memo.begun ? memo.new.tables.filter((table) => now.aside.has(table)) : [...now.old];
}
