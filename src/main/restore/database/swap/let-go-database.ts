import type { StepContext } from '../../step.ts';
import { quoteName } from '../../../sites/live-inventory.ts';
import type { DatabaseWork } from '../database-work.ts';
import { isWorkSchema, workSchemas } from '../schema-names.ts';
import { credentialsOf, withSession } from './sign-in.ts';

/**
 * Drops for good what a restore kept beside the live data: its old, side and aside schemas, those that are there. May be called again. With `switch-env` the
 * imported schema is live and stays, and so does the database the site had before: it is no schema of the restore.
 * Throws `database.*`, `ssh.*`, `restore.target-differs`.
 */
export async function letGoDatabase(work: DatabaseWork, context: StepContext): Promise<void> {
  const { connections, target, job } = context;
  const { aside, old, side } = workSchemas(work);
  const named = await connections.withShell(target.server.id, job.signal, (shell) => credentialsOf(shell, work, context));
  // Whatever the method: what the site is pointed to is never dropped.
  const wanted = [old, side, aside].filter((schema) => schema !== named.database && isWorkSchema(schema));
  await withSession(work, context, async (session) => {
    for (const schema of wanted) {
      const [there] = await session.query('SELECT 1 AS found FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?', [schema]);
      if (there === undefined) continue;
      await context.confirmTarget();
      await session.query(`DROP DATABASE IF EXISTS ${quoteName(schema)}`);
      context.say(`DROP DATABASE ${quoteName(schema)}`);
    }
  });
}
