import { quoteName } from '../../../sites/live-inventory.ts';
import type { RestoreStep } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { workSchemas } from '../schema-names.ts';
import { bringBack } from './bring-back.ts';
import { bringIn } from './bring-in.ts';

/**
 * Imports into the live schema itself, where a host allows only one. It does not begin without the safety copy of this restore, nor drop anything that copy lacks.
 * What fails or is cancelled is taken back by `undo`, which imports the safety copy and compares it; the same takes back a finished restore days later.
 */
export function inPlaceStep(work: DatabaseWork): RestoreStep {
  const { live } = workSchemas(work);
  const { tables } = work.choice;
  const what = tables === null ? `all tables, views, routines, triggers and events of ${live}` : tables.map(({ name }) => name).join(', ');
  const drops =
    work.choice.content === 'data'
      ? [`TRUNCATE TABLE ...   (${what})`]
      : [`DROP TABLE ..., DROP VIEW ...   (${what}; each of them lies in the safety copy)`];
  return {
    plan: {
      id: `in-place:${live}`,
      kind: 'in-place',
      title: `Import the backup into ${live}`,
      commands: [...drops, `the database client < ${work.artifact.file}   (into ${quoteName(live)}, put right while it streams)`],
      changes: `${tables === null ? live : what} ${tables === null || tables.length === 1 ? 'is' : 'are'} as in the backup. What was there lies in the safety copy.`,
      undo: 'The safety copy is imported in the same way and compared; that also happens by itself when the import fails or is cancelled.',
      touchesLive: true,
      estimatedMs: null,
    },
    run: (context) => bringIn(work, context),
    undo: (context) => bringBack(work, context),
  };
}
