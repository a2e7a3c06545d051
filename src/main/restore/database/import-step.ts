import { AppError } from '../../errors/app-error.ts';
import { quoteName } from '../../sites/live-inventory.ts';
import type { DatabaseSession } from '../../sites/database-session.ts';
import { copySource } from '../import/dump-source.ts';
import { importDump } from '../import/import-dump.ts';
import type { ImportResult } from '../import/import-request.ts';
import { remoteTarget } from '../import/remote-target.ts';
import type { RestoreStep, StepContext } from '../step.ts';
import type { DatabaseWork, DumpCopy } from './database-work.ts';
import { isWorkSchema, workSchemas } from './schema-names.ts';
import { credentialsOf, withSession } from './swap/sign-in.ts';

/**
 * Imports the dump, or the chosen tables of it, into a schema of its own beside the live one. Run again it begins anew. Of several copies the first that is whole and in reach
 * is used. Its memo `{ enabledEvents }` names the events that run when they are live.
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
  const faults: string[] = [];
  for (const copy of work.copies) {
    await makeAside(work, context);
    try {
      const result = await importFrom(work, copy, tables, context);
      context.keepMemo({ enabledEvents: result.enabledEvents });
      context.say(
        `${result.tables.toLocaleString('en-US')} tables and ${result.rows.toLocaleString('en-US')} rows from ${copy.store.place.name}, over ${result.sessions} ${result.sessions === 1 ? 'session' : 'sessions'}`,
      );
      for (const { text } of result.fixUps) context.say(text);
      return faults.length === 0 ? undefined : `Not every copy could be read. ${faults.join(' ')}`;
    } catch (error) {
      context.job.signal.throwIfAborted();
      if (!isFaultOfCopy(error)) throw error;
      faults.push(`${copy.store.place.name}: ${error.message} ${error.detail}`.trim());
      context.say(faults.at(-1) ?? '');
    }
  }
  throw new AppError('import.copy-damaged', { detail: faults.join('\n') });
}

/** Another copy may be whole, or in reach. */
function isFaultOfCopy(error: unknown): error is AppError {
  return (
    error instanceof AppError &&
    (error.code === 'import.copy-damaged' || error.code === 'import.dump-cut' || error.code.startsWith('place.'))
  );
}

async function importFrom(
  work: DatabaseWork,
  copy: DumpCopy,
  tables: readonly string[] | null,
  context: StepContext,
): Promise<ImportResult> {
  const { job, connections, target } = context;
  const { aside } = workSchemas(work);
  job.step(`Importing ${work.artifact.file} from ${copy.store.place.name}`, work.artifact.bytes);
  return connections.withShell(target.server.id, job.signal, async (shell) => {
    const credentials = await credentialsOf(shell, work, context);
    return importDump({
      target: remoteTarget(shell, credentials),
      schema: aside,
      artifact: work.artifact,
      source: copySource(copy, work.artifact),
      tables,
      content: work.choice.content,
      signal: job.signal,
      onProgress: ({ bytes }) => job.advance(bytes),
    });
  });
}

/** An empty schema with the defaults of the one that was dumped; what an earlier attempt left in it goes. */
async function makeAside(work: DatabaseWork, context: StepContext): Promise<void> {
  const { aside } = workSchemas(work);
  await context.confirmTarget();
  await withSession(work, context, async (session) => {
    await session.query(`DROP DATABASE IF EXISTS ${quoteName(guarded(aside))}`);
    await session.query(`CREATE DATABASE ${quoteName(aside)}${await defaultsOf(work, session)}`);
  });
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
  await withSession(work, context, (session) => session.query(`DROP DATABASE IF EXISTS ${quoteName(guarded(aside))}`));
  context.say(`DROP DATABASE ${quoteName(aside)}`);
}

function guarded(schema: string): string {
  if (!isWorkSchema(schema)) throw new Error(`no schema of a restore: ${schema}`);
  return schema;
}
