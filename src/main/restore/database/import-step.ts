import { AppError } from '../../errors/app-error.ts';
import { realPause } from '../../servers/ssh/lasting-line.ts';
import { errorNumber, type DatabaseSession } from '../../sites/database-session.ts';
import { quoteName } from '../../sites/live-inventory.ts';
import { resolveCredentials } from '../../sites/resolve-credentials.ts';
import type { RestoreStep, StepContext } from '../step.ts';
import type { DatabaseWork } from './database-work.ts';
import { endClients } from './end-clients.ts';
import { importCopies } from './import-copies.ts';
import { withDatabase, type OpenDatabase } from './open-work.ts';
import { isWorkSchema, workSchemas } from './schema-names.ts';

/**
 * Imports the dump, or the chosen tables of it, into a schema of its own beside the live one. Run again, or after a line that was lost, it begins anew. Of several
 * copies the first that is whole and in reach is used. Its memo `{ enabledEvents }` names the events that run when they are live.
 */
export function importStep(work: DatabaseWork): RestoreStep {
  const { aside } = workSchemas(work);
  const tables = work.choice.tables?.map(({ name }) => name) ?? null;
  return {
    plan: {
      id: `import:${work.database}`,
      kind: 'import',
      title: `Import ${tables === null ? `the backup of ${work.artifact.database}` : tables.join(', ')} beside the live data`,
      commands: [
        `CREATE DATABASE ${quoteName(aside)}`,
        `the database client ${aside} < ${work.artifact.file}   (over several sessions, put right while it streams)`,
      ],
      changes: `A database ${aside} appears, which the site does not use.`,
      undo: `${aside} is dropped.`,
      touchesLive: false,
      estimatedMs: null,
    },
    run: (context) => importAside(work, tables, context),
    undo: (context) => dropAside(work, context),
  };
}

async function importAside(work: DatabaseWork, tables: readonly string[] | null, context: StepContext): Promise<string | void> {
  const { aside } = workSchemas(work);
  const { content } = work.choice;
  await context.confirmTarget();
  await withDatabase(work, context, (open) => refuseInUse(work, open, context));
  const { enabledEvents, faults } = await importCopies(work, context, {
    dump: work,
    schema: aside,
    tables,
    content,
    clear: (session) => makeAside(work, session),
  });
  context.keepMemo({ enabledEvents });
  return faults.length === 0 ? undefined : `Not every copy could be read. ${faults.join(' ')}`;
}

/** An empty schema with the defaults of the one that was dumped; what an earlier attempt left in it goes. */
async function makeAside(work: DatabaseWork, session: DatabaseSession): Promise<void> {
  const { aside } = workSchemas(work);
  await endClients(session, aside);
  await session.query(`DROP DATABASE IF EXISTS ${quoteName(guarded(aside))}`);
  await session.query(`CREATE DATABASE ${quoteName(aside)}${await defaultsOf(work, session)}`);
}

async function defaultsOf({ artifact, database }: DatabaseWork, session: DatabaseSession): Promise<string> {
  const wanted = artifact.schemaDefaults?.collation;
  const [known] =
    wanted === undefined
      ? []
      : await session.query(
          'SELECT CHARACTER_SET_NAME AS charset, COLLATION_NAME AS collation FROM information_schema.COLLATIONS WHERE COLLATION_NAME = ?',
          [wanted],
        );
  const [row] =
    known === undefined
      ? await session.query(
          'SELECT DEFAULT_CHARACTER_SET_NAME AS charset, DEFAULT_COLLATION_NAME AS collation FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?',
          [database],
        )
      : [known];
  const charset = row?.['charset'];
  const collation = row?.['collation'];
  return typeof charset === 'string' && typeof collation === 'string' ? ` CHARACTER SET ${charset} COLLATE ${collation}` : '';
}

async function dropAside(work: DatabaseWork, context: StepContext): Promise<void> {
  const { aside } = workSchemas(work);
  const wasThere = await withDatabase(work, context, async (open) => {
    await refuseInUse(work, open, context);
    const found = await open.session.query('SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?', [aside]);
    await endClients(open.session, aside);
    await dropPatiently(open.session, aside, context.job.signal);
    return found.length > 0;
  });
  context.say(wasThere ? `DROP DATABASE ${quoteName(aside)}` : `${aside} was not there any more.`);
}

/** On a full disk even DROP wants a little room; what the ended clients had begun is rolled back meanwhile and gives some. */
const DROP_ATTEMPTS = 10;
const BETWEEN_DROPS_MS = 1000;

async function dropPatiently(session: DatabaseSession, aside: string, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await session.query(`DROP DATABASE IF EXISTS ${quoteName(guarded(aside))}`);
      return;
    } catch (error) {
      if (attempt === DROP_ATTEMPTS || errorNumber(error) === 0) throw error;
      await realPause(BETWEEN_DROPS_MS, signal);
    }
  }
}

/** Where the settings of the site name the imported schema, it is the live one. */
async function refuseInUse(work: DatabaseWork, { shell }: OpenDatabase, { target, secrets, job }: StepContext): Promise<void> {
  if (work.source.access.from !== 'site-env') return;
  const { aside } = workSchemas(work);
  try {
    await resolveCredentials(shell, target.site, { ...work.source, database: aside }, secrets, job.signal);
  } catch (error) {
    if (error instanceof AppError && error.code === 'source.database-changed') return;
    throw error;
  }
  throw new AppError('restore.aside-in-use', { detail: aside });
}

function guarded(schema: string): string {
  if (!isWorkSchema(schema)) throw new Error(`no schema of a restore: ${schema}`);
  return schema;
}
