import { AppError } from '../../errors/app-error.ts';
import { compareSchema } from '../import/compare-schema.ts';
import type { RestoreStep } from '../step.ts';
import { counted } from './counted.ts';
import type { DatabaseWork } from './database-work.ts';
import { withDatabase } from './open-work.ts';
import { workSchemas } from './schema-names.ts';
import { placedName, tablePlaces } from './tables/table-places.ts';

/** Compares what was imported with the inventory of the backup, before anything live is touched. Throws `restore.import-differs`. */
export function compareStep(work: DatabaseWork): RestoreStep {
  const places = work.choice.tables === null ? { ...workSchemas(work), beside: null } : tablePlaces(work);
  const { aside, beside } = places;
  const what = beside === null ? aside : [...beside.tables.values()].join(', ');
  return {
    plan: {
      id: `compare:${work.database}`,
      kind: 'compare',
      title: `Compare ${what} with the backup`,
      commands: [
        beside === null
          ? `SELECT COUNT(*) FROM each table of ${aside}; SHOW TABLES, TRIGGERS, EVENTS; views and routines by name`
          : `SELECT COUNT(*) FROM ${what}`,
      ],
      changes: 'Nothing.',
      undo: 'Nothing has to be undone.',
      touchesLive: false,
      estimatedMs: null,
    },
    async run(context) {
      const { job } = context;
      const tables = work.choice.tables?.map(({ name }) => name) ?? null;
      job.step(`Comparing ${what} with the backup`);
      const { content } = work.choice;
      const found = await withDatabase(work, context, ({ session }) =>
        compareSchema(session, aside, work.artifact.inventory, {
          tables,
          content,
          placed: (table) => placedName(places, table),
          signal: job.signal,
        }),
      );
      if (found.differences.length > 0) throw new AppError('restore.import-differs', { detail: found.differences.slice(0, 50).join('\n') });
      context.say(`${counted(found.tables, 'table', 'tables')} and ${counted(found.rows, 'row', 'rows')}, as in the backup`);
    },
  };
}
