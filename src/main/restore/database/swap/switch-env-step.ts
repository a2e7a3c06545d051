import type { RestoreStep } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { workSchemas } from '../schema-names.ts';
import { pointBack, pointToAside } from './point-env.ts';

/**
 * Points the settings file of the site to the imported schema. Only the value of the database's name changes in it; no table of the live database is touched.
 * Whoever runs it must register the new name with the source afterwards (`work.database` keeps the old one), and clear the site's cache of settings.
 */
export function switchEnvStep(work: DatabaseWork): RestoreStep {
  const { live, aside } = workSchemas(work);
  const file = work.source.access.from === 'site-env' ? work.source.access.envFile : 'the settings file';
  return {
    plan: {
      id: `switch:${live}`,
      kind: 'switch',
      title: `Point the site to the restored database ${aside}`,
      commands: [`${file}: ${live} -> ${aside}   (one line; the file from before lies beside it, 0600)`],
      changes: `The settings file of the site names ${aside}. ${live} is left as it is.`,
      undo: `The line names ${live} again.`,
      touchesLive: true,
      estimatedMs: null,
    },
    run: (context) => pointToAside(work, context),
    undo: (context) => pointBack(work, context),
  };
}
