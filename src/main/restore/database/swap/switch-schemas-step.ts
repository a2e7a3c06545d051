import { quoteName } from '../../../sites/live-inventory.ts';
import type { RestoreStep } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { workSchemas } from '../schema-names.ts';
import { goLive } from './go-live.ts';
import { goBack } from './go-back.ts';

/**
 * Lets the imported schema and the live one change places, whole: all tables by one RENAME TABLE, so that the site sees either all of the old ones or all of the
 * new ones. What cannot be renamed (triggers, views, routines, events) is made again from its definition. What was live lies in the old schema until it is let go.
 */
export function switchSchemasStep(work: DatabaseWork): RestoreStep {
  const { live, aside, old } = workSchemas(work);
  return {
    plan: {
      id: `switch:${live}`,
      kind: 'switch',
      title: `Make the restored database ${live} live`,
      commands: [
        `CREATE DATABASE ${quoteName(old)}`,
        `LOCK TABLES ... WRITE; DROP TRIGGER ...   (only where ${live} has triggers; all code of ${live} is kept as text)`,
        `RENAME TABLE ${quoteName(live)}.t TO ${quoteName(old)}.t, ${quoteName(aside)}.t TO ${quoteName(live)}.t, ...   (all tables, in one statement)`,
        `CREATE TRIGGER ...; CREATE OR REPLACE VIEW ...; CREATE PROCEDURE ...; CREATE EVENT ...   (those of the backup that differ)`,
      ],
      changes: `The site works on the tables of the backup. The tables from before lie in ${old}.`,
      undo: 'The same renames the other way round bring the tables from before back in one moment.',
      touchesLive: true,
      estimatedMs: null,
    },
    run: (context) => goLive(work, context),
    undo: (context) => goBack(work, context),
  };
}
