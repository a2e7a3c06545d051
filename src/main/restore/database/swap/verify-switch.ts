import { AppError } from '../../../errors/app-error.ts';
import type { DatabaseSession } from '../../../sites/database-session.ts';
import { compareSchema } from '../../import/compare-schema.ts';
import type { DatabaseWork } from '../database-work.ts';
import { workSchemas } from '../schema-names.ts';
import { planCode } from './plan-code.ts';
import { readSchema } from './read-schema.ts';
import { type CodeObject, keyOfCode } from './schema-content.ts';

export interface Wanted {
  readonly tables: readonly string[];
  readonly code: readonly CodeObject[];
  /** Which events are to run. */
  readonly eventsKnown: boolean;
}

/**
 * Looks at what is live after the switch. Throws `restore.swap-not-verified` when something that was imported is not there or a foreign key leads elsewhere; resolves with
 * a sentence where tables have another count of rows than the backup, as a site that writes makes them have.
 */
export async function verifySwitch(
  work: DatabaseWork,
  session: DatabaseSession,
  { tables, code, eventsKnown }: Wanted,
  signal: AbortSignal,
): Promise<string | void> {
  const { live } = workSchemas(work);
  const found = await readSchema(session, live);
  const present = new Set(found.tables);
  const faults = tables.filter((table) => !present.has(table)).map((table) => `table ${table} is not live`);
  faults.push(
    ...planCode(live, found.code, code).map(({ sql, under }) =>
      under === null ? sql : `${keyOfCode(under)} is not live as it was imported`,
    ),
  );
  const leads = await session.query(
    `SELECT TABLE_NAME AS tab, CONSTRAINT_NAME AS name, UNIQUE_CONSTRAINT_SCHEMA AS to_db FROM information_schema.REFERENTIAL_CONSTRAINTS
       WHERE CONSTRAINT_SCHEMA = ?`,
    [live],
  );
  const { aside, old } = workSchemas(work);
  for (const row of leads)
    if (row['to_db'] === aside || row['to_db'] === old) faults.push(`foreign key ${row['name']} of ${row['tab']} leads to ${row['to_db']}`);
  if (faults.length > 0) throw new AppError('restore.swap-not-verified', { detail: faults.slice(0, 50).join('\n') });
  const { inventory } = work.artifact;
  const { differences } = await compareSchema(session, live, inventory, { tables: null, content: work.choice.content, signal });
  const counts = differences.filter((difference) => /: \d+ rows, the backup has /.test(difference));
  const warnings: string[] = [];
  if (counts.length > 0)
    warnings.push(`Since the switch the site has written, or the rows are others than those of the backup: ${shown(counts)}.`);
  if (!eventsKnown) warnings.push('Which events are to run is not known: all of them are disabled.');
  return warnings.length === 0 ? undefined : warnings.join(' ');
}

const MOST_NAMED = 10;

function shown(differences: readonly string[]): string {
  const more = differences.length - MOST_NAMED;
  return differences.slice(0, MOST_NAMED).join('; ') + (more > 0 ? ` and ${more} more` : '');
}
