import type { StepContext } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { workSchemas } from '../schema-names.ts';
import { endOthers } from '../swap/end-others.ts';
import { withServer } from '../swap/switch-sessions.ts';
import { removeAdded } from './remove-rows.ts';
import { replaceBack } from './replace-tables.ts';
import { tablesMemo } from './tables-memo.ts';

/** Takes back whatever of the switch was done. May be called again. Throws `restore.swap-*`, `restore.tables-*`, `database.*`, `ssh.*`. */
export async function goBack(work: DatabaseWork, context: StepContext): Promise<void> {
  const memo = tablesMemo(context.memo());
  if (memo?.begun !== true) return;
  const schemas = workSchemas(work);
  if (memo.merges.length > 0) {
    context.job.step('Taking back the rows that were added');
    await withServer(work, context, 'job', async ({ session }) => {
      await endOthers(session, schemas.old);
      await removeAdded(session, memo, schemas, context);
    });
  }
  context.job.step('Bringing the tables from before back');
  await withServer(work, context, 'nothing', async (server) => {
    await endOthers(server.session, schemas.old);
    await replaceBack(server, memo, schemas, context, (since) => context.keepMemo({ ...memo, since }));
  });
}
