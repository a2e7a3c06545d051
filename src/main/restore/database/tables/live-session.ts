import type { DatabaseSession } from '../../../sites/database-session.ts';
import type { StepContext } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { workSchemas } from '../schema-names.ts';
import { endOthers } from '../swap/end-others.ts';
import { withServer } from '../swap/switch-sessions.ts';

/** A session in which no statement of an earlier attempt runs any more; again when the line was lost. `heed` as of `withServer`. Throws as that. */
export function withLiveSession<T>(
  work: DatabaseWork,
  context: StepContext,
  heed: 'job' | 'nothing',
  use: (session: DatabaseSession) => Promise<T>,
): Promise<T> {
  return withServer(work, context, heed, async ({ session }) => {
    // All schemas of the restore end in it, and what names none of them carries it in a comment.
    await endOthers(session, workSchemas(work).old.slice(-12));
    return use(session);
  });
}
